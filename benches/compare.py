"""Prints what benches/compare.sh measured: medians of rounds, ratios, peak memory."""

import json
import re
import statistics
import sys
from pathlib import Path

work, rounds = Path(sys.argv[1]), int(sys.argv[2])


def times(name):
    """For each command, its times in all rounds."""
    reports = [json.loads((work / f"{name}.{round}.json").read_text()) for round in range(1, rounds + 1)]
    return list(zip(*([result["median"] for result in report["results"]] for report in reports)))


def ratio(over, under):
    """The median of the ratios of paired runs."""
    return statistics.median(a / b for a, b in zip(over, under))


def peak(name):
    text = (work / f"{name}.time").read_text()
    return int(re.search(r"Maximum resident set size \(kbytes\): (\d+)", text)[1]) / 1024


print("| logs | volsift | cat | evtx_dump | evtx_dump, grep | faster than evtx_dump | times cat | 2 threads over 1 | peak |")
print("|---|---|---|---|---|---|---|---|---|")
for name in ["folder", "small", "nightly-1", "nightly-1-json", "nightly-10", "nightly-10-json", "even-1", "even-1-json"]:
    volsift, cat, dump, grep, single, *_ = times(name)
    shown = " | ".join(f"{statistics.median(of):.3f} s" for of in (volsift, cat, dump, grep))
    print(
        f"| {name} | {shown} | {ratio(dump, volsift):.1f} | {ratio(volsift, cat):.1f} "
        f"| {ratio(single, volsift):.2f} | {peak(name):.0f} MiB |"
    )
volsift, *_, digest = times("nightly-1")
print(f"\nsha256sum takes {ratio(digest, volsift):.1f} times as long as a report on nightly-1.")
small, large = times("tenth")
sizes = [(work / f"{name}.evtx").stat().st_size for name in ("tenth", "nightly-1")]
print(f"{sizes[1] / sizes[0]:.1f} times the bytes take {ratio(large, small):.1f} times the time.")
for format in ["table", "json"]:
    few, many = times(f"nights-{format}")
    print(
        f"1,000,000 events that matter, {format}: {statistics.median(many):.1f} s, {ratio(many, few):.1f} times the time "
        f"of a tenth of them, peak {peak(f'nights-{format}'):.0f} MiB."
    )
