"""A table of what libFuzzer said of each target, over all its runs: `table.py LOGS TARGET…`."""

import pathlib
import re
import sys


def last(pattern: str, text: str) -> str | None:
    found = re.findall(pattern, text, re.MULTILINE)
    return found[-1] if found else None


def total(pattern: str, texts: list[str]) -> int:
    return sum(int(last(pattern, text) or 0) for text in texts)


def row(target: str, texts: list[str]) -> str:
    days = sorted(last(r"^begun ([0-9-]+)$", text) or "?" for text in texts)
    runs = total(r"^stat::number_of_executed_units: +(\d+)", texts)
    seconds = total(r"^used (\d+) s of the processor", texts)
    memory = max(int(last(r"^stat::peak_rss_mb: +(\d+)", text) or 0) for text in texts)
    # Each run goes on from what those before it kept.
    coverage, features, corpus = (
        int(last(pattern, texts[-1]) or 0)
        for pattern in (r"^#\d+\s.* cov: (\d+) ", r"^#\d+\s.* ft: (\d+) ", r"^#\d+\s.* corp: (\d+)/")
    )
    found = sum(len(re.findall(r"^(?:artifact_prefix=.*; )?Test unit written to ", text, re.MULTILINE)) for text in texts)
    on = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    numbers = (runs, runs // max(seconds, 1), coverage, features, corpus, memory)
    cells = " | ".join(f"{number:,}" for number in numbers)
    return f"| `{target}` | {on} | {seconds / 60:.1f} min | {cells} | {found} |"


def main(logs: pathlib.Path, targets: list[str]) -> None:
    print("Each target with the processor's time that it had, on one core; runs on several days add up.\n")
    print("| target | on | time | executions | a second | edges covered | features | corpus | peak memory, MB | findings |")
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for target in targets:
        texts = [log.read_text(errors="replace") for log in sorted(logs.glob(f"{target}.*.log"))]
        print(row(target, texts) if texts else f"| `{target}` | did not run | – | – | – | – | – | – | – | – |")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), sys.argv[2:])
