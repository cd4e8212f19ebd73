#!/usr/bin/env bash
# Whether another build of volsift gives the same reports, byte for byte but for line ends and the separators of
# paths.
#
#   release/compare.sh --snapshot PROGRAM          the article's case against the snapshot of the tests
#   release/compare.sh NATIVE PROGRAM [CASE…]      both programs over these cases, or all, in two formats
#
# RUNNER is what starts the second program where this machine can't: wine, qemu-aarch64.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
runner=(); [ -z "${RUNNER:-}" ] || read -ra runner <<< "$RUNNER"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

article=(analyze fixtures/cases/article/logs --tz +9h --vms-ok 6 --vms-total 12)

if [ "$1" = --snapshot ]; then
  status=0
  ${runner[@]+"${runner[@]}"} "$2" "${article[@]}" | tr -d '\r' > "$work/article.txt" || status=${PIPESTATUS[0]}
  [ "$status" = 1 ] || { echo "the article's case exits with $status, not 1"; exit 1; }
  sed -n '/^HV01/,$p' tests/integration/snapshots/integration__formats__the_article_in_80_columns.snap | tr -d '\r' > "$work/expected.txt"
  diff "$work/expected.txt" "$work/article.txt"
  echo "$2: the article's report is that of the tests"
  exit
fi

native=$1 program=$2
shift 2
[ $# -gt 0 ] || set -- fixtures/cases/*/

# The options that a scenario, or the one that it includes, names; files of the case in their place.
options() {
  local line included word file
  line=$(sed -n 's/^options //p' "$1/scenario.txt" | head -n 1)
  included=$(sed -n 's/^include //p' "$1/scenario.txt" | head -n 1)
  [ -n "$line" ] || [ -z "$included" ] || line=$(sed -n 's/^options //p' "fixtures/cases/$included/scenario.txt" | head -n 1)
  for word in $line; do
    file=$1/${word#*=}
    if [ -f "$file" ]; then
      case $word in *=*) word=${word%%=*}=$file ;; *) word=$file ;; esac
    fi
    printf '%s\n' "$word"
  done
}

# say FILE COMMAND…: what it prints, with line ends of one kind, and its status behind. Windows joins the names that it finds
# to what was typed with a backslash; in these paths, and nowhere else, it is the same as a slash.
say() {
  local file=$1 status try
  shift
  # On a busy machine wine's server now and then kills a process that is about to end.
  for try in 1 2 3; do
    status=0
    "$@" > "$file.raw" 2> "$file.err" < /dev/null || status=$?
    if [ "$status" != 137 ] || [ ${#runner[@]} = 0 ]; then break; fi
    echo "killed from outside, run $try: ${*: -4}"
  done
  tr -d '\r' < "$file.raw" | sed -E ':again; s#(fixtures/cases/[^"[:space:]\\]*)\\+#\1/#; t again' > "$file"
  echo "exit status $status" >> "$file"
}

differ=0 reports=0
for case in "$@"; do
  case=${case%/}; [ -d "$case" ] || case=fixtures/cases/$case
  mapfile -t given < <(options "$case")
  for format in table json; do
    words=(analyze "$case/logs" --format "$format" ${given[@]+"${given[@]}"})
    say "$work/native" "$native" "${words[@]}"
    say "$work/other" ${runner[@]+"${runner[@]}"} "$program" "${words[@]}"
    reports=$((reports + 1))
    if ! cmp -s "$work/native" "$work/other"; then
      differ=$((differ + 1))
      echo "== $case, $format"
      diff "$work/native" "$work/other" | head -n 10 || true
      head -n 5 "$work/other.err"
    fi
  done
done
[ "$reports" -gt 0 ]
echo "$program: $((reports - differ)) of $reports reports are the same"
[ "$differ" = 0 ]
