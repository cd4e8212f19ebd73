"""The three steps of a fleet's night, without a scheduler: extract (map), components (shuffle), report (reduce).

`volsift_spark.py` runs them on Spark. Here they also are commands for xargs, GNU parallel and Slurm:

    fleet.py extract --out OUT PLACE…     an extract of each place
    fleet.py shuffle --out OUT LISTING    which extracts belong together, a line each, into OUT/components.ndjson
    fleet.py report  --out OUT LINE…      a report of each of these lines, from 1
    fleet.py tables  --out OUT            the tables and summary.json

What a step makes is named by a digest of what it was made from and renamed into place, so a step may run twice, at once or again,
and makes nothing anew that is there and whole.
"""

import argparse
import functools
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import uuid

import pyarrow

# What is wrong with a place, told in a row; a longer text would be that of a program gone astray.
LONGEST_TEXT = 500


class Failed(Exception):
    """The binary did not do its work: the scheduler may try again, elsewhere."""


def digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def digest_of_file(path: pathlib.Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run(command: list[str], folder: pathlib.Path | None = None) -> tuple[int, str, dict]:
    """The exit status of a command, what it said, and what it used."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said
        )
        # Not child.wait(), which forgets what the child used.
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read(LONGEST_TEXT).decode(errors="replace").strip()
    usage = {"cpu_seconds": used.ru_utime + used.ru_stime, "seconds": time.monotonic() - began}
    return child.returncode, text, usage


@functools.cache
def version(volsift: str) -> str:
    return subprocess.run([volsift, "--version"], check=True, capture_output=True, text=True).stdout.strip()


def inventory(place: str) -> list[tuple[str, int, int]]:
    """Names, sizes and times of the files of a place, by which a change is seen without reading them."""
    files = [place]
    if os.path.isdir(place):
        files = [os.path.join(folder, name) for folder, _, names in os.walk(place) for name in names]
    found = []
    for file in sorted(files):
        try:
            known = os.stat(file)
            found.append((os.path.relpath(file, place), known.st_size, known.st_mtime_ns))
        except OSError:
            found.append((os.path.relpath(file, place), 0, 0))
    return found


def keep(path: pathlib.Path, made: pathlib.Path, facts: dict) -> dict:
    """Puts what was made, and then what is known of it, in place; each appears whole or not at all."""
    facts = {**facts, "name": path.name, "sha256": digest_of_file(made), "bytes": made.stat().st_size}
    os.replace(made, path)
    beside = made.with_name(f"{made.name}.json")
    beside.write_text(json.dumps(facts, sort_keys=True))
    os.replace(beside, path.with_name(f"{path.name}.json"))
    return facts


def kept(path: pathlib.Path) -> dict | None:
    """What is known of a file that is there and whole."""
    try:
        facts = json.loads(path.with_name(f"{path.name}.json").read_text())
        return facts if facts["sha256"] == digest_of_file(path) else None
    except (OSError, ValueError, KeyError):
        return None


def sweep(out: pathlib.Path) -> None:
    """Takes away what lost workers left half made; what is younger than a day may be another job's."""
    for path in (path for name in ("extracts", "reports") for path in (out / name).glob("*.part*")):
        try:
            if time.time() - path.stat().st_mtime > 86_400:
                path.unlink()
        except OSError:
            pass


def hosts_of(extract: pathlib.Path) -> dict:
    """The computers whose logs an extract has, as written, and whether it has a log that may be of any host."""
    with pyarrow.input_stream(str(extract), compression="zstd") as stream:
        rows = [json.loads(line) for line in stream.read().splitlines()]
    computers = {row["computer"] for row in rows if row["row"] == "run"}
    # A host that got another name says so (EventLog 6011): what is under both names belongs together.
    for row in rows:
        if row["row"] == "record" and row["event_id"] == 6011 and row["provider"].casefold() == "eventlog":
            computers.update(datum["value"].strip() for datum in row.get("data", [])[:2] if datum["value"].strip())
    texts = [row for row in rows if row["row"] == "text"]
    # By the name of its file, or as a manifest, a text may be of a host whose logs lie elsewhere.
    said = [re.split(r"[\\/]", row["path"])[-1] for row in texts]
    said += [line.split(": ", 1)[1] for row in texts for line in row["content"].splitlines() if ": " in line]
    mentioned = {part.casefold() for text in said for word in re.split(r"[^\w-]+", text) for part in [word, *word.split("-")] if part}
    lost = any(row["row"] == "source" and row["failed"] or row["row"] == "issue" and "source" in row and row["is_loss"]
               for row in rows)
    return {"computers": sorted(computers), "is_stray": lost and not computers, "mentioned": sorted(mentioned),
            "is_of_any": bool(texts) and not computers}


def extract(line: tuple[str, str, str], out: pathlib.Path, volsift: str, fetch: str | None = None) -> dict:
    """What is known of the extract of a place, a line of a listing (see `listed`), which is made where it is missing."""
    place, state, host = line
    return {**extract_of(place, state, out, volsift, fetch), "host": host}


def extract_of(place: str, state: str, out: pathlib.Path, volsift: str, fetch: str | None) -> dict:
    files = [] if fetch else inventory(place)
    path = out / "extracts" / f"{digest(version(volsift), place, fetch, state, files)}.ndjson.zst"
    # What can't be seen to have changed is fetched again.
    if (not fetch or state) and (facts := kept(path)):
        return facts
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f"{path.stem}.{uuid.uuid4().hex}.part")
    with tempfile.TemporaryDirectory(prefix="volsift-") as scratch:
        folder = None
        given = place
        if fetch:
            # Paths in an extract are those that were given, so the same place has the same ones on every worker.
            folder = pathlib.Path(scratch)
            given = place.rstrip("/").rsplit("/", 1)[-1] or "place"
            (folder / given).mkdir()
            command = [part.replace("{place}", place).replace("{to}", given) for part in shlex.split(fetch)]
            status, said, _ = run(command, folder)
            if status != 0:
                raise Failed(f"{command[0]} exits with {status}: {said}")
            files = inventory(str(folder / given))
        command = [volsift, "extract", given, "--threads", "1", "--lang", "en", "--format", "ndjson.zst", "-o", str(made)]
        try:
            status, said, usage = run(command, folder)
            # 2 with an extract: the place can't be read, and the extract has the row that says so.
            if status not in (0, 2, 3, 4) or not made.exists():
                raise Failed(f"volsift extract exits with {status}: {said}")
            word = {0: "read", 2: "unreadable", 3: "no-events", 4: "incomplete"}[status]
            return keep(path, made, {
                "place": place, "status": word, "said": said if status else "", **hosts_of(made),
                "files": len(files), "bytes_in": sum(size for _, size, _ in files), "usage": usage, "worker": os.getppid(),
            })
        finally:
            made.unlink(missing_ok=True)


