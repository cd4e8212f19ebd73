#!/usr/bin/env bash
# The build that is released: release/build.sh [TARGET]. release.yml and `just reproducible` both make it with this, so what is
# compared is what is released. No path of the machine is left in it, and nothing of the program uses a date.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${1:-}
here=$PWD cargo=${CARGO_HOME:-$HOME/.cargo}
# On Windows the compiler sees paths as Windows writes them.
if command -v cygpath > /dev/null; then
  here=$(cygpath -w "$here") cargo=$(cygpath -w "$cargo")
fi
flags=("--remap-path-prefix=$here=/volsift" "--remap-path-prefix=$cargo=/cargo")
# The C runtime of Windows comes with the binary, so that nothing has to be installed.
case $target in *-windows-msvc) flags+=(-C target-feature=+crt-static) ;; esac
# Between flags stands a character that no path has.
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; printf '%s' "${flags[*]}")
export CARGO_ENCODED_RUSTFLAGS
cargo build --release --locked ${target:+--target "$target"}
