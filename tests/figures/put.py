"""Puts what a command measured into docs/reliability.md, or another page: `COMMAND | python3 tests/figures/put.py NAME [PAGE]`.

The page holds a block for each command, between `<!-- NAME: how to run it -->` and `<!-- end of NAME -->`. Standard input
takes the place of what stands between them, so that no figure of the page is typed by hand.
"""

import pathlib
import re
import sys

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"


def put(page: str, name: str, text: str) -> str:
    block = re.compile(rf"(<!-- {re.escape(name)}: [^\n]*-->\n).*?(<!-- end of {re.escape(name)} -->)", re.DOTALL)
    page, found = block.subn(lambda mark: f"{mark[1]}\n{text.strip()}\n\n{mark[2]}", page)
    if found != 1:
        sys.exit(f"{found} blocks of the page are named {name}, not one")
    return page


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    target = DOCS / (sys.argv[2] if len(sys.argv) == 3 else "reliability.md")
    measured = sys.stdin.read()
    if not measured.strip():
        sys.exit("nothing was measured: standard input is empty")
    target.write_text(put(target.read_text(), sys.argv[1], measured))
