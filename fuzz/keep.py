"""Takes the smallest of what fuzzing found worth keeping into fuzz/corpus: `keep.py KILOBYTES [TARGET…]`, so many for each target.

libFuzzer first merges what it found with what is kept, so that everything adds coverage; of that, the smallest inputs stay. What
a finding was made with has a name of words, and stays always.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

FUZZ = pathlib.Path(__file__).resolve().parent
# A target of short texts would keep thousands of them.
MOST = 64


def is_chosen_by_hand(path: pathlib.Path) -> bool:
    """libFuzzer calls its inputs by their SHA-1."""
    return not re.fullmatch(r"[0-9a-f]{40}", path.name)


def merged(program: pathlib.Path, folders: list[pathlib.Path], into: pathlib.Path) -> list[pathlib.Path]:
    command = [program, "-merge=1", "-rss_limit_mb=2048", into, *folders]
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return sorted(into.iterdir(), key=lambda path: (path.stat().st_size, path.name))


def main(kilobytes: int, targets: list[str]) -> None:
    host = next((FUZZ / "target").glob("*-*-*/release")).parent.name
    for work in sorted((FUZZ / "target" / "work").iterdir()):
        if targets and work.name not in targets:
            continue
        kept = FUZZ / "corpus" / work.name
        kept.mkdir(parents=True, exist_ok=True)
        program = FUZZ / "target" / host / "release" / work.name
        with tempfile.TemporaryDirectory() as folder:
            rest = kilobytes * 1024
            chosen = []
            for path in merged(program, [kept, work], pathlib.Path(folder))[:MOST]:
                rest -= path.stat().st_size
                if rest < 0:
                    break
                chosen.append((path.name, path.read_bytes()))
        for path in kept.iterdir():
            if not is_chosen_by_hand(path):
                path.unlink()
        for name, content in chosen:
            (kept / name).write_bytes(content)
        print(f"{work.name}: {len(chosen)} inputs, {sum(len(content) for _, content in chosen)} bytes")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(int(sys.argv[1]), sys.argv[2:])
