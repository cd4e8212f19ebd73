"""Takes the smallest of what fuzzing found worth keeping into fuzz/corpus: `keep.py KILOBYTES`, so many for each target.

libFuzzer first merges what it found with what is kept, so that everything adds coverage; of that, the smallest inputs stay.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

FUZZ = pathlib.Path(__file__).resolve().parent


def merged(program: pathlib.Path, folders: list[pathlib.Path], into: pathlib.Path) -> list[pathlib.Path]:
    command = [program, "-merge=1", "-rss_limit_mb=2048", into, *folders]
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return sorted(into.iterdir(), key=lambda path: (path.stat().st_size, path.name))


def main(kilobytes: int) -> None:
    host = next((FUZZ / "target").glob("*-*-*/release")).parent.name
    for work in sorted((FUZZ / "target" / "work").iterdir()):
        kept = FUZZ / "corpus" / work.name
        program = FUZZ / "target" / host / "release" / work.name
        with tempfile.TemporaryDirectory() as folder:
            rest = kilobytes * 1024
            chosen = []
            for path in merged(program, [folder for folder in (kept, work) if folder.is_dir()], pathlib.Path(folder)):
                rest -= path.stat().st_size
                if rest < 0:
                    break
                chosen.append((path.name, path.read_bytes()))
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        for name, content in chosen:
            (kept / name).write_bytes(content)
        print(f"{work.name}: {len(chosen)} inputs, {sum(len(content) for _, content in chosen)} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(int(sys.argv[1]))
