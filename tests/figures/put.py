"""Puts what a command measured into docs/reliability.md: `COMMAND | python3 tests/figures/put.py NAME`.

The page holds a block for each command, between `<!-- NAME: how to run it -->` and `<!-- end of NAME -->`. Standard input
takes the place of what stands between them, so that no figure of the page is typed by hand.
"""

import pathlib
import re
import sys

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "reliability.md"


def put(page: str, name: str, text: str) -> str:
    block = re.compile(rf"(<!-- {re.escape(name)}: [^\n]*-->\n).*?(<!-- end of {re.escape(name)} -->)", re.DOTALL)
    page, found = block.subn(lambda mark: f"{mark[1]}\n{text.strip()}\n\n{mark[2]}", page)
    if found != 1:
        sys.exit(f"{PAGE}: {found} blocks are named {name}, not one")
    return page


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    measured = sys.stdin.read()
    if not measured.strip():
        sys.exit("nothing was measured: standard input is empty")
    PAGE.write_text(put(PAGE.read_text(), sys.argv[1], measured))
