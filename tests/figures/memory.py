"""The peak of memory for each kind of input at two sizes, as two tables in Markdown: `just memory`.

The first one is of records that do not matter: what is kept of them is counts, so the peak must not grow with the size. The
second is of events that matter, which are kept, so it grows with their number and with nothing else. Logs and archives are made
by the bench `make`.

VOLSIFT and VOLSIFT_MAKE name a program and a `make` that are built already.
"""

import os
import pathlib
import struct
import subprocess
import tarfile
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("VOLSIFT", HERE / "target" / "release" / "volsift")).resolve()
MAKE = [os.environ["VOLSIFT_MAKE"]] if "VOLSIFT_MAKE" in os.environ else ["cargo", "bench", "--quiet", "--bench", "make", "--"]
SIZES = (64, 512)
# Events that matter.
COUNTS = (12_500, 100_000)
# What a small log takes: a header and one chunk.
SMALL = 4096 + 0x10000
PACKET = "0000000002003000000000001B0006C0030000000E0000C0000000000000000000000000000000"


def make(*words: str) -> None:
    """Makes logs and archives with the builder of the fixtures: benches/make.rs."""
    subprocess.run([*MAKE, *words], cwd=HERE, check=True)


def run(words: list[str], folder: pathlib.Path, given: pathlib.Path | None = None) -> float:
    """The most memory that a run held, in MiB."""
    with open(given or os.devnull, "rb") as stdin, open(os.devnull, "wb") as nothing:
        child = subprocess.Popen([PROGRAM, *words], cwd=folder, stdin=stdin, stdout=nothing)
        _, status, used = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1, 4):
        raise SystemExit(f"{words} ends with {status}")
    return used.ru_maxrss / 1024


def peak(words: list[str], folder: pathlib.Path, given: pathlib.Path | None = None) -> float:
    return run(["analyze", "--threads", "2", "--max-ratio", "1000000", *words], folder, given)


def event(number: int, provider: str, event_id: int, computer: str, data: str) -> str:
    hour, minute, second = number // 3600 % 24, number // 60 % 60, number % 60
    return (
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        f"<Provider Name='{provider}'/><EventID>{event_id}</EventID><Level>2</Level>"
        f"<TimeCreated SystemTime='2018-01-{18 + number // 86_400:02}T{hour:02}:{minute:02}:{second:02}Z'/>"
        f"<EventRecordID>{number}</EventRecordID><Channel>System</Channel><Computer>{computer}</Computer>"
        f"</System><EventData>{data}</EventData></Event>\n"
    )


def export(path: pathlib.Path, events, encoding: str = "utf-8") -> None:
    with open(path, "w", encoding=encoding) as file:
        file.write("<Events>")
        file.writelines(events)
        file.write("</Events>")


def of_nothing(folder: pathlib.Path, megabytes: int):
    """Each kind of input in which nothing matters: what to call it, and its peak."""
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
    for end in ("zst", "7z", "cab"):
        make("pack", str(log), str(folder / f"long.{end}"))
        yield f".{end}", peak([f"long.{end}"], folder)
        (folder / f"long.{end}").unlink()
    text = f"<Data>{'one two three ' * 20}</Data>"
    count = (megabytes << 20) // len(event(1, "Part1", 100, "HV01", text))
    for kind, encoding in ((".xml", "utf-8"), (".xml in UTF-16", "utf-16")):
        some = count if encoding == "utf-8" else count // 2
        export(folder / "long.xml", (event(number, "Part1", 100, "HV01", text) for number in range(1, some)), encoding)
        yield kind, peak(["long.xml"], folder)
    make("small", str(megabytes * (1 << 20) // SMALL), str(folder / "many"))
    yield "a folder of logs of 68 KiB", peak(["many"], folder)


def of_what_matters(folder: pathlib.Path, count: int):
    """Each kind of input in which everything matters: what to call it, how many events, and its peak."""
    # About half a kilobyte each.
    log = folder / "full.evtx"
    make("even", str(max(1, count // 2_000)), "100", str(log))
    with open(log, "rb") as file:
        (following,) = struct.unpack_from("<Q", file.read(32), 24)
    yield "a System log of one host, in which every record matters", following - 1, peak([log.name], folder)
    data = f"<Data>x</Data><Data>E:</Data><Binary>{PACKET}</Binary>"
    export(folder / "one.xml", (event(number, "volsnap", 27, "HV01", data) for number in range(1, count + 1)))
    yield "a volsnap 27 each, of one computer", count, peak(["one.xml"], folder)
    for form in ("ndjson", "ndjson.zst", "parquet"):
        run(["extract", "one.xml", "-o", f"one.{form}"], folder)
        yield f"the same as an extract, .{form}", count, peak([f"one.{form}"], folder)
    export(folder / "each.xml", (event(number, "volsnap", 27, f"HV{number}.example.com", data) for number in range(1, count + 1)))
    yield "a volsnap 27 each, of as many computers", count, peak(["each.xml"], folder)
    yield "the same by computer (`--group-by`)", count, peak(["each.xml", "--group-by", "computer"], folder)


def main() -> None:
    found: dict[str, list[str]] = {}
    for megabytes in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            for kind, mebibytes in of_nothing(pathlib.Path(folder), megabytes):
                found.setdefault(kind, []).append(f"{mebibytes:.0f} MiB")
    print("| nothing in it matters; unpacked | " + " | ".join(f"{size} MiB" for size in SIZES) + " |\n|---|" + "--:|" * len(SIZES))
    for kind, figures in found.items():
        print(f"| {kind} | " + " | ".join(figures) + " |")
    found = {}
    for count in COUNTS:
        with tempfile.TemporaryDirectory() as folder:
            for kind, events, mebibytes in of_what_matters(pathlib.Path(folder), count):
                found.setdefault(kind, []).append(f"{events:,} | {mebibytes:.0f} MiB | {mebibytes * 1024 / events:.1f} KiB")
    print("\n| everything in it matters |" + " events | peak | an event |" * len(COUNTS) + "\n|---|" + "--:|" * 3 * len(COUNTS))
    for kind, figures in found.items():
        print(f"| {kind} | " + " | ".join(figures) + " |")


if __name__ == "__main__":
    main()
