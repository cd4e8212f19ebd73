"""The licences of everything that is built into the program, with their texts: THIRD-PARTY.txt of a release.

    python3 release/notices.py [TARGET] > THIRD-PARTY.txt

Crates come with their licences; texts that are the same, word for word, stand once.
"""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parents[1]
NAMES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE", "COPYRIGHT")


def built(target: str | None) -> list[dict]:
    """The packages that are linked into the program, without what only tests or the build need."""
    words = ["cargo", "metadata", "--format-version", "1", "--locked"]
    words += ["--filter-platform", target] if target else []
    known = json.loads(subprocess.run(words, cwd=HERE, check=True, capture_output=True, text=True).stdout)
    nodes = {node["id"]: node for node in known["resolve"]["nodes"]}
    packages = {package["id"]: package for package in known["packages"]}
    found: set[str] = set()
    waiting = [known["resolve"]["root"]]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        of_program = (dep for dep in nodes[one]["deps"] if any(kind["kind"] is None for kind in dep["dep_kinds"]))
        waiting += [dep["pkg"] for dep in of_program]
    found.remove(known["resolve"]["root"])
    return sorted((packages[one] for one in found), key=lambda package: (package["name"], package["version"]))


def texts(package: dict) -> list[str]:
    """The texts that lie in the crate."""
    folder = pathlib.Path(package["manifest_path"]).parent
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.name.upper().startswith(NAMES))
    return [file.read_text(encoding="utf-8", errors="replace").strip() for file in files]


def main() -> None:
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    packages = built(sys.argv[1] if len(sys.argv) > 1 else None)
    print("volsift is built from these crates, each under the licence that stands beside it. Their texts follow.\n")
    by_text: dict[str, list[str]] = {}
    for package in packages:
        name = f"{package['name']} {package['version']}"
        print(f"{name}: {package['license']} ({package['repository'] or 'https://crates.io/crates/' + package['name']})")
        found = texts(package)
        if not found:
            print("    (no text in the crate; the licence is the one of that name)")
        for text in found:
            by_text.setdefault(text, []).append(name)
    for text, names in sorted(by_text.items(), key=lambda pair: pair[1]):
        print(f"\n{'-' * 100}\n{', '.join(names)}\n{'-' * 100}\n\n{text}")


if __name__ == "__main__":
    main()
