"""A table of what the runs of each target did, all together: `table.py RUNS TARGET…`."""

import csv
import pathlib
import sys


def row(target: str, runs: list[dict[str, str]]) -> str:
    total = lambda column: sum(int(run[column]) for run in runs)
    seconds, executions = total("seconds"), total("executions")
    # A finding ends its run.
    found = max((number for number, run in enumerate(runs, 1) if int(run["findings"])), default=0)
    without = sum(int(run["seconds"]) for run in runs[found:])
    # Each run goes on from what those before it kept.
    latest = runs[-1]
    numbers = (executions, executions // max(seconds, 1), *(int(latest[column]) for column in ("edges", "features")))
    cells = " | ".join(f"{number:,}" for number in (*numbers, max(int(run["peak_mb"]) for run in runs)))
    first, last = (f"{run['day']}, {run['commit']}" for run in (runs[0], latest))
    on = first if first == last else f"{first} to {last}"
    return f"| `{target}` | {on} | {seconds / 60:.1f} min | {without / 60:.1f} min | {cells} | {total('findings')} |"


def main(runs: pathlib.Path, targets: list[str]) -> None:
    with runs.open(newline="") as table:
        rows = list(csv.DictReader(table))
    print("Each target with the processor's time that it had, on one core; its runs on several days and commits add up.\n")
    print("| target | on | time | of it since the last finding | executions | a second | edges covered | features | peak memory, MB | findings |")
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for target in targets:
        of_it = [run for run in rows if run["target"] == target]
        print(row(target, of_it) if of_it else f"| `{target}` | did not run | – | – | – | – | – | – | – | – |")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), sys.argv[2:])
