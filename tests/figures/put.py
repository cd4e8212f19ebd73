"""Puts what a command measured into docs/reliability.md, or another page: `COMMAND | python3 tests/figures/put.py NAME [PAGE]`.

The page holds a block for each command, between `<!-- NAME: how to run it -->` and `<!-- end of NAME -->`. Standard input
takes the place of what stands between them, so that no figure of the page is typed by hand, with the day and the commit above it,
so that a reader knows how old it is. VOLSIFT_COMMIT names the commit of a program that was built elsewhere.
"""

import datetime
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def put(page: str, name: str, text: str, stamp: str) -> str:
    block = re.compile(rf"(<!-- {re.escape(name)}: [^\n]*-->\n).*?(<!-- end of {re.escape(name)} -->)", re.DOTALL)
    page, found = block.subn(lambda mark: f"{mark[1]}\n{stamp}\n\n{text.strip()}\n\n{mark[2]}", page)
    if found != 1:
        sys.exit(f"{found} blocks of the page are named {name}, not one")
    return page


def stamp() -> str:
    """When, and of what: what other pages of docs/ say does not change a figure."""
    day = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
    git = lambda *words: subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    if commit := os.environ.get("VOLSIFT_COMMIT"):
        return f"Written on {day}, at commit {git('rev-parse', '--short=8', commit)}."
    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs")
    commit = git("rev-parse", "--short=8", "HEAD") + (" with changes" if changed else "")
    return f"Written on {day}, at commit {commit}."


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    target = DOCS / (sys.argv[2] if len(sys.argv) == 3 else "reliability.md")
    measured = sys.stdin.read()
    if not measured.strip():
        sys.exit("nothing was measured: standard input is empty")
    target.write_text(put(target.read_text(), sys.argv[1], measured, stamp()))
