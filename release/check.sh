#!/usr/bin/env bash
# Builds what can be built on a Linux machine of what release.yml builds, runs it, and compares its reports with
# those of the native build.
#
#   release/check.sh              every target, every case; macOS is checked only (`just release-check`)
#   release/check.sh --quick      static Linux and Windows, not optimised, a dozen cases: in .ci/run
#
# Debian's packages bring what is needed: musl-tools, gcc-aarch64-linux-gnu and qemu-user for static Linux,
# mingw-w64 and wine64 for Windows. Windows is MSVC in release.yml and GNU here.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD
step() { printf '\n== %s\n' "$*"; }

# install COMMAND PACKAGE…: installs the packages where the command, or the file, is missing.
# shellcheck disable=SC2015
install() {
  command -v "$1" > /dev/null || [ -x "/usr/lib/wine/$1" ] || [ -f "$1" ] && return
  shift
  local as=(); [ "$(id -u)" = 0 ] || as=(sudo)
  ${as[@]+"${as[@]}"} apt-get update -qq && ${as[@]+"${as[@]}"} apt-get install -y -qq --no-install-recommends "$@"
}

have() { rustup target list --installed | grep -qx "$1" || rustup target add "$1"; }

targets=(x86_64-unknown-linux-musl aarch64-unknown-linux-musl x86_64-pc-windows-gnu)
profile=release cases=() darwin=1
if [ "${1:-}" = --quick ]; then
  targets=(x86_64-unknown-linux-musl x86_64-pc-windows-gnu)
  profile=quick darwin=
  # Damage, archives, exports, names in Japanese, several hosts, zones, lists beside the logs.
  cases=(article bundle bundle-two-hosts archive-7z archive-cab archive-tar-gz zip-japanese xml-wevtutil truncated-system checksum-failed two-computers modern-host)
fi

step "native"
cargo build --release --locked --quiet
native=target/release/volsift

# What compiles for a target, and what runs it.
declare -A runners=()
built=()
for target in "${targets[@]}"; do
  if ! have "$target"; then
    # In short, a machine that rustup's server is out of reach of tests what it has.
    [ "$profile" = quick ] || exit 1
    echo "left out: Rust's library for $target can't be had here"
    continue
  fi
  case $target in
    x86_64-unknown-linux-musl) install musl-gcc musl-tools ;;
    aarch64-unknown-linux-musl)
      install aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
      install /usr/aarch64-linux-gnu/include/wchar.h libc6-dev-arm64-cross
      install qemu-aarch64 qemu-user
      export CC_aarch64_unknown_linux_musl=aarch64-linux-gnu-gcc
      export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER=aarch64-linux-gnu-gcc
      runners[$target]=qemu-aarch64
      ;;
    x86_64-pc-windows-gnu)
      install x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64-win32
      install wine64 wine64
      runners[$target]=$(command -v wine64 || echo /usr/lib/wine/wine64)
      ;;
  esac
  built+=("$target")
done

step "builds for ${built[*]:-nothing else}"
# All at once: the last crate of each keeps one core busy only.
[ ${#built[@]} = 0 ] || cargo build --profile "$profile" --locked --quiet "${built[@]/#/--target=}"

for target in ${built[@]+"${built[@]}"}; do
  step "$target"
  runner=${runners[$target]:-}
  program=target/$target/$profile/volsift
  [ "$target" != x86_64-pc-windows-gnu ] || program=$program.exe
  echo "$(stat -c %s "$program") bytes"

  if [ "$target" = x86_64-pc-windows-gnu ]; then
    # The one function that Rust's library asks of Windows and that wine 8 lacks.
    x86_64-w64-mingw32-gcc -shared -O2 -o "$(dirname "$program")/bcryptprimitives.dll" release/bcryptprimitives.c -ladvapi32
    export WINEPREFIX=$PWD/target/release-wine WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=;bcryptprimitives=n,b"
    "$runner" wineboot --init > /dev/null 2>&1 || true
  fi

  RUNNER=$runner release/compare.sh --snapshot "$program"
  RUNNER=$runner release/compare.sh "$native" "$program" ${cases[@]+"${cases[@]}"}

  if [ "$target" = x86_64-unknown-linux-musl ]; then
    # A machine that has nothing: no library, no rules of zones, no shell.
    root=$(mktemp -d)
    mkdir "$root/logs"
    cp "$program" "$root"
    cp fixtures/cases/article/logs/*.evtx "$root/logs"
    enter=(unshare --map-root-user --root="$root"); [ "$(id -u)" != 0 ] || enter=(chroot "$root")
    if "${enter[@]}" /volsift --version > /dev/null; then
      for zone in Asia/Tokyo America/St_Johns host local; do
        words=(analyze logs --tz "$zone" --vms-ok 6 --vms-total 12)
        (cd "$root" && TZ=Europe/Berlin "$here/$native" "${words[@]}") > "$root/native.txt" || true
        TZ=Europe/Berlin "${enter[@]}" /volsift "${words[@]}" > "$root/empty.txt" || true
        grep -q "^HV01: " "$root/native.txt"
        diff "$root/native.txt" "$root/empty.txt"
      done
      echo "$program: in an empty root it gives the same reports, in four zones"
    else
      echo "no root can be made here, so that the test in an empty one is left out"
    fi
    rm -rf "$root"
  fi
done

[ -n "$darwin" ] || exit 0
step "aarch64-apple-darwin"
have aarch64-apple-darwin
cargo check --locked --quiet --target aarch64-apple-darwin
echo "compiles; nothing here can link or run it"
