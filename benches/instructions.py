"""Counts the instructions of whole runs, which do not depend on what else the machine does.

    benches/instructions.py [--update]

Compares with benches/instructions.json, and fails where something costs more than it allows; `--update` writes the figures
anew. Needed: valgrind, and a release build. Logs are made once, in target/instructions, by the builder of the fixtures.

Counts differ a little from processor to processor and from compiler to compiler, so there is a tolerance; less is always
fine, and worth an update.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

TOLERANCE = 1.10
HERE = Path(__file__).resolve().parent
WORK = HERE.parent / "target" / "instructions"
VOLSIFT = HERE.parent / "target" / "release" / "volsift"
KNOWN = HERE / "instructions.json"


def log(percent):
    """A System log of 16 MB of which so many records in a hundred matter."""
    path = WORK / f"nightly-{percent}.evtx"
    if not path.exists():
        WORK.mkdir(parents=True, exist_ok=True)
        # As the tests build it, which is there already.
        make = ["cargo", "test", "--quiet", "--bench", "make", "--", "nightly", "16", str(percent), str(path)]
        subprocess.run(make, check=True, cwd=HERE.parent)
    return path


def instructions(path, *options):
    """Of a run on one thread."""
    valgrind = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={WORK}/callgrind.out"]
    run = [*valgrind, str(VOLSIFT), "analyze", "--threads", "1", *options, str(path)]
    done = subprocess.run(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    found = re.search(rb"refs:\s+([\d,]+)", done.stderr)
    if not found:
        sys.exit(f"valgrind says: {done.stderr.decode(errors='replace')[-2000:]}")
    return int(found[1].replace(b",", b"")), len(done.stdout)


def records(path):
    """How many records the log has, and how many of them can matter."""
    run = [str(VOLSIFT), "analyze", "--format", "json", str(path)]
    report = json.loads(subprocess.run(run, stdout=subprocess.PIPE, check=False).stdout)
    of_log = report["sources"][0]["records"]
    return of_log["declared"], of_log["read"]


few, many = log(1), log(10)
(all_of_few, matter_of_few), (all_of_many, matter_of_many) = records(few), records(many)
(looks, _), (reads, _) = instructions(few), instructions(many)
json_reads, json_bytes = instructions(many, "--format", "json")

# Two logs, two unknowns: what a record costs that is only looked at, and what one that matters costs beyond.
a, b, c, d = all_of_few, matter_of_few, all_of_many, matter_of_many
look = (looks * d - reads * b) / (a * d - c * b)
read = (reads - look * c) / d
figures = {
    "a look at a record": round(look),
    "a record that matters, bytes to verdict": round(read),
    "a byte of JSON": round((json_reads - reads) / json_bytes, 1),
}
if "--update" in sys.argv:
    KNOWN.write_text(json.dumps(figures, indent=2) + "\n")
known = json.loads(KNOWN.read_text())
too_many = False
for what, count in figures.items():
    is_too_many = count > known[what] * TOLERANCE
    too_many |= is_too_many
    print(f"{what}: {count} instructions, {known[what]} known{': too many' if is_too_many else ''}")
sys.exit(1 if too_many else 0)