def failed(line: tuple[str, str, str], said: str) -> dict:
    """The row of a place of which there is no extract, whatever was tried."""
    return {"place": line[0], "host": line[2], "status": "failed", "said": said[:LONGEST_TEXT], "computers": [], "mentioned": [], "is_of_any": False, "files": 0,
            "bytes_in": 0, "name": None, "sha256": None, "bytes": 0}


def names_of(computer: str) -> list[str]:
    """By what a computer is known again: its name, and the short one; numbers of addresses are no names."""
    name = computer.casefold().rstrip(".")
    short = name.split(".")[0]
    return [name] if short.isdigit() else [name, short]


def components(extracts: list[dict]) -> list[list[dict]]:
    """Extracts that have a computer in common, directly or over others.

    A log of which no record could be read names no computer. Where the listing does not name its host either, it may be of any,
    and nothing is benign in a report that ignores it (V402): so it stands in every one. A list of volumes without a log beside it,
    of which nobody says whose it is, would be every host's own there, and prove what it must not: with one, all is one report.
    """
    above: dict[str, str] = {}

    def top(node: str) -> str:
        while above.setdefault(node, node) != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    present = sorted((one for one in extracts if one["name"]), key=lambda one: one["place"])
    if any(one["is_of_any"] and not one["host"] for one in present):
        return [present]
    known = {name for one in present for computer in one["computers"] for name in names_of(computer)}
    for one in present:
        # The mark keeps files apart from computers of the same name.
        for name in (name for computer in [*one["computers"], one["host"]] if computer for name in names_of(computer)):
            above[top(f"computer {name}")] = top(f"extract {one['name']}")
        for name in known.intersection(one["mentioned"]):
            above[top(f"computer {name}")] = top(f"extract {one['name']}")
    found: dict[str, list[dict]] = {}
    for one in present:
        found.setdefault(top(f"extract {one['name']}"), []).append(one)
    strays = [one for one in present if one["is_stray"] and not one["host"]]
    return [together + [one for one in strays if one not in together] for together in found.values()]


