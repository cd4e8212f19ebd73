"""The example on a cluster of this machine: a worker is killed in the middle, and nothing is lost.

    test_fleet.py --volsift PATH [--hosts 200] [--work FOLDER]

A master, two workers of one core each, and generated hosts (hosts.py). The second worker is killed with all its processes while
extracts are made. Then every report must have the bytes that one machine gets from plain commands, of extracts and of the logs,
and the fleet be that which one command reads from all logs; a second job must leave every byte as it is; and the queries of the page must give what the reports say.
"""

import argparse
import concurrent.futures
import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
from collections import Counter

import duckdb

from cluster import HERE, Cluster, expect, generated, sidecars, wait_for

PAGE = HERE.parents[1] / "docs" / "fleet.md"
# Places that hosts.py adds, and one that a listing names although it is gone.
EXPECTED = {"no-logs": "no-events", "empty": "no-events", "vanished": "unreadable"}
ANSWERED = ("read", "incomplete", "no-events", "unreadable")


def bytes_of(out: pathlib.Path) -> dict[str, tuple[int, bytes]]:
    """Every result with its time, but for what a run took. Tables are written anew, so only their bytes are held together."""
    found = {}
    for path in sorted(out.rglob("*")):
        if path.is_file() and path.name != "took.json" and ".part" not in path.suffixes:
            is_made_once = path.parent.name in ("extracts", "reports")
            found[str(path.relative_to(out))] = (path.stat().st_mtime_ns if is_made_once else 0, path.read_bytes())
    return found


def made_here(volsift: str, places: list[str], folder: pathlib.Path) -> tuple[bytes, bytes]:
    """What plain commands on one machine make: the report of extracts, and that of the places themselves."""
    folder.mkdir(parents=True)
    extracts = [str(folder / f"{number}.ndjson.zst") for number in range(len(places))]
    for place, extract in zip(places, extracts):
        subprocess.run([volsift, "extract", place, "-o", extract], stderr=subprocess.DEVNULL)
    reports = []
    for name, given in (("extracts", extracts), ("logs", places)):
        report = folder / f"{name}.json"
        subprocess.run([volsift, "analyze", *given, "--format", "json", "-o", str(report)], stderr=subprocess.DEVNULL)
        reports.append(report.read_bytes())
    return reports[0], reports[1]


def verdicts(report: dict) -> Counter:
    return Counter((computer["name"], one["ref"], one["verdict"], one["confidence"], one["basis"])
                   for computer in report["computers"] for one in computer["volsnap27"])


def compare(out: pathlib.Path, listing: pathlib.Path, volsift: str, work: pathlib.Path) -> tuple[list[dict], Counter]:
    """Every place has a row, every host a report, and each report the bytes that one machine makes."""
    con = duckdb.connect()
    rows = {place: status for place, status in
            con.sql(f"SELECT place, status FROM '{out}/tables/places.parquet'").fetchall()}
    places = [line.split("\t")[0] for line in listing.read_text().splitlines()]
    expect(sorted(rows) == sorted(places), "not every place has a row")
    expect(set(rows.values()) <= set(ANSWERED), f"a place was not answered: {Counter(rows.values())}")
    for name, status in EXPECTED.items():
        found = rows[str(work / "hosts" / name)]
        expect(found == status, f"{name} is {found}, not {status}")
    expect("incomplete" in rows.values(), "no damaged log was told of")

    # Who belongs together is known from how the hosts were made, not from what the example says.
    together: dict[str, list[str]] = {}
    for place in places:
        together.setdefault(pathlib.Path(place).name.removesuffix("-archive"), []).append(place)
    expect(any(len(some) > 1 for some in together.values()), "no host lies in two places")
    reports = {tuple(one): name for one, name in
               con.sql(f"SELECT places, report FROM '{out}/tables/reports.parquet'").fetchall()}
    expect(sorted(reports) == sorted(tuple(sorted(some)) for some in together.values()), "hosts are not put together as they lie")

    documents = []
    shutil.rmtree(work / "here", ignore_errors=True)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs = {name: pool.submit(made_here, volsift, some, work / "here" / name) for name, some in together.items()}
        for name, job in jobs.items():
            report = (out / "reports" / reports[tuple(sorted(together[name]))]).read_bytes()
            of_extracts, of_logs = job.result()
            expect(report == of_extracts, f"{name}: the report is another one than that of its extracts")
            expect(report == of_logs, f"{name}: the report is another one than that of its logs")
            documents.append(json.loads(report))
    found = Counter(con.sql(f"SELECT computer, ref, verdict, confidence, basis FROM '{out}/tables/records27.parquet'").fetchall())
    expected = sum((verdicts(document) for document in documents), Counter())
    expect(expected.total() > len(together), "there are hardly any 27s to judge")
    expect(found == expected, "the table of 27s has other verdicts than the reports")
    return documents, Counter(rows.values())


