#!/usr/bin/env bash
# Compares whole runs of volsift with cat, sha256sum and evtx_dump on the same files, in one session, warm cache.
#
#   benches/compare.sh [FOLDER OF LOGS]
#
# The folder (public logs, say) is repeated until it has 256 MB, and the builder's logs are laid beside it, for
# the comparison on a whole Logs folder; without it, the builder's logs alone are taken. Needed: hyperfine,
# GNU time, python3, and evtx_dump 0.15.1 (cargo install evtx --version 0.15.1 --locked), found in PATH or by
# EVTX_DUMP. ROUNDS (11) is how often each command runs; the commands of a round run one after the other, and
# the tables hold medians. Logs are made once, in target/compare. The load of the machine is said before and behind: where
# something else ran, the figures are worth little.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${ROUNDS:-11}
evtx_dump=${EVTX_DUMP:-$(command -v evtx_dump)}
work=$PWD/target/compare
volsift=$PWD/target/release/volsift
mkdir -p "$work"
say_load() { echo "load of the last minute, with $(nproc) cores: $(cut -d' ' -f1 /proc/loadavg)"; }

cargo build --release --quiet
make() { [ -e "${!#}" ] || cargo bench --quiet --bench make -- "$@"; }
make nightly 256 1 "$work/nightly-1.evtx"
make nightly 256 10 "$work/nightly-10.evtx"
make even 256 1 "$work/even-1.evtx"
make nightly 25 1 "$work/tenth.evtx"
make small 1000 "$work/small"
make nights 1000 "$work/nights-1000"
make nights 10000 "$work/nights-10000"
folder=$work/folder
if [ ! -e "$folder" ]; then
  mkdir -p "$folder/made"
  cp "$work"/small/*Part1*.evtx "$work/tenth.evtx" "$folder/made"
  if [ $# -gt 0 ]; then
    copy=0
    while [ "$(du -sm "$folder" | cut -f1)" -lt 256 ]; do
      copy=$((copy + 1)); mkdir "$folder/$copy"; cp "$1"/*.evtx "$folder/$copy"
    done
  fi
fi

# measure NAME COMMAND…: a JSON file a round, and the peak memory of the first command.
measure() {
  local name=$1; shift
  for round in $(seq "$rounds"); do
    hyperfine --shell=bash --ignore-failure --warmup 1 --runs 1 --style none \
      --export-json "$work/$name.$round.json" "$@" > "$work/hyperfine.log" 2>&1
  done
  /usr/bin/time -v bash -c "$1" 2> "$work/$name.time" > /dev/null || true
}

say_load
files='find FOLDER -name "*.evtx" -print0'
dump_all="$files | xargs -0 -P2 -n1 $evtx_dump -t 1 -o jsonl"
for set in folder small; do
  measure "$set" "$volsift analyze $work/$set > /dev/null" \
    "${files/FOLDER/$work/$set} | xargs -0 cat > /dev/null" \
    "${dump_all/FOLDER/$work/$set} > /dev/null" \
    "${dump_all/FOLDER/$work/$set} | grep -c volsnap" \
    "$volsift analyze --threads 1 $work/$set > /dev/null"
done
for set in nightly-1 nightly-10 even-1; do
  for format in table json; do
    name=$set; [ "$format" = table ] || name=$set-$format
    measure "$name" "$volsift analyze --format $format $work/$set.evtx > /dev/null" \
      "cat $work/$set.evtx > /dev/null" \
      "$evtx_dump -t 2 -o jsonl $work/$set.evtx > /dev/null" \
      "$evtx_dump -t 2 -o jsonl $work/$set.evtx | grep -c volsnap" \
      "$volsift analyze --threads 1 --format $format $work/$set.evtx > /dev/null" \
      "sha256sum $work/$set.evtx"
  done
done
measure tenth "$volsift analyze $work/tenth.evtx > /dev/null" "$volsift analyze $work/nightly-1.evtx > /dev/null"
for format in table json; do
  measure "nights-$format" "$volsift analyze $work/nights-1000 --format $format > /dev/null" \
    "$volsift analyze $work/nights-10000 --format $format > /dev/null"
  # The peak is that of the many.
  /usr/bin/time -v "$volsift" analyze "$work/nights-10000" --format "$format" 2> "$work/nights-$format.time" > /dev/null || true
done
say_load

python3 benches/compare.py "$work" "$rounds"
