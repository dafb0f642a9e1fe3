#!/usr/bin/env bash
# Builds the Dockerfile's image with buildah and runs it as its own user: image_test.sh [ARCHITECTURE]
set -euo pipefail
cd "$(dirname "$0")/../.."
not_possible() {
  echo "NOT tested: $1"
  exit 0
}
. packaging/container.sh

architecture=${1:-$(dpkg --print-architecture)}
name=localhost/metallb-pool-exporter
container=""
program=""
cleanup() {
  [ -z "$program" ] || kill "$program" 2>/dev/null || true
  [ -z "$container" ] || buildah_in rm "$container" >/dev/null 2>&1 || true
}
trap cleanup EXIT

build_stage 13 "$architecture" --format docker -t "$name"

fail() {
  echo "FAILED: $1"
  exit 1
}
inspect() {
  buildah_in inspect --type image --format "$1" "$name"
}
[ "$(inspect '{{.Docker.Config.User}}')" = 65532:65532 ] || fail "the image's user is not 65532"
[[ "$(inspect "{{.Docker.Config.Labels}}")" == *"$(revision)"* ]] || fail "no label with the revision"
[[ "$(inspect "{{.Docker.Config.Healthcheck}}")" == *health* ]] || fail "no health check"

container=$(buildah_in from --pull-never "$name")
root=$(buildah_in mount "$container")
sbom=$root/usr/share/doc/metallb-pool-exporter/sbom.cdx.json
tests/image/check_sbom.py "$sbom" libcurl4t64 libcli11-dev ca-certificates \
  || fail "the bill of materials is not valid"
[ ! -e "$root/bin/sh" ] || fail "the image contains a shell"
bytes=$(du -sb "$root" | cut -f1)
[ "$bytes" -lt 60000000 ] || fail "the image has $bytes bytes, more than 60 MB"

# Similar to `docker run --read-only`: the image's own user, which cannot write, and no shell.
run=(chroot --userspec=65532:65532 "$root")
if [ "$architecture" != "$(dpkg --print-architecture)" ]; then
  emulator=$(command -v "$EMULATOR") || not_possible "$EMULATOR is missing"
  cp "$emulator" "$root/emulator"
  run+=(/emulator)
fi
run+=(/usr/bin/metallb-pool-exporter)
: > "$store/demo.log"
"${run[@]}" demo --web.listen-address 127.0.0.1:0 > "$store/demo.out" 2> "$store/demo.log" &
program=$!
address=""
for _ in $(seq 600); do
  address=$(grep -oE 'msg=listening address=[^ ]+' "$store/demo.log" | cut -d= -f3 || true)
  [ -z "$address" ] || break
  kill -0 "$program" 2>/dev/null || fail "the program does not start: $(cat "$store/demo.log")"
  sleep 0.1
done
curl -sf --retry 60 --retry-delay 1 --retry-all-errors "http://$address/-/ready" > /dev/null \
  || fail "the program does not become ready"
# Into a file: if grep closes the pipe early, curl fails.
curl -sf "http://$address/metrics" > "$store/metrics" || fail "no metrics"
grep -q '^metallb_pool_capacity_addresses{' "$store/metrics" || fail "no pools"
grep -q "revision=\"$(revision)\"" "$store/metrics" || fail "no revision"
"${run[@]}" health "http://$address" || fail "the health check fails"
kill -TERM "$program"
wait "$program" || fail "the program does not stop cleanly"
program=""
! "${run[@]}" health "http://$address" 2> /dev/null || fail "the health check accepts a stopped exporter"
echo "the image works: $architecture, $bytes bytes, $(grep -c '"purl"' "$sbom") packages"
