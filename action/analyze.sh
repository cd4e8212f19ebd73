#!/usr/bin/env bash
# Analyses, writes the reports, and fails where something needs a person. The words come from the environment.
set -uo pipefail

# One word a line; empty lines count nothing.
words() { printf '%s\n' "$1" | tr -d '\r' | sed '/^[[:space:]]*$/d; s/^[[:space:]]*//; s/[[:space:]]*$//'; }
paths=() options=()
while IFS= read -r word; do paths+=("$word"); done < <(words "${VOLSIFT_PATHS:-}")
while IFS= read -r word; do options+=("$word"); done < <(words "${VOLSIFT_OPTIONS:-}")
[ "${#paths[@]}" -gt 0 ] || { echo "::error::no paths to analyse"; exit 2; }
reports=${VOLSIFT_REPORTS:-volsift-report}
mkdir -p "$reports"

# What stands in the report comes from logs: none of it is a command to the runner.
pause=volsift-$RANDOM$RANDOM$RANDOM
echo "::stop-commands::$pause"
volsift analyze ${options[@]+"${options[@]}"} -o "$reports/volsift.xml" -o "$reports/volsift.html" \
  -o "$reports/volsift.md" -o "$reports/volsift.json" -o - -- "${paths[@]}"
status=$?
echo "::$pause::"

echo "status=$status" >> "${GITHUB_OUTPUT:-/dev/null}"
[ ! -s "$reports/volsift.md" ] || cat "$reports/volsift.md" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
case $status in
  0) ;;
  1) echo "::error::something needs a person: see the report" ;;
  2) echo "::error::wrong usage, or a path could not be read" ;;
  3) echo "::error::no event at all in what was given" ;;
  4)
    echo "::warning::nothing bad seen, but not everything could be read or decided"
    [ "${VOLSIFT_STRICT:-false}" = true ] || exit 0
    ;;
  *) echo "::error::volsift ended with status $status" ;;
esac
exit "$status"
