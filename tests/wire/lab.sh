#!/bin/bash
# The network of the wire tests and of `make scan-demo`: a bridge, hosts in network namespaces, and
# eth9, the interface of the scanner. Runs only in a private network and mount namespace, as
# `unshare --net --mount` creates. When its last process ends, the kernel removes everything.
#
#   lab.sh create                      eth9 with 192.0.2.2/24 and 2001:db8::2/64
#   lab.sh host NAME MAC [ADDRESS…]    a host: eth0 with the addresses
#   lab.sh card NAME MAC [ADDRESS…]    a second network card of the host: eth1
#   lab.sh settle                      waits until every port of the bridge forwards
set -euo pipefail

no_dad="net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0"

add_card() { # HOST CARD MAC [ADDRESS…]
  local host=$1 card=$2 mac=$3 address
  shift 3
  ip link add "$host-$card" type veth peer name "$card" address "$mac" netns "$host"
  ip link set "$host-$card" master br0 up
  {
    echo "link set $card up"
    for address in "$@"; do
      case $address in
        *:*) echo "address add $address dev $card nodad" ;;
        *) echo "address add $address dev $card" ;;
      esac
    done
  } | ip -n "$host" -batch -
}

case $1 in
  create)
    if [ "$(ip -o link | wc -l)" != 1 ]; then
      echo "lab.sh: this is not a private network namespace; use unshare --net --mount" >&2
      exit 1
    fi
    mkdir -p /run/netns
    mount -t tmpfs tmpfs /run/netns
    # shellcheck disable=SC2086
    sysctl -qw $no_dad
    ip -batch - << END
link set lo up
link add br0 type bridge
link set br0 up
link add eth9 address 02:00:00:00:00:99 type veth peer name port9
link set port9 master br0 up
link set eth9 up
address add 192.0.2.2/24 dev eth9
address add 2001:db8::2/64 dev eth9 nodad
END
    ;;
  host)
    ip netns add "$2"
    # shellcheck disable=SC2086
    ip netns exec "$2" sysctl -qw $no_dad
    ip -n "$2" link set lo up
    add_card "$2" eth0 "${@:3}"
    ;;
  card) add_card "$2" eth1 "${@:3}" ;;
  settle)
    while bridge link | grep -qv 'state forwarding'; do sleep 0.01; done
    ;;
  *) exit 2 ;;
esac
