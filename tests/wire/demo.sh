#!/bin/bash
# Shows conflicts on a real network of this machine: two clusters with three nodes in network
# namespaces, and a host that is not a node. `make scan-demo` runs it. Needs root. The kernel removes
# the network when this script ends.
#
#   demo.sh EXPORTER [FLAG…]     the flags are those of `scan`
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
if [ "$(id -u)" != 0 ]; then
  echo "demo.sh: only root can create networks; run: sudo $0 $*" >&2
  exit 1
fi
if [ "${SCAN_DEMO:-}" != private ]; then
  SCAN_DEMO=private exec unshare --net --mount -- "$0" "$@"
fi

exporter=$(readlink -f "$1")
shift
files=$(mktemp -d)
trap 'kill "${server:-}" 2> /dev/null; rm -rf "$files"' EXIT

list() { # KIND FILE [ITEM…]: a list of the API, as a file of a web server
  local IFS=,
  mkdir -p "$(dirname "$files/$2")"
  echo '{"kind": "'"$1"'List", "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": ['"${*:3}"']}' > "$files/$2"
}
pool() {
  echo '{"metadata": {"namespace": "metallb-system", "name": "'"$1"'"}, "spec": {"addresses": ["'"$2"'"]}}'
}
service() {
  echo '{"metadata": {"namespace": "shop", "name": "'"$1"'"}, "spec": {"type": "LoadBalancer"},' \
    '"status": {"loadBalancer": {"ingress": [{"ip": "'"$2"'"}]}}}'
}
node() {
  echo '{"metadata": {"name": "'"$1"'"}, "status": {"addresses": [{"type": "InternalIP", "address": "'"$2"'"}]}}'
}
cluster() { # NAME POOL_RANGE: writes what is the same in all clusters
  list IPAddressPool "$1/apis/metallb.io/v1beta1/ipaddresspools" "$(pool main "$2")"
  list ServiceL2Status "$1/apis/metallb.io/v1beta1/servicel2statuses"
  list BGPPeer "$1/apis/metallb.io/v1beta2/bgppeers"
  mkdir -p "$files/$1/api/v1/namespaces"
  echo '{"gitVersion": "v1.32.0"}' > "$files/$1/version"
  echo '{"metadata": {"name": "kube-system", "uid": "'"$1"'"}}' > "$files/$1/api/v1/namespaces/kube-system"
}

cluster cluster-a 192.0.2.32-192.0.2.47
list Service cluster-a/api/v1/services "$(service web 192.0.2.32)" "$(service split 192.0.2.33)" \
  "$(service stolen 192.0.2.34)" "$(service foreign 192.0.2.35)" "$(service silent 192.0.2.36)"
list Node cluster-a/api/v1/nodes "$(node a1 192.0.2.11)" "$(node a2 192.0.2.12)"
cluster cluster-b 192.0.2.48-192.0.2.63
list Service cluster-b/api/v1/services "$(service web 192.0.2.48)"
list Node cluster-b/api/v1/nodes "$(node b1 192.0.2.21)"

"$here/lab.sh" create
"$here/lab.sh" host a1 02:00:00:00:0a:01 192.0.2.11/24 192.0.2.32/32 192.0.2.33/32
"$here/lab.sh" host a2 02:00:00:00:0a:02 192.0.2.12/24 192.0.2.33/32
"$here/lab.sh" host b1 02:00:00:00:0b:01 192.0.2.21/24 192.0.2.34/32 192.0.2.48/32
"$here/lab.sh" host x 02:00:00:00:0f:01 192.0.2.99/24 192.0.2.35/32 192.0.2.40/32
"$here/lab.sh" settle

# The network is private, so that the port is free.
python3 -c "import functools, http.server, sys
handler = http.server.SimpleHTTPRequestHandler
handler.extensions_map = {'': 'application/json'}
handler = functools.partial(handler, directory=sys.argv[1])
http.server.ThreadingHTTPServer(('127.0.0.1', 8001), handler).serve_forever()" "$files" 2> /dev/null &
server=$!
until (: < /dev/tcp/127.0.0.1/8001) 2> /dev/null; do sleep 0.05; done
cat > "$files/kubeconfig" << 'END'
clusters:
- {name: a, cluster: {server: 'http://127.0.0.1:8001/cluster-a'}}
- {name: b, cluster: {server: 'http://127.0.0.1:8001/cluster-b'}}
users: [{name: none, user: {}}]
contexts:
- {name: cluster-a, context: {cluster: a, user: none}}
- {name: cluster-b, context: {cluster: b, user: none}}
END
echo "A network of two clusters in this machine: ${exporter##*/} scan --rate 100 --confirm 1s $*" >&2
status=0
"$exporter" scan --kubeconfig "$files/kubeconfig" --rate 100 --confirm 1s "$@" || status=$?
echo "The exit status of the scan: $status" >&2
exit "$status"
