#!/usr/bin/env bash
# Whether two builds in two folders give the same bytes, as Markdown: `just reproducible`. It takes two release builds.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sums=()
for name in one another/place; do
  folder=$work/$name
  mkdir -p "$folder"
  git archive HEAD | tar -x -C "$folder"
  CARGO_TARGET_DIR=$folder/target "$folder/release/build.sh" >&2
  sums+=("$(sha256sum < "$folder/target/release/volsift" | cut -d ' ' -f 1)")
  rm -rf "$folder/target"
done
# Nothing goes to standard output, and so to the page, where they differ.
[ "${sums[0]}" = "${sums[1]}" ] || { printf '%s\n' "two builds differ:" "${sums[@]}" >&2; exit 1; }
cat << END
| built in | SHA-256 of the program |
|---|---|
| a folder | \`${sums[0]}\` |
| another one, of another depth | \`${sums[1]}\` |

The same bytes, for $(rustc -vV | sed -n 's/^host: //p') with rustc $(rustc -V | cut -d ' ' -f 2).
END
