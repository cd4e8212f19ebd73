#!/usr/bin/env bash
# Packs a built target for download: the program, manual pages, completions, README and licences, also those of what it is
# built from.
#
#   release/pack.sh TARGET        writes target/packed/volsift-VERSION-TARGET.tar.gz, or .zip for Windows
set -euo pipefail
cd "$(dirname "$0")/.."
target=$1
version=$(sed -n '0,/^version = "\(.*\)"/s//\1/p' Cargo.toml)
name=volsift-$version-$target
program=target/$target/release/volsift
case $target in *-windows-*) program=$program.exe ;; esac
packed=target/packed
rm -rf "${packed:?}/$name"
mkdir -p "$packed/$name/completions"
cp "$program" README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE "$packed/$name/"
python=python3; command -v python3 > /dev/null || python=python
"$python" release/notices.py "$target" > "$packed/$name/THIRD-PARTY.txt"
"$program" man "$packed/$name/man" > /dev/null
for shell in bash zsh fish powershell elvish; do
  "$program" completions "$shell" > "$packed/$name/completions/volsift.$shell"
done
cd "$packed"
case $target in
  *-windows-*) 7z a -bd -tzip "$name.zip" "$name" > /dev/null ;;
  *) tar -czf "$name.tar.gz" "$name" ;;
esac
rm -rf "${name:?}"
ls -l "$name".*
