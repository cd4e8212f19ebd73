"""What the example costs on this machine, as Markdown for docs/fleet.md: measure.py --volsift PATH [--hosts 200]."""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import duckdb

import hosts as generate
from cluster import HERE, Cluster, generated, sidecars

# What is taken of a real host, for the table of sizes: its logs of a night's collection, and how fast a core reads them.
LOGS_OF_A_HOST, BYTES_A_SECOND = 100e6, 200e6

# Runs a command, and tells what it used: seconds, seconds of the processor, KiB at most.
USAGE = """
import resource, subprocess, sys, time
began = time.monotonic()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def measure(asked: argparse.Namespace) -> None:
    work = asked.work
    listing = generated(work, asked.hosts)
    took = {}
    for workers in (1, 2):
        out = work / f"out-{workers}"
        shutil.rmtree(out, ignore_errors=True)
        with Cluster(work / f"cluster-{workers}", workers) as cluster:
            began = time.monotonic()
            cluster.finish(cluster.submit(out, listing, asked.volsift), len(listing.read_text().splitlines()))
            took[workers] = {**json.loads((out / "took.json").read_text()), "all": time.monotonic() - began}
    extracts, reports = sidecars(out, "extracts"), sidecars(out, "reports")
    runs = duckdb.sql(f"SELECT count(DISTINCT (computer, (started - INTERVAL 12 HOUR)::DATE)) "
                      f"FROM '{out}/tables/runs.parquet'").fetchall()[0][0]
    bytes_in, kept = sum(one["bytes_in"] for one in extracts), sum(one["bytes"] for one in extracts)
    map_cpu = sum(one["usage"]["cpu_seconds"] for one in extracts)
    reduce_cpu = sum(one["usage"]["cpu_seconds"] for one in reports)
    said = sum(one["bytes"] for one in reports)
    print(f"{asked.hosts} hosts in {len(extracts)} places, {bytes_in / 1e6:.1f} MB of logs, {runs} host-nights with a run; "
          f"a binary of target/{pathlib.Path(asked.volsift).parent.name}; load of the machine before {asked.load:.1f}.\n")
    print("| | 1 worker | 2 workers |\n|---|---|---|")
    for key, name in (("map", "map, with the start of Spark"), ("reduce", "shuffle and reduce"),
                      ("tables", "tables, page"), ("all", "the whole job, with the start of its driver")):
        print(f"| {name} | {took[1][key]:.1f} s | {took[2][key]:.1f} s |")
    print("\n| | CPU of the binary | bytes |\n|---|---|---|")
    print(f"| map, a place | {1000 * map_cpu / len(extracts):.1f} ms | {bytes_in / len(extracts) / 1e3:.0f} kB in, "
          f"{kept / len(extracts) / 1e3:.1f} kB of extract |")
    print(f"| reduce, a host | {1000 * reduce_cpu / len(reports):.1f} ms | {said / len(reports) / 1e3:.0f} kB of report |")
    host = (map_cpu + reduce_cpu) / len(reports)
    print(f"| both, a host with the nights of its logs | {1000 * host:.1f} ms | {bytes_in / len(reports) / 1e3:.0f} kB in |")
    print(f"| both, a host-night | {1000 * (map_cpu + reduce_cpu) / runs:.1f} ms | {bytes_in / runs / 1e3:.0f} kB in |\n")
    one_command(asked.volsift, work, asked.hosts)
    sizes(took, len(reports), kept / len(reports), said / len(reports))


def one_command(volsift: str, work: pathlib.Path, hosts: int) -> None:
    """What the page of a fleet takes on one machine, of the logs themselves, for two numbers of hosts."""
    print("One command on one machine, `volsift analyze … --group-by computer -o fleet.html`, of the logs themselves:\n")
    print("| hosts | seconds | CPU | memory at most |\n|---|---|---|---|")
    for count in (hosts, 4 * hosts):
        folder = work / f"hosts-{count}"
        generate.write(count, folder)
        command = [volsift, "analyze", str(folder), "--group-by", "computer", "-o", str(work / "fleet.html")]
        # A child begins with the memory of whoever starts it, so it is somebody small.
        told = subprocess.run([sys.executable, "-c", USAGE, *command], capture_output=True, text=True, check=True).stdout
        seconds, cpu, kibibytes = map(float, told.split())
        print(f"| {count:,} | {seconds:.1f} s | {cpu:.1f} s | {kibibytes / 1024:.0f} MiB |")
    print()


def sizes(took: dict, hosts_measured: int, extract: float, report: float) -> None:
    """From the measured figures to other numbers of hosts, by multiplication alone; nothing of this table was run."""
    framework = (took[1]["map"] + took[1]["reduce"]) / hosts_measured
    print(f"By multiplication from these, not measured: a host with {LOGS_OF_A_HOST / 1e6:.0f} MB of logs, read at "
          f"{BYTES_A_SECOND / 1e6:.0f} MB/s a core (assumed; docs/performance.md has what was measured); for everything else, and Spark "
          f"itself, the {framework:.2f} s a host that the job on one worker took.\n")
    print("| hosts a night | logs | core-hours | on 2 cores | on 16 cores | extracts | reports |\n|---|---|---|---|---|---|---|")
    for count in (100, 1_000, 3_000, 10_000):
        hours = count * (framework + LOGS_OF_A_HOST / BYTES_A_SECOND) / 3600
        print(f"| {count:,} | {count * LOGS_OF_A_HOST / 1e9:,.0f} GB | {hours:.2f} | {60 * hours / 2:.1f} min | {60 * hours / 16:.1f} min | "
              f"{count * extract / 1e6:.1f} MB | {count * report / 1e6:.0f} MB |")
    print("\nExtracts and reports are those of the generated hosts, with a few nights each; those of a real host grow with the records that "
          "matter. One core of the driver adds the tables.\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--volsift", required=True, type=os.path.abspath)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--work", type=lambda text: pathlib.Path(text).resolve(), default=HERE.parents[1] / "target" / "spark-figures")
    given = parser.parse_args()
    given.load = os.getloadavg()[0]
    shutil.rmtree(given.work, ignore_errors=True)
    measure(given)
