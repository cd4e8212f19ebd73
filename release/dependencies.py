"""What stands behind the program: a table of its direct dependencies, as Markdown.

What each is for stands in Cargo.toml, above it; version and licence in what cargo knows of it; what it is trusted with, and
what happens when it panics or does not end, in the table below. A test holds this table to Cargo.toml.
"""

import json
import pathlib
import subprocess
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parents[1]

CONTAINED = "contained: an issue of that archive, which is a loss; the rest is read"
ENDS = "ends the run with a message and status 101, and no report"
NONE = "none"

# Crate: the hostile bytes that it sees, and what happens when it panics. What may not end is said too.
TRUST = {
    "evtx": ("records that are not looked at in place: chunks of damaged and hostile logs", "ends the run; tests and the fuzz target `chunk` give it chunks that were changed, cut and made up"),
    "quick-xml": ("records as XML, exports, what Windows Server Backup nests in its fields", "ends the run; it expands no entity"),
    "memchr": ("bytes of logs, exports and archives, which it only searches", ENDS),
    "rayon": (NONE, "carries a panic of the work to whoever waits for it"),
    "zip": (".zip: lists, names, packed bytes", CONTAINED),
    "sevenz-rust2": (".7z: lists, names, packed bytes; its dictionary is bounded by --max-held", CONTAINED),
    "cab": (".cab: lists, names, packed bytes", CONTAINED),
    "flate2": (".gz and what is packed in .zip; bounded by --max-ratio and --max-entry", CONTAINED),
    "parquet": ("extracts in Parquet; what their pages declare is counted before they are read, and bounded by --max-held", CONTAINED),
    "bytes": (NONE, ENDS),
    "zstd": (".zst, also of extracts; written in C; bounded by --max-ratio and --max-entry, and looks back 128 MiB at most", "an error of that file; in C, memory could be harmed: its makers fuzz it; the fuzz targets here look at Rust, not into C"),
    "tar": (".tar: headers and names; nothing is unpacked to disk", CONTAINED),
    "encoding_rs": ("texts beside the logs, exports, names in archives", ENDS),
    "encoding_rs_io": ("exports in UTF-16", ENDS),
    "walkdir": ("names of files; link loops are its business", ENDS),
    "regex": ("strings of records; its time is linear in them, and patterns are ours", ENDS),
    "jiff": ("times and offsets of records; it returns errors", ENDS),
    "windows-timezones": ("the name of a zone in EventLog 6013, which it looks up", ENDS),
    "thiserror": (NONE, "runs at build time"),
    "serde": (NONE, ENDS),
    "serde_json": ("strings of logs, which it escapes", ENDS),
    "schemars": (NONE, "runs for `volsift schema` only"),
    "csv": ("strings of logs, which it quotes", ENDS),
    "quick-junit": ("strings of logs, which it escapes", ENDS),
    "chrono": ("times of records, made from those of jiff", ENDS),
    "clap": ("what is typed", "ends the run before anything is read"),
    "clap_complete": (NONE, "runs for `volsift completions` only"),
    "clap_mangen": (NONE, "runs for `volsift man` only"),
    "fluent-bundle": ("nothing of a log: arguments are put in behind it", ENDS),
    "unic-langid": (NONE, ENDS),
    "comfy-table": ("strings of logs, defused before", ENDS),
    "maud": ("strings of logs, which it escapes", ENDS),
    "hmac": ("names in logs, which it hashes with a key, for --redact", ENDS),
    "getrandom": (NONE, "only where a new key of pseudonyms is made: ends the run before anything is read"),
    "sha2": ("bytes of files, which it hashes", ENDS),
    "textwrap": ("strings of logs, defused before", ENDS),
    "unicode-linebreak": ("strings of logs, defused before", ENDS),
    "anstyle": (NONE, ENDS),
    "strsim": ("what is asked of `volsift explain`", ENDS),
    "terminal_size": (NONE, ENDS),
    "tempfile": ("names of files that are written", ENDS),
    "same-file": ("names of files", ENDS),
    "indicatif": (NONE, ENDS),
    "signal-hook": (NONE, "signals end the program as they always do, and a half-written file may stay"),
    "mimalloc": ("all memory of the static Linux builds; written in C", "ends the run"),
}


def reasons() -> dict[str, str]:
    """The comment above each dependency."""
    found, comment, inside = {}, "", False
    for line in (HERE / "Cargo.toml").read_text().splitlines():
        if line.startswith("["):
            inside = line.endswith("dependencies]") and "dev-" not in line
        elif inside and line.startswith("#"):
            comment = line.lstrip("# ").strip()
        elif inside and " = " in line:
            found[line.split(" = ")[0]] = comment
    return found


def main() -> None:
    given = subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--locked"], cwd=HERE, check=True, capture_output=True, text=True
    )
    known = json.loads(given.stdout)
    own = next(package for package in known["packages"] if package["name"] == "volsift")
    node = next(node for node in known["resolve"]["nodes"] if node["id"] == own["id"])
    ids = {dep["pkg"]: dep for dep in node["deps"] if any(kind["kind"] is None for kind in dep["dep_kinds"])}
    packages = {package["name"]: package for package in known["packages"] if package["id"] in ids}
    why = reasons()
    manifest = tomllib.loads((HERE / "Cargo.toml").read_text())
    direct = list(manifest["dependencies"])
    for target in manifest["target"].values():
        direct += list(target.get("dependencies", {}))
    if missing := set(direct) ^ set(TRUST):
        sys.exit(f"no row, or no dependency: {', '.join(sorted(missing))}")
    print("| crate | what for | hostile bytes that it sees | when it panics | licence |\n|---|---|---|---|---|")
    for name in direct:
        package = packages[name]
        sees, panics = TRUST[name]
        print(f"| {name} {package['version']} | {why[name]} | {sees} | {panics} | {package['license']} |")
    print(f"\n{len(direct)} direct dependencies, {len(known['packages']) - 1} packages with all that they and the tests need.")
    print("A panic is a bug of the reader, not damage of a log; where a row says \"contained\", the reader runs\nbehind the same wrapper, and a test makes a panic behind that.")


if __name__ == "__main__":
    main()
