#!/usr/bin/env bash
# Whether two builds in two folders give the same bytes: `just reproducible`. It takes two release builds.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sums=()
for name in one another/place; do
  folder=$work/$name
  mkdir -p "$folder"
  git archive HEAD | tar -x -C "$folder"
  # Paths of this machine are in no build; nothing of the program uses a date.
  (cd "$folder" &&
    RUSTFLAGS="--remap-path-prefix=$folder=/volsift --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo" \
    CARGO_TARGET_DIR=$folder/target cargo build --release --locked --quiet)
  sums+=("$(sha256sum < "$folder/target/release/volsift" | cut -d ' ' -f 1)")
  rm -rf "$folder/target"
done
printf '%s\n' "${sums[@]}"
[ "${sums[0]}" = "${sums[1]}" ] || { echo "two builds differ"; exit 1; }
echo "two builds in two folders are the same"
