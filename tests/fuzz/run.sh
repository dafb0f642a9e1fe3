#!/usr/bin/env bash
# Lets one fuzzer run: run.sh BUILD UNIT SECONDS. Starts from the seeds in corpus/UNIT, keeps what
# it learns and finds under BUILD/fuzz. Ends with an error where a promise was broken.
set -euo pipefail
build=$1 unit=$2 seconds=$3
here=$(dirname "$0")

kept="$build/fuzz/$unit"
mkdir -p "$kept/corpus"
log="$kept/log"
dictionary=()
[ ! -e "$here/dictionaries/$unit" ] || dictionary=("-dict=$here/dictionaries/$unit")
# Between two inputs a server's threads are still at work, and what they have just made may look
# lost; behind the last input, when they have ended, nothing may be.
leaks=1
[ "$unit" != http_request ] || leaks=0
# No input takes long, and none much memory; telling of one that did may itself take for ever.
if timeout $((seconds + 90)) "$build/tests/fuzz/${unit}_fuzz" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
  -detect_leaks="$leaks" \
  -print_final_stats=1 -artifact_prefix="$kept/" "${dictionary[@]}" "$kept/corpus" \
  "$here/corpus/$unit" >"$log" 2>&1; then
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  echo "fuzz $unit: nothing found in ${runs:-0} runs, $((${runs:-0} / seconds)) a second"
  exit
fi
{
  echo "fuzz $unit: FOUND"
  grep -a -m 1 -A 1 'broken promise' "$log" || grep -a -m 2 -E 'ERROR|SUMMARY' "$log" ||
    tail -n 20 "$log"
  input=$(grep -a -o 'Test unit written to .*' "$log" | head -n 1 | sed 's/.* to //' || true)
  echo "  the log: $log"
  echo "  again: $build/tests/fuzz/${unit}_fuzz ${input:-$here/corpus/$unit/*}"
  echo "  once mended, keep the input in $here/corpus/$unit"
} >&2
exit 1
