"""Writes a fleet for the test: hosts.py COUNT FOLDER. Each host is a case of the fixtures under a name of its own.

Names are put in the place of HV01 letter by letter, in the texts of the records, and the checksums are mended where they matched.
Some hosts have their logs in two places, some logs are cut or have a flipped bit, and some places hold nothing that can be read.
"""

import pathlib
import shutil
import struct
import sys
import zlib

CASES = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "cases"
HEADER, CHUNK = 4096, 65536


def checksums(chunk: bytes) -> tuple[int, int]:
    (free,) = struct.unpack_from("<I", chunk, 48)
    return zlib.crc32(chunk[512:free]), zlib.crc32(chunk[:120] + chunk[128:512])


def renamed(log: bytes, old: str, new: str) -> bytes:
    """A log in which a name is another one of the same length. A chunk whose checksums did not match keeps them wrong."""
    made = bytearray(log[:HEADER])
    for start in range(HEADER, len(log), CHUNK):
        before = log[start:start + CHUNK]
        chunk = bytearray(before)
        for form in (str.upper, str.lower):
            chunk = chunk.replace(form(old).encode("utf-16-le"), form(new).encode("utf-16-le"))
        if len(chunk) == CHUNK and chunk.startswith(b"ElfChnk\0"):
            records, head = checksums(before)
            if struct.unpack_from("<I", before, 52)[0] == records:
                struct.pack_into("<I", chunk, 52, checksums(chunk)[0])
            if struct.unpack_from("<I", before, 124)[0] == head:
                struct.pack_into("<I", chunk, 124, checksums(chunk)[1])
        made += chunk
    return bytes(made)


def cases() -> list[pathlib.Path]:
    """Cases whose logs are all .evtx and of one computer, HV01, under its short and perhaps its full name."""
    found = []
    for case in sorted(CASES.iterdir()):
        names = {line.split()[1].split(".")[0].upper() for line in (case / "scenario.txt").read_text().splitlines()
                 if line.startswith("computer ")}
        logs = list((case / "logs").iterdir())
        # One has a second name, from before it was renamed, which all hosts made of it would share.
        if names == {"HV01"} and case.name != "exported-and-wrapped" and logs and all(log.suffix == ".evtx" for log in logs):
            found.append(case)
    return found


def write(count: int, folder: pathlib.Path) -> None:
    chosen = cases()
    assert count <= 0x1000, "no more names of four letters"
    for number in range(count):
        # Four letters, as HV01 has.
        name = f"G{number:03X}"
        case = chosen[number % len(chosen)]
        logs = sorted((case / "logs").iterdir())
        for log in logs:
            # Every fifth host keeps its first log apart, as where archived logs are collected elsewhere.
            part = "-archive" if number % 5 == 0 and len(logs) > 1 and log.name == logs[0].name else ""
            to = folder / f"{name}{part}"
            to.mkdir(parents=True, exist_ok=True)
            content = bytearray(renamed(log.read_bytes(), "HV01", name))
            if number % 11 == 7 and log.name == "System.evtx":
                del content[HEADER + 1500:]
            if number % 13 == 8 and log.name == "System.evtx":
                content[HEADER + 700] ^= 0x10
            (to / log.name).write_bytes(content)
    nothing = folder / "no-logs"
    nothing.mkdir()
    (nothing / "readme.txt").write_text("The logs follow tomorrow.\n")
    (folder / "empty").mkdir()
    unreadable = folder / "dangling"
    unreadable.mkdir()
    (unreadable / "System.evtx").symlink_to("gone")
    noise = folder / "noise"
    noise.mkdir()
    (noise / "System.evtx").write_bytes(b"ElfFile\0" + bytes(range(256)) * 40)


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[2])
    shutil.rmtree(target, ignore_errors=True)
    write(int(sys.argv[1]), target)
