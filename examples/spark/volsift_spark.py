"""A fleet's night on Spark: places to extracts (map), extracts by computer (shuffle), reports (reduce), tables.

    spark-submit --py-files fleet.py,tables.py volsift_spark.py --out OUT --volsift /usr/local/bin/volsift PLACES

PLACES is a folder with a folder or archive a host, or a listing: PLACE, or PLACE TAB STATE, or PLACE TAB STATE TAB HOST a line;
of an object store, the state is an ETag or version (`--fetch 'aws s3 cp --recursive --only-show-errors {place} {to}'` brings it). OUT lies where every
worker and the driver see it. Exit status: 0, or 1 where a place or a report could not be had after every attempt; its row says why.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from pyspark import TaskContext
from pyspark.sql import SparkSession

import fleet
import tables

# Places a task: few, so that a lost worker takes little with it; one of a big fleet should still last some seconds.
PLACES_A_TASK = 4
REPORTS_A_TASK = 4


def is_last_attempt(most: int) -> bool:
    return TaskContext.get().attemptNumber() + 1 >= most


def each(what, work, row_of_failure, most: int):
    """Does the work for each. Another worker may have what this one lacks; when all have tried, what failed is a row, not the end
    of the night."""
    for one in what:
        try:
            yield work(one)
        except (fleet.Failed, OSError) as failure:
            if not is_last_attempt(most):
                raise
            yield row_of_failure(one, str(failure))


def extracts(places, asked, most: int):
    return each(places, lambda line: fleet.extract(line, asked.out, asked.volsift, asked.fetch), fleet.failed, most)


def reports(components, asked, most: int):
    work = lambda component: fleet.report(component, asked.out, asked.volsift, asked.option)
    return each(components, work, fleet.without_report, most)


def pages(asked, extracts: list[dict]) -> None:
    """The fleet report of all extracts at once, as a page and as JSON, where the binary can group by computer."""
    help_text = subprocess.run([asked.volsift, "analyze", "--help"], capture_output=True, text=True).stdout
    names = sorted(one["name"] for one in extracts if one["name"])
    if "--group-by" not in help_text or not names:
        return
    # The page tells the command that made it: the same every time, and short, whatever the number of hosts.
    with tempfile.TemporaryDirectory(dir=asked.out) as folder:
        work = pathlib.Path(folder)
        (work / "extracts").mkdir()
        for name in names:
            os.symlink(asked.out / "extracts" / name, work / "extracts" / name)
        command = [asked.volsift, "analyze", "extracts", *asked.option, "--group-by", "computer", "--lang", "en"]
        status, said, _ = fleet.run([*command, "-o", "fleet.html", "-o", "fleet.json"], work)
        for name in ("fleet.html", "fleet.json"):
            if (work / name).exists():
                os.replace(work / name, asked.out / name)
            else:
                print(f"no {name}: volsift analyze exits with {status}: {said}", file=sys.stderr)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", help="a folder of places, or a listing")
    parser.add_argument("--no-page", action="store_true", help="don't write fleet.html and fleet.json, which one machine makes of all extracts")
    fleet.arguments(parser)
    asked = parser.parse_intermixed_args()
    asked.out, asked.volsift = asked.out.resolve(), os.path.abspath(asked.volsift)

    began = time.monotonic()
    context = SparkSession.builder.appName("volsift").getOrCreate().sparkContext
    most = int(context.getConf().get("spark.task.maxFailures", "4"))
    places = fleet.listed(asked.places)

    slices = max(1, len(places) // PLACES_A_TASK)
    made = context.parallelize(places, slices).mapPartitions(lambda some: extracts(some, asked, most)).collect()
    mapped = time.monotonic()

    # Only names travel: the driver sees who belongs together, and a reducer opens these extracts where they lie.
    together = fleet.components(made)
    slices = max(1, len(together) // REPORTS_A_TASK)
    reduced = context.parallelize(together, slices).mapPartitions(lambda some: reports(some, asked, most)).collect()
    done = time.monotonic()
    context.stop()

    fleet.sweep(asked.out)
    status = tables.write(asked.out, made, reduced)
    if not asked.no_page:
        pages(asked, made)
    # What this run took, apart from the results, which are the same every time.
    took = {"map": mapped - began, "reduce": done - mapped, "tables": time.monotonic() - done}
    (asked.out / "took.json").write_text(json.dumps(took))
    return status


if __name__ == "__main__":
    sys.exit(main())