def report(component: list[dict], out: pathlib.Path, volsift: str, options: list[str]) -> dict:
    """The report of extracts that belong together, as `volsift analyze` gives it of them."""
    key = digest(version(volsift), options, sorted(one["sha256"] for one in component))
    path = out / "reports" / f"{key}.json"
    if facts := kept(path):
        return facts
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f"{path.stem}.{uuid.uuid4().hex}.part")
    command = [volsift, "analyze", *(one["name"] for one in component), *options, "--threads", "1", "--lang", "en"]
    try:
        status, said, usage = run([*command, "--format", "json", "-o", str(made)], out / "extracts")
        # 2 with a report: the extract is of a place that can't be read.
        if status not in (0, 1, 2, 3, 4) or not made.exists():
            raise Failed(f"volsift analyze exits with {status}: {said}")
        places = sorted(one["place"] for one in component)
        return keep(path, made, {"places": places, "exit_status": status, "said": "", "usage": usage})
    finally:
        made.unlink(missing_ok=True)


def without_report(component: list[dict], said: str) -> dict:
    places = sorted(one["place"] for one in component)
    return {"places": places, "exit_status": None, "said": said[:LONGEST_TEXT], "name": None, "sha256": None, "bytes": 0}


def parts(line: str) -> tuple[str, str, str]:
    """A line of a listing: PLACE, or PLACE TAB STATE, or PLACE TAB STATE TAB HOST.

    The state is what an object store says of its content (an ETag), the host whose logs these are, whatever can be read of them.
    """
    place, state, host = (line.split("\t") + ["", ""])[:3]
    return place, state, host


def listed(listing: str) -> list[tuple[str, str, str]]:
    """The lines of a listing; of a folder, what lies in it, each a host."""
    if os.path.isdir(listing):
        return [(os.path.join(listing, name), "", name) for name in sorted(os.listdir(listing))]
    return sorted({parts(line) for line in pathlib.Path(listing).read_text().splitlines() if line.strip()})


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=pathlib.Path, required=True, help="a folder that every worker sees")
    parser.add_argument("--volsift", default=shutil.which("volsift") or "volsift", help="the binary, by default that of PATH")
    parser.add_argument("--fetch", help="a command that brings {place} into the folder {to}, for places in an object store")
    parser.add_argument("--option", action="append", default=[], help="an option of volsift analyze: --option=--grace=5m")


def each(what: list[str], work) -> int:
    """Does the work for each; one that fails is in no other's way, and the next step tries it again."""
    status = 0
    for one in what:
        try:
            work(one)
        except Failed as failure:
            print(f"{one}: {failure}", file=sys.stderr)
            status = 1
    return status


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["extract", "shuffle", "report", "tables"])
    parser.add_argument("what", nargs="*")
    arguments(parser)
    asked = parser.parse_intermixed_args()
    out = asked.out.resolve()
    lines = out / "components.ndjson"
    if asked.step == "extract":
        return each(asked.what, lambda line: extract(parts(line), out, asked.volsift, asked.fetch))
    if asked.step == "shuffle":
        # Whoever's extract is missing, because a job was lost, gets it here; the others are only looked up.
        extracts = []
        for line in listed(asked.what[0]):
            try:
                extracts.append(extract(line, out, asked.volsift, asked.fetch))
            except Failed as failure:
                extracts.append(failed(line, str(failure)))
        (out / "places.ndjson").write_text("".join(json.dumps(one) + "\n" for one in extracts))
        lines.write_text("".join(json.dumps(one) + "\n" for one in components(extracts)))
    elif asked.step == "report":
        every = lines.read_text().splitlines()
        return each(asked.what, lambda number: report(json.loads(every[int(number) - 1]), out, asked.volsift, asked.option))
    else:
        import tables

        sweep(out)
        places = [json.loads(line) for line in (out / "places.ndjson").read_text().splitlines()]
        reports = []
        for component in (json.loads(line) for line in lines.read_text().splitlines()):
            try:
                reports.append(report(component, out, asked.volsift, asked.option))
            except Failed as failure:
                reports.append(without_report(component, str(failure)))
        return tables.write(out, places, reports)
    return 0


if __name__ == "__main__":
    sys.exit(main())