def one_machine(volsift: str, out: pathlib.Path, work: pathlib.Path) -> None:
    """The fleet, read by one command from the logs themselves, is that of the extracts that the workers made."""
    report = work / "one-machine.json"
    subprocess.run([volsift, "analyze", str(work / "hosts"), "--group-by", "computer", "--format", "json", "-o", str(report)],
                   stderr=subprocess.DEVNULL)
    here, there = (json.loads(path.read_text()) for path in (report, out / "fleet.json"))
    for part in ("hosts", "causes", "nights"):
        expect(bool(here[part]), f"the fleet has no {part}")
        expect(here[part] == there[part], f"one machine that reads the logs finds other {part}")


def monday(text: str) -> datetime.date:
    day = datetime.date.fromisoformat(text[:10])
    return day - datetime.timedelta(day.weekday())


def night(text: str) -> datetime.date:
    return (datetime.datetime.fromisoformat(text[:19]) - datetime.timedelta(hours=12)).date()


def columns(out: pathlib.Path, page: pathlib.Path) -> None:
    """The tables have the columns that the page promises."""
    promised = {table: re.findall(r"`(\w+)` (\w+)", cell) for table, cell in
                re.findall(r"^\| `(\w+)` \| [^|]* \| (`report`[^|]*|`place`[^|]*) \|$", page.read_text(), re.MULTILINE)}
    words = {"VARCHAR": "text", "BIGINT": "number", "DOUBLE": "real", "BOOLEAN": "truth", "TIMESTAMP": "time", "VARCHAR[]": "texts"}
    found = {path.stem: [(name, words[kind]) for name, kind, *_ in
                         duckdb.connect().execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()]
             for path in (out / "tables").iterdir()}
    expect(found == promised, f"the page promises {promised}, the tables have {found}")


