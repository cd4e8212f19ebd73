#!/usr/bin/env bash
# Fuzzes every target, JOBS at a time (one), for so many minutes of the processor each: fuzz/all.sh MINUTES [TARGET…]. Needs
# cargo-fuzz, a nightly toolchain and Linux. Each run is a line more in fuzz/runs.csv, so that targets can be run a few at a time
# and again, on several days; the table of all of them goes to standard output. What libFuzzer says of each run is kept in
# fuzz/target/logs, and what it found worth keeping in fuzz/target/work. `fuzz/keep.py` takes the smallest of that into fuzz/corpus.
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:?how many minutes for each target}
shift
mapfile -t all < <(sed -n 's/^name = "\(.*\)"$/\1/p' fuzz/Cargo.toml | grep -v '^volsift-fuzz$')
targets=("$@")
[ $# -gt 0 ] || targets=("${all[@]}")
host=$(rustc -vV | sed -n 's/^host: //p')
logs=fuzz/target/logs work=fuzz/target/work
mkdir -p "$logs" "$work"

# The seeds are made of the fixtures each time.
VOLSIFT_SEEDS=$PWD/fuzz/target/seeds cargo test --quiet --test replay -- --ignored seeds_are_written >&2
cargo +nightly fuzz build --sanitizer none >&2

# A finding ends its run; the table tells of it. Time is the clock's, so on a busy machine no input is slow below a minute.
fuzz_one() {
  mkdir -p "$work/$1" "fuzz/corpus/$1" "fuzz/artifacts/$1"
  nice -n 19 python3 fuzz/run.py "$minutes" "$logs/$1.$(date -u +%Y%m%dT%H%M%S).log" fuzz/runs.csv \
    "fuzz/target/$host/release/$1" "$work/$1" "fuzz/corpus/$1" "fuzz/target/seeds/$1" \
    -artifact_prefix="fuzz/artifacts/$1/" -timeout=60 -report_slow_units=60 -rss_limit_mb=2048 -max_len=73728 -print_final_stats=1
}
export -f fuzz_one
export minutes host logs work
printf '%s\n' "${targets[@]}" | xargs -P "${JOBS:-1}" -I{} bash -c 'fuzz_one {}'
python3 fuzz/table.py fuzz/runs.csv "${all[@]}"
