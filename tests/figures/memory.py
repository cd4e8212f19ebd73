"""The peak of memory for each kind of input at two sizes, as a table in Markdown: `just memory`.

Each input holds records that do not matter: what is kept of them is counts, so the peak must not grow with the size. The
logs are made by the bench `make`.
"""

import os
import pathlib
import subprocess
import tarfile
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("VOLSIFT", HERE / "target" / "release" / "volsift"))
SIZES = (64, 512)
# What a small log takes: a header and one chunk.
SMALL = 4096 + 0x10000


def make(*words: str) -> None:
    """Makes logs with the builder of the fixtures: benches/make.rs."""
    subprocess.run(["cargo", "bench", "--quiet", "--bench", "make", "--", *words], cwd=HERE, check=True)


def peak(words: list[str], folder: pathlib.Path, given: pathlib.Path | None = None) -> float:
    """The most memory that a run held, in MiB."""
    with open(given or os.devnull, "rb") as stdin, open(os.devnull, "wb") as nothing:
        run = subprocess.Popen([PROGRAM, "analyze", "--threads", "2", "--max-ratio", "1000000", *words], cwd=folder, stdin=stdin, stdout=nothing)
        _, status, used = os.wait4(run.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1, 4):
        raise SystemExit(f"{words} ends with {status}")
    return used.ru_maxrss / 1024


def kinds(folder: pathlib.Path, megabytes: int):
    """Each kind of input: what to call it, and its peak."""
    log = folder / "long.evtx"
    make("even", str(megabytes), "0", str(log))
    yield ".evtx on disk", peak([log.name], folder)
    yield ".evtx as a stream", peak(["-"], folder, log)
    subprocess.run(["gzip", "-1kf", log.name], cwd=folder, check=True)
    yield ".gz", peak([log.name + ".gz"], folder)
    with tarfile.open(folder / "long.tar.gz", "w:gz", compresslevel=1) as tape:
        tape.add(log, log.name)
    yield ".tar.gz", peak(["long.tar.gz"], folder)
    with zipfile.ZipFile(folder / "long.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(log, log.name)
    yield ".zip", peak(["long.zip"], folder)
    with zipfile.ZipFile(folder / "nested.zip", "w", zipfile.ZIP_STORED) as archive:
        archive.write(folder / "long.tar.gz", "long.tar.gz")
    yield ".tar.gz in a .zip", peak(["nested.zip"], folder)
    make("small", str(megabytes * (1 << 20) // SMALL), str(folder / "many"))
    yield "a folder of logs of 68 KiB", peak(["many"], folder)


def main() -> None:
    found: dict[str, list[float]] = {}
    for megabytes in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            for kind, mebibytes in kinds(pathlib.Path(folder), megabytes):
                found.setdefault(kind, []).append(mebibytes)
    print("| input, unpacked | " + " | ".join(f"{size} MiB" for size in SIZES) + " |\n|---|" + "---|" * len(SIZES))
    for kind, figures in found.items():
        print(f"| {kind} | " + " | ".join(f"{figure:.0f} MiB" for figure in figures) + " |")


if __name__ == "__main__":
    main()
