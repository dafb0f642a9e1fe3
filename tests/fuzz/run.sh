#!/usr/bin/env bash
# Runs one fuzzer: run.sh BUILD UNIT SECONDS. Starts from the seeds in corpus/UNIT and writes its
# corpus and findings below BUILD/fuzz. Fails if a property was violated.
set -euo pipefail
build=$1 unit=$2 seconds=$3
here=$(dirname "$0")

results="$build/fuzz/$unit"
mkdir -p "$results/corpus"
log="$results/log"
dictionary=()
[ ! -e "$here/dictionaries/$unit" ] || dictionary=("-dict=$here/dictionaries/$unit")
# Between two inputs, the threads of a server still run, and their memory may look leaked. It is
# checked after the last input, when the threads have ended.
leaks=1
[ "$unit" != http_request ] || leaks=0
# Each input must be fast and use little memory. The report of a slow input may itself hang.
if timeout $((seconds + 90)) "$build/tests/fuzz/${unit}_fuzz" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
  -detect_leaks="$leaks" \
  -print_final_stats=1 -artifact_prefix="$results/" "${dictionary[@]}" "$results/corpus" \
  "$here/corpus/$unit" >"$log" 2>&1; then
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  echo "fuzz $unit: nothing found in ${runs:-0} runs, $((${runs:-0} / seconds)) a second"
  exit
fi
{
  echo "fuzz $unit: FOUND"
  grep -a -m 1 -A 1 'violated property' "$log" || grep -a -m 2 -E 'ERROR|SUMMARY' "$log" ||
    tail -n 20 "$log"
  input=$(grep -a -o 'Test unit written to .*' "$log" | head -n 1 | sed 's/.* to //' || true)
  echo "  the log: $log"
  echo "  again: $build/tests/fuzz/${unit}_fuzz ${input:-$here/corpus/$unit/*}"
  echo "  after the fix, copy the input to $here/corpus/$unit"
} >&2
exit 1
