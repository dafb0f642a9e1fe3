#!/usr/bin/env bash
# Installs, starts, scrapes, upgrades and purges a Debian package: package_test.sh DEB
#
# The package is installed into a minimal Debian of the release that the package is for, under a
# running systemd (systemd-nspawn). If the machine does not allow that, the script prints it and
# passes. The minimal Debian is made once, in build/package. A run changes only an overlay in memory.
set -euo pipefail
deb=$(realpath "$1")
cd "$(dirname "$0")/../.."
store=$PWD/build/package
name=metallb-pool-exporter

fail() {
  echo "FAILED: $1"
  exit 1
}
not_tested() {
  echo "NOT tested: $1"
  exit 0
}

case "$deb" in
  *+deb12_*) suite=bookworm ;;
  *+deb13_*) suite=trixie ;;
  *) fail "$deb is not for Debian 12 or 13" ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dpkg-deb -R "$deb" "$work/newer"
# The configuration in README.md, in the folder that contains the package's rules.
if command -v promtool > /dev/null; then
  sed -n '/^ *# \/etc\/prometheus\/prometheus.yml/,/```/{/```/!p}' README.md \
    > "$work/newer/etc/prometheus/prometheus.yml"
  promtool check config "$work/newer/etc/prometheus/prometheus.yml" > "$work/promtool.log" 2>&1 \
    || fail "promtool: $(cat "$work/promtool.log")"
  grep -q 'SUCCESS: [0-9]* rules found' "$work/promtool.log" || fail "Prometheus finds no rules"
  rm "$work/newer/etc/prometheus/prometheus.yml"
fi

lintian --fail-on error,warning "$deb" || fail "lintian"
[ "$(id -u)" = 0 ] || not_tested "systemd-nspawn needs root"

root=$store/$suite
mkdir -p "$store"
mirror=$(grep -hoE 'https?://[^ ]+' /etc/apt/sources.list /etc/apt/sources.list.d/* 2> /dev/null \
  | grep -E '/debian/?$' | grep -v snapshot | head -n 1 || true)
if [ ! -e "$root/complete" ]; then
  rm -rf "$root"
  debootstrap --variant=minbase --include=systemd,systemd-sysv,ca-certificates "$suite" "$root" \
    ${mirror:+"$mirror"} > "$store/debootstrap.log" 2>&1 \
    || not_tested "debootstrap: $(tail -n 1 "$store/debootstrap.log")"
  touch "$root/complete"
fi

# The newer version, for the upgrade.
sed -i 's/^Version: .*/&.1/' "$work/newer/DEBIAN/control"
dpkg-deb -b "$work/newer" "$work/newer.deb" > /dev/null
cp "$deb" "$work/package.deb"
cp tests/package/inside.sh tests/package/demo.sh "$work"
sed -n '/^```ini/,/^```$/{/^```/!p}' packaging/README.md > "$work/override.conf"

# systemd of Debian 13 does not start with the older control groups.
UNIFIED_CGROUP_HIERARCHY=1 systemd-nspawn -q -D "$root" --volatile=overlay --register=no --keep-unit \
  --machine "package$$" --bind-ro="$work:/package" --bind-ro=/etc/apt/apt.conf.d --boot \
  > "$store/boot.log" 2>&1 < /dev/null &
container=$!
trap 'kill -KILL $(pgrep -P $container) 2> /dev/null || true; wait $container 2> /dev/null || true
  rm -rf "$work"' EXIT

# Runs a command in the container, whose first process is the child of systemd-nspawn.
inside() {
  nsenter -t "$(pgrep -o -P $container)" --all "$@"
}
state=""
for _ in $(seq 120); do
  kill -0 $container 2> /dev/null || not_tested "systemd-nspawn: $(tail -n 3 "$store/boot.log")"
  state=$(inside systemctl is-system-running 2> /dev/null || true)
  [ "$state" != running ] && [ "$state" != degraded ] || break
  sleep 0.5
done
[ "$state" = running ] || not_tested "systemd in the container is \"$state\""

inside bash /package/inside.sh || fail "see above"
echo "the package works on Debian $(cut -d. -f1 "$root/etc/debian_version"): $(basename "$deb")"
