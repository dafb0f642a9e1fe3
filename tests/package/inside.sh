#!/usr/bin/env bash
# The part of package_test.sh that runs in the container, as root, under systemd.
set -euo pipefail
unit=metallb-pool-exporter
folder=/etc/metallb-pool-exporter
. "$(dirname "$0")/demo.sh"

fail() {
  echo "FAILED: $1"
  journalctl -u $unit -n 20 --no-pager || true
  exit 1
}
equal() {
  [ "$2" = "$3" ] || fail "$1: \"$2\", must be \"$3\""
}
show() {
  systemctl show $unit -P "$1"
}
install_package() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Use-Pty=0 "$@" > /tmp/apt.log 2>&1 || { cat /tmp/apt.log; fail "apt-get install $1"; }
}
address_of() {
  journalctl -u "$1" -o cat --no-pager | listening_address
}
scrape() {
  scrape_address "$(address_of $unit)"
}
scrape_has() {
  [ "$(scrape | grep -c -- "$1")" = "$2" ]
}

echo "== install"
apt-get update -qq
install_package /package/package.deb
for service in $unit $unit-scan; do
  systemd-analyze security --threshold=20 $service > /tmp/security \
    || fail "$(tail -n 1 /tmp/security)"
  systemd-analyze verify --man=no /usr/lib/systemd/system/$service.service
done
equal "enabled scan" "$(systemctl is-enabled $unit-scan || true)" disabled
equal "state of the scan" "$(systemctl is-active $unit-scan || true)" inactive
equal "enabled" "$(systemctl is-enabled $unit)" enabled
equal "state before a kubeconfig exists" "$(show ActiveState)" inactive
equal "result before a kubeconfig exists" "$(show ConditionResult)" no
equal "failed units" "$(systemctl --failed --quiet --no-legend)" ""

echo "== start"
# The servers of the three demo clusters are the clusters.
systemd-run -q --unit=clusters $unit demo --web.listen-address 127.0.0.1:0
await eval '[ -n "$(address_of clusters)" ]'
ports=$(cluster_ports "$(systemctl show clusters -P MainPID)" "$(address_of clusters)")
equal "number of clusters" "$(wc -w <<< "$ports")" 3
kubeconfig $ports | install -m 600 /dev/stdin $folder/kubeconfig
sed -i 's/^ARGS=.*/ARGS="--web.listen-address 127.0.0.1:0 --config.file \/etc\/metallb-pool-exporter\/config.yaml"/' \
  /etc/default/$unit
echo 'networks: [{name: default}]' > $folder/config.yaml
systemctl start $unit
await scrape_has '^metallb_exporter_cluster_up{.*} 1$' 3
await scrape_has '^metallb_pool_capacity_addresses{' 5
scrape_has '^process_start_time_seconds ' 1 || fail "no start time"
user=$(stat -c %u "/proc/$(show MainPID)")
[ "$user" -ge 1000 ] || fail "the exporter runs as user $user"
equal "capabilities" "$(grep CapBnd "/proc/$(show MainPID)/status" | cut -f2)" 0000000000000000

echo "== reload"
pid=$(show MainPID)
echo 'networks: [{name: default}, {name: rack-1}]' > $folder/config.yaml
systemctl reload $unit
await scrape_has '^metallb_fleet_duplicate_addresses{network="rack-1"}' 1
equal "process after a reload" "$(show MainPID)" "$pid"

echo "== scan"
scan_has() {
  [ "$(scrape_address "$(address_of $unit-scan)" | grep -c -- "$1")" = "$2" ]
}
# The loopback interface cannot be scanned.
sed -i "s|^ARGS=.*|ARGS=\"--scan.interface lo --scan.fleet-url http://$(address_of $unit) --web.listen-address 127.0.0.1:0\"|" \
  /etc/default/$unit-scan
systemctl enable -q --now $unit-scan
await scan_has '^metallb_scan_up{interface="lo"} 0$' 1
process=/proc/$(systemctl show $unit-scan -P MainPID)
user=$(stat -c %u "$process")
[ "$user" -ge 1000 ] || fail "the scan runs as user $user"
# CAP_NET_RAW is number 13.
for set in CapEff CapBnd; do
  equal "$set of the scan" "$(grep $set "$process/status" | cut -f2)" 0000000000002000
done
journalctl -u $unit-scan -o cat | grep -q 'no right' && fail "the scan has no right"

echo "== an invalid configuration"
echo 'netwroks: []' > $folder/config.yaml
systemctl restart $unit
await systemctl is-failed -q $unit
equal "restarts" "$(show NRestarts)" 0
equal "status" "$(show ExecMainStatus)" 2

echo "== a kubeconfig for each cluster"
first=$(head -n 1 <<< "$ports")
for site in site-a site-b; do
  install -m 600 <(kubeconfig "$first") "$folder/$site.yaml"
  first=$(tail -n 1 <<< "$ports")
done
mkdir /etc/systemd/system/$unit.service.d
cp /package/override.conf /etc/systemd/system/$unit.service.d/
sed -i "s|^ARGS=.*|ARGS=\"--web.listen-address 127.0.0.1:0 --kubeconfig /run/credentials/$unit.service\"|" \
  /etc/default/$unit
systemctl daemon-reload
systemctl restart $unit
await scrape_has '^metallb_exporter_cluster_up{cluster="site-[ab]".*} 1$' 2
rm -r /etc/systemd/system/$unit.service.d
sed -i 's|--kubeconfig.*"|--config.file /etc/metallb-pool-exporter/config.yaml"|' /etc/default/$unit
echo 'networks: [{name: default}]' > $folder/config.yaml
systemctl daemon-reload
systemctl restart $unit
await scrape_has '^metallb_exporter_cluster_up{.*} 1$' 3
pid=$(show MainPID)

echo "== upgrade"
install_package /package/newer.deb
equal "state" "$(show ActiveState)" active
equal "state of the scan" "$(systemctl is-active $unit-scan)" active
[ "/proc/$(systemctl show $unit-scan -P MainPID)" != "$process" ] || fail "the upgrade did not restart the scan"
[ "$(show MainPID)" != "$pid" ] || fail "the upgrade did not restart the service"
grep -q config.yaml /etc/default/$unit || fail "the upgrade replaced a changed conffile"
await scrape_has '^metallb_exporter_cluster_up{.*} 1$' 3
# A disabled service stays disabled and stopped.
systemctl disable -q --now $unit
install_package /package/package.deb --allow-downgrades
equal "state of a disabled service" "$(show ActiveState)" inactive
equal "disabled" "$(systemctl is-enabled $unit || true)" disabled
systemctl enable -q --now $unit

echo "== remove"
apt-get remove -y -qq $unit > /dev/null
systemctl is-active -q $unit $unit-scan && fail "the service still runs"
[ -e $folder/kubeconfig ] || fail "removal deleted the kubeconfig"
systemctl stop clusters

echo "== purge"
apt-get purge -y -qq $unit > /dev/null
left=$(find / -xdev -name '*metallb*' -not -path '/proc/*' -not -path '/package/*' \
  -not -path '/var/log/*' -not -path '/sys/*')
equal "files after the purge" "$left" ""
equal "failed units" "$(systemctl --failed --quiet --no-legend)" ""

echo "== install again"
install_package /package/package.deb
equal "enabled" "$(systemctl is-enabled $unit)" enabled
grep -q '^ARGS=""' /etc/default/$unit || fail "the conffile is not the package's"
