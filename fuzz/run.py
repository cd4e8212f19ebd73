"""Runs a fuzz target until it has used so many minutes of the processor's time, however busy the machine is:
run.py MINUTES LOG RUNS PROGRAM ARGUMENT…. What it says goes to the log; what it did is a line more in RUNS, which is kept
with the sources, so that the runs of several days and machines add up. Needs /proc."""

import csv
import datetime
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

TICKS = os.sysconf("SC_CLK_TCK")
COLUMNS = ("day", "commit", "target", "seconds", "executions", "edges", "features", "corpus", "peak_mb", "findings")


def used(process: int) -> float:
    """Seconds of the processor, of all threads; fields 14 and 15 of proc_pid_stat(5), counted behind the name in brackets."""
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def run(minutes: float, log: pathlib.Path, command: list[str]) -> float:
    """The processor's seconds that the run used."""
    with log.open("w") as out:
        running = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        # libFuzzer ends by this one in order, behind the input that it is at, and tells its figures.
        end = lambda *_: running.send_signal(signal.SIGUSR1)
        signal.signal(signal.SIGTERM, end)
        while running.poll() is None:
            if used(running.pid) >= 60 * minutes:
                end()
                running.wait()
            time.sleep(0.5)
    children = os.times()
    return children.children_user + children.children_system


def what_it_did(text: str) -> list[int]:
    """What libFuzzer says of a run: executions, edges and features covered, inputs kept, memory, findings."""

    def last(pattern: str) -> int:
        found = re.findall(pattern, text, re.MULTILINE)
        return int(found[-1]) if found else 0

    return [
        last(r"^stat::number_of_executed_units: +(\d+)"),
        last(r"^#\d+\s.* cov: (\d+) "),
        last(r"^#\d+\s.* ft: (\d+) "),
        last(r"^#\d+\s.* corp: (\d+)/"),
        last(r"^stat::peak_rss_mb: +(\d+)"),
        len(re.findall(r"^(?:artifact_prefix=.*; )?Test unit written to ", text, re.MULTILINE)),
    ]


def main(minutes: float, log: pathlib.Path, runs: pathlib.Path, command: list[str]) -> None:
    day = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}"
    commit = subprocess.run(["git", "rev-parse", "--short=8", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    seconds = run(minutes, log, command)
    figures = what_it_did(log.read_text(errors="replace"))
    is_new = not runs.exists()
    with runs.open("a", newline="") as table:
        rows = csv.writer(table, lineterminator="\n")
        if is_new:
            rows.writerow(COLUMNS)
        rows.writerow([day, commit, pathlib.Path(command[0]).name, round(seconds), *figures])


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(float(sys.argv[1]), pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), sys.argv[4:])
