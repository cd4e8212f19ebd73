"""A table of what libFuzzer said of each target: `table.py LOGS TARGET…`."""

import pathlib
import re
import sys


def last(pattern: str, text: str) -> str | None:
    found = re.findall(pattern, text, re.MULTILINE)
    return found[-1] if found else None


def row(target: str, text: str) -> str:
    runs = last(r"^stat::number_of_executed_units: +(\d+)", text)
    seconds = last(r"^Done \d+ runs in (\d+) second", text)
    rate = last(r"^stat::average_exec_per_sec: +(\d+)", text)
    memory = last(r"^stat::peak_rss_mb: +(\d+)", text)
    coverage = last(r"^#\d+\s.* cov: (\d+) ", text)
    features = last(r"^#\d+\s.* ft: (\d+) ", text)
    corpus = last(r"^#\d+\s.* corp: (\d+)/", text)
    findings = len(re.findall(r"^(?:artifact_prefix=.*; )?Test unit written to ", text, re.MULTILINE))
    if seconds is None:
        time = "ended by a finding" if findings else "did not end"
    else:
        time = f"{int(seconds) / 60:.1f} min"
    number = lambda text: f"{int(text):,}" if text else "–"
    cells = [time, number(runs), number(rate), number(coverage), number(features), number(corpus), number(memory)]
    return f"| `{target}` | {' | '.join(cells)} | {findings} |"


def main(logs: pathlib.Path, targets: list[str]) -> None:
    print("| target | time | executions | a second | edges covered | features | corpus | peak memory, MB | findings |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for target in targets:
        log = logs / f"{target}.log"
        if log.is_file():
            print(row(target, log.read_text(errors="replace")))
        else:
            print(f"| `{target}` | did not run | – | – | – | – | – | – | – |")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), sys.argv[2:])
