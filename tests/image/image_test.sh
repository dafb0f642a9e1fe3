#!/usr/bin/env bash
# Builds the Dockerfile's image with buildah and runs it: as its user, with nothing to write to.
#
# The base image is made with debootstrap from the packages that this machine installs from, so that
# no registry of images is needed. Where the machine does not allow it (no root, no mounts) the test
# says so and passes: there is nothing to be learned there.
set -euo pipefail
cd "$(dirname "$0")/../.."

store=$PWD/build/image
name=localhost/metallb-pool-exporter
base=localhost/debian
buildah_in() {
  buildah --root "$store/storage" --runroot "$store/run" --storage-driver vfs "$@"
}

not_tested() {
  echo "the image was NOT tested: $1"
  exit 0
}

[ "$(id -u)" = 0 ] || not_tested "making a base image needs root"
mkdir -p "$store/context"
container=""
program=""
cleanup() {
  [ -z "$program" ] || kill "$program" 2>/dev/null || true
  [ -z "$container" ] || buildah_in rm "$container" >/dev/null 2>&1 || true
}
trap cleanup EXIT

if ! buildah_in inspect --type image "$base" >/dev/null 2>&1; then
  rm -rf "$store/context/root"
  mirror=$(grep -hoE 'https?://[^ ]+' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null \
    | grep -v -e security -e snapshot | head -n 1 || true)
  debootstrap --variant=minbase --include=ca-certificates bookworm "$store/context/root" $mirror \
    > "$store/debootstrap.log" 2>&1 || not_tested "debootstrap: $(tail -n 1 "$store/debootstrap.log")"
  printf 'FROM scratch\nCOPY root /\n' > "$store/context/Dockerfile"
  buildah_in bud --isolation chroot -q -t "$base" "$store/context" > "$store/base.log" 2>&1 \
    || not_tested "buildah: $(tail -n 1 "$store/base.log")"
  rm -rf "$store/context/root"
fi

revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)
echo "building the image"
if ! buildah_in bud --isolation chroot --network host -v /etc/apt:/etc/apt:ro \
  --build-arg BASE="$base" --build-arg REVISION="$revision" --format docker -t "$name" . \
  > "$store/build.log" 2>&1; then
  tail -n 40 "$store/build.log"
  echo "the image does not build"
  exit 1
fi

fail() {
  echo "FAILED: $1"
  exit 1
}
inspect() {
  buildah_in inspect --type image --format "$1" "$name"
}
[ "$(inspect '{{.Docker.Config.User}}')" = 65532:65532 ] || fail "the image's user is not 65532"
[[ "$(inspect "{{.Docker.Config.Labels}}")" == *"$revision"* ]] || fail "no label with the revision"
[[ "$(inspect "{{.Docker.Config.Healthcheck}}")" == *health* ]] || fail "no health check"

container=$(buildah_in from --pull-never "$name")
root=$(buildah_in mount "$container")
grep -q '^libcurl4 ' "$root/usr/share/doc/metallb-pool-exporter/packages" || fail "no list of packages"
[ ! -e "$root/bin/sh" ] || fail "the image holds a shell"
bytes=$(du -sb "$root" | cut -f1)
[ "$bytes" -lt 60000000 ] || fail "the image has $bytes bytes"

# What `docker run --read-only` does, as far as chroot isolation can: the image's own user, no shell.
: > "$store/demo.log"
chroot --userspec=65532:65532 "$root" /usr/bin/metallb-pool-exporter demo \
  --web.listen-address 127.0.0.1:0 > "$store/demo.out" 2> "$store/demo.log" &
program=$!
address=""
for _ in $(seq 600); do
  address=$(grep -oE 'msg=listening address=[^ ]+' "$store/demo.log" | cut -d= -f3 || true)
  [ -z "$address" ] || break
  kill -0 "$program" 2>/dev/null || fail "it does not start: $(cat "$store/demo.log")"
  sleep 0.1
done
curl -sf --retry 60 --retry-delay 1 --retry-all-errors "http://$address/-/ready" > /dev/null \
  || fail "it does not become ready"
# Into a file: a grep that has seen enough would break curl's pipe, and count as curl's failure.
curl -sf "http://$address/metrics" > "$store/metrics" || fail "no metrics"
grep -q '^metallb_pool_capacity_addresses{' "$store/metrics" || fail "no pools"
grep -q "revision=\"$revision\"" "$store/metrics" || fail "no revision"
health() {
  chroot --userspec=65532:65532 "$root" /usr/bin/metallb-pool-exporter health "$@"
}
health "http://$address" || fail "its health check fails"
kill -TERM "$program"
wait "$program" || fail "it does not end cleanly"
program=""
! health "http://$address" 2> /dev/null || fail "a dead exporter is healthy"
echo "the image works: $bytes bytes, $(wc -l < "$root/usr/share/doc/metallb-pool-exporter/packages") packages"
