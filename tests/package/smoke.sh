#!/usr/bin/env bash
# The part of cross_test.sh that runs in the container: smoke.sh PROGRAM VERSION
# EMULATOR runs the program, if it is one of another architecture.
set -euo pipefail
run="${EMULATOR:-} $1"
work=$(mktemp -d)
. "$(dirname "$0")/demo.sh"

fail() {
  echo "FAILED: $1"
  cat "$work"/*.log
  exit 1
}
# Runs a command, whose exit status must be a certain one. Its output is $work/output.log.
expect() {
  local status=0
  $run "${@:2}" > "$work/output.log" 2>&1 || status=$?
  [ "$status" = "$1" ] || fail "the status of \"${*:2}\" is $status, must be $1"
}

expect 0 --version
grep -q "version $2 " "$work/output.log" || fail "--version does not print $2"

$run demo --web.listen-address 127.0.0.1:0 > /dev/null 2> "$work/demo.log" &
trap 'kill $! 2> /dev/null || true; rm -rf "$work"' EXIT
await grep -q msg=listening "$work/demo.log"
address=$(listening_address < "$work/demo.log")
all_pools() {
  [ "$(scrape_address "$address" | grep -c '^metallb_pool_capacity_addresses{')" = 5 ]
}
await all_pools
expect 0 health "http://$address"

ports=$(cluster_ports $! "$address")
[ "$(wc -w <<< "$ports")" = 3 ] || fail "the demo does not serve three clusters"
kubeconfig $ports > "$work/kubeconfig"
# The demo's pools have warnings, and its addresses are sometimes assigned twice.
status=0
$run check --kubeconfig "$work/kubeconfig" > "$work/output.log" 2>&1 || status=$?
[[ "$status" =~ ^[12]$ ]] || fail "the status of check is $status"
grep -q "c${ports##*$'\n'}" "$work/output.log" || fail "check does not print the pools"

cat > "$work/pool.yaml" <<END
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: a, namespace: metallb-system}
spec: {addresses: [10.0.0.1-10.0.0.300]}
END
expect 1 validate "a=$work/pool.yaml"
grep -q 'pool.yaml:4: error: invalid-address' "$work/output.log" || fail "validate finds no error"

kill -TERM $!
wait $! || fail "the demo does not stop cleanly"