def queries(out: pathlib.Path, page: pathlib.Path, documents: list[dict]) -> None:
    """Runs the queries of the page, and works their answers out from the reports in another way."""
    asked = {query.splitlines()[0].removeprefix("-- "): query
             for query in re.findall(r"^```sql\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)}
    con = duckdb.connect()
    con.execute("SET file_search_path = ?", [str(out)])
    answers = {name: con.sql(query).fetchall() for name, query in asked.items()}
    computers = [computer for document in documents for computer in document["computers"]]
    runs = [(computer["name"], run) for computer in computers for run in computer["sessions"]]
    ours = [(name, run) for name, run in runs if run["product"] == "windows-server-backup"]
    good = ("succeeded", "succeeded-with-skipped-files", "succeeded-with-warnings")

    nights: dict[str, set] = {}
    bad: dict[str, set] = {}
    for name, run in ours:
        nights.setdefault(name, set()).add(night(run["started"]))
        if run["outcome"] not in good:
            bad.setdefault(name, set()).add(night(run["started"]))
    causes = Counter()
    hit: dict[tuple, set] = {}
    for name, run in ours:
        if run["outcome"] not in good and run["outcome"] != "end-not-seen":
            key = (monday(run["started"]), (run["cause"] or {}).get("kind", "not told"))
            causes[key] += 1
            hit.setdefault(key, set()).add(name)
    trends = [(computer["name"], computer["snapshot_trend"]) for computer in computers if computer["snapshot_trend"]]
    all27 = [one for computer in computers for one in computer["volsnap27"]]
    benign = sum(one["verdict"] == "benign" for one in all27)
    expected = {
        "nights per host": [(name, len(some), len(bad.get(name, ()))) for name, some in sorted(nights.items())],
        "causes per week": sorted(((*key, number, len(hit[key])) for key, number in causes.items()),
                                  key=lambda row: (row[0], -row[2], row[1])),
        "hosts whose snapshots will meet their limit": sorted(
            (name, trend["meets_limit"][:19], trend["seconds_per_night"], trend["limit_seconds"])
            for name, trend in trends if trend["meets_limit"]),
        "share of false alarms": [(len(all27), benign, sum(one["verdict"] == "undetermined" for one in all27),
                                   round(100 * benign / len(all27), 1))],
    }
    trend_query = "hosts whose snapshots will meet their limit"
    answers[trend_query] = sorted((name, at.isoformat()[:19], *rest) for name, at, *rest in answers[trend_query])
    for name, rows in expected.items():
        expect(bool(rows), f"{name}: the fleet has nothing to ask for")
        expect(answers.get(name) == rows, f"{name}: {answers.get(name)}, not {rows}")
    left = answers.get("what was not read whole", [])
    expect({"vanished", "no-logs"} <= {pathlib.Path(row[0]).name for row in left}, "the places that were not read are missing")


def of_any_host(work: pathlib.Path, volsift: str) -> None:
    """A log of which nothing can be read, of a host that nobody names, is in the way of "benign" on every host.

    With the commands for schedulers other than Spark, against one machine that reads all at once.
    """
    whole = [str(work / "hosts" / name) for name in ("G001", "G003", "G004")]
    places = [*whole, str(work / "hosts" / "noise")]
    listing, out = work / "any.txt", work / "any"
    seen = []
    for some in (whole, places):
        listing.write_text("\n".join(some))
        report = work / "any.json"
        subprocess.run([volsift, "analyze", *some, "--format", "json", "-o", str(report)], stderr=subprocess.DEVNULL)
        step = [sys.executable, str(HERE / "fleet.py"), "--out", str(out), "--volsift", volsift]
        subprocess.run([*step, "extract", *some], check=True)
        subprocess.run([*step, "shuffle", str(listing)], check=True)
        count = len((out / "components.ndjson").read_text().splitlines())
        expect(count == len(some), f"{len(some)} hosts make {count} reports")
        subprocess.run([*step, "report", *(str(number + 1) for number in range(count))], check=True)
        subprocess.run([*step, "tables"], check=True)
        found = Counter(duckdb.sql(
            f"SELECT computer, ref, verdict, confidence, basis FROM '{out}/tables/records27.parquet'").fetchall())
        expect(found == verdicts(json.loads(report.read_text())), "hosts apart have other verdicts than all at once")
        seen.append(sum(number for row, number in found.items() if row[2] == "benign"))
    expect(seen[0] > 0 and seen[1] == 0, f"{seen[0]} benign, and {seen[1]} beside a log that may be of any host")


def test(asked: argparse.Namespace) -> None:
    work, out = asked.work, asked.work / "out"
    listing = generated(work, asked.hosts)
    count = len(listing.read_text().splitlines())
    with Cluster(work / "cluster", 2) as cluster:
        job = cluster.submit(out, listing, asked.volsift)

        def both_at_work() -> bool:
            expect(job.poll() is None, f"the job ended early:\n{(cluster.work / 'job.log').read_text()[-4000:]}")
            done = sidecars(out, "extracts")
            return len(done) > count // 10 and len({one["worker"] for one in done}) == 2

        wait_for("extracts of both workers", both_at_work)
        cluster.kill(cluster.workers[1])
        made = len(sidecars(out, "extracts"))
        expect(0 < made < count, f"the worker was killed too late: {made} of {count} extracts were made")
        cluster.finish(job, count)
        expect(cluster.alive() == 1, "the master does not miss the worker that was killed")
        print(f"- {asked.hosts:,} hosts in {count:,} places; one of two workers was killed when {made:,} extracts were made")
        documents, statuses = compare(out, listing, asked.volsift, work)
        before = bytes_of(out)
        old = out / "extracts" / "left.part"
        old.touch()
        os.utime(old, (time.time() - 200_000,) * 2)
        cluster.finish(cluster.submit(out, listing, asked.volsift), count)
        after = bytes_of(out)
        other = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        expect(not other, f"a second job gives other bytes, or made anew: {other[:5]}")
        expect("summary.json" in before and b"G001" in before["fleet.html"][1], "the page of the fleet, or the sums, are missing")
        one_machine(asked.volsift, out, work)
        on_page = {host["name"] for host in json.loads(before["fleet.json"][1])["hosts"]}
        in_reports = {computer["name"] for document in documents for computer in document["computers"]}
        expect(on_page == in_reports, f"the page and the reports have other hosts: {on_page ^ in_reports}")
        expect(not old.exists(), "what a lost worker left half made stays forever")
    columns(out, asked.page)
    queries(out, asked.page, documents)
    of_any_host(work, asked.volsift)
    said = [one for document in documents for computer in document["computers"] for one in computer["volsnap27"]]
    counts = Counter(one["verdict"] for one in said)
    print(f"- every place has its row: {', '.join(f'{number:,} {status}' for status, number in sorted(statuses.items()))}")
    print(f"- {len(documents):,} reports, each byte for byte that of one machine from extracts and from logs, with {len(said):,} volsnap 27: "
          f"{', '.join(f'{number:,} {verdict}' for verdict, number in sorted(counts.items()))}")
    print("- the fleet is that which one command reads from all logs; a second job changed no byte; the queries of this page agree with the reports")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--volsift", required=True, type=os.path.abspath)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--work", type=lambda text: pathlib.Path(text).resolve(), default=HERE.parents[1] / "target" / "spark")
    parser.add_argument("--page", type=pathlib.Path, default=PAGE, help="the page with the queries")
    asked = parser.parse_args()
    shutil.rmtree(asked.work, ignore_errors=True)
    test(asked)


if __name__ == "__main__":
    main()
