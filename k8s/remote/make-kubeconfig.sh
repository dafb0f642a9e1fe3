#!/bin/sh
# Creates the read-only account of this folder in a cluster, and writes a kubeconfig that contains
# only this account.
set -eu

namespace=metallb-pool-exporter-reader
account=metallb-pool-exporter-reader
secret=metallb-pool-exporter-reader-token
here=$(CDPATH="" cd -- "$(dirname -- "$0")" && pwd)

usage() {
  cat <<EOF
Usage: make-kubeconfig.sh [-d DURATION] CONTEXT FILE

CONTEXT is one of your contexts, with the right to create accounts and roles. FILE is replaced, and
only you can read it. The exporter names the cluster after the file, without ".yaml".

If -d is not given, the token is stored in the Secret $secret
of the cluster and never expires. The file gives access to the cluster's Services and MetalLB's
resources until you delete that Secret.

With -d (24h, 720h) the token expires after DURATION; the API server may shorten it. The exporter
cannot renew it: create a new file before it expires, or polls fail with reason "unauthorized".
EOF
}

fail() {
  echo "make-kubeconfig.sh: $1" >&2
  exit "${2:-1}"
}

duration=
while getopts d:h option; do
  case $option in
    d)
      duration=$OPTARG
      case $duration in
        [0-9]*[hms]) ;;
        *) fail "invalid value \"$duration\" for -d: write a duration such as 24h" 2 ;;
      esac ;;
    h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -eq 2 ] || { usage >&2; exit 2; }
context=$1
file=$2
# kubectl uses the current context if the name is empty.
[ -n "$context" ] || fail "CONTEXT must not be empty" 2
[ -n "$file" ] || fail "FILE must not be empty" 2
case $file in
  /*) ;;
  *) file=./$file ;;
esac
folder=${file%/*}/

in_cluster() { kubectl --context "$context" --namespace "$namespace" "$@"; }

# One field of the context's cluster in the kubeconfig.
cluster_field() {
  kubectl config view --context "$context" --minify --flatten --raw \
    -o "jsonpath={.clusters[0].cluster.$1}"
}

# The token controller fills the Secret shortly after it is created.
long_lived_token() {
  in_cluster apply -f - >&2 <<EOF || return
apiVersion: v1
kind: Secret
type: kubernetes.io/service-account-token
metadata:
  name: $secret
  namespace: $namespace
  annotations:
    kubernetes.io/service-account.name: $account
EOF
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    encoded=$(in_cluster get secret "$secret" -o 'jsonpath={.data.token}') || return
    [ -z "$encoded" ] || break
    sleep 1
  done
  printf %s "$encoded" | base64 -d
}

# As a YAML string.
quoted() { printf "'%s'" "$(printf %s "$1" | sed "s/'/''/g")"; }

# Check everything before the cluster is changed.
[ -d "$folder" ] || fail "$file: folder $folder does not exist"
[ ! -e "$file" ] || [ -f "$file" ] || fail "$file is not a regular file"
server=$(cluster_field server)
[ -n "$server" ] || fail "context \"$context\": the cluster has no server"
case $server in
  https://*) ;;
  *) fail "context \"$context\": server $server is not https://; a token would be sent in clear text" ;;
esac
[ "$(cluster_field insecure-skip-tls-verify)" != true ] ||
  fail "context \"$context\" does not verify its server; set certificate-authority, or another server could get the token"
case $server in
  *//localhost* | *//127.* | *'//[::1]'*)
    echo "make-kubeconfig.sh: warning: $server is a loopback address. In $file, set server to an" \
      "address that the exporter can reach, and tls-server-name if the certificate has another name" >&2 ;;
esac
authority=$(cluster_field certificate-authority-data)
server_name=$(cluster_field tls-server-name)
proxy=$(cluster_field proxy-url)
# FILE is complete or absent, and never readable by others: write another file and rename it. An
# exporter that reads the folder ignores it, because its name starts with a dot.
umask 077
new=
trap '[ -z "$new" ] || rm -f "$new"' EXIT
trap 'exit 1' HUP INT TERM
new=$(mktemp "$folder.make-kubeconfig.XXXXXX")

in_cluster apply -k "$here" >&2
if [ -n "$duration" ]; then
  token=$(in_cluster create token "$account" --duration "$duration")
else
  token=$(long_lived_token)
fi
[ -n "$token" ] || fail "context \"$context\": the API server issued no token for $namespace/$account"

{
  echo 'apiVersion: v1'
  echo 'kind: Config'
  echo 'clusters:'
  echo '- name: cluster'
  echo '  cluster:'
  echo "    server: $(quoted "$server")"
  [ -z "$authority" ] || echo "    certificate-authority-data: $(quoted "$authority")"
  [ -z "$server_name" ] || echo "    tls-server-name: $(quoted "$server_name")"
  [ -z "$proxy" ] || echo "    proxy-url: $(quoted "$proxy")"
  echo 'users:'
  echo "- name: $account"
  echo '  user:'
  echo "    token: $(quoted "$token")"
  echo 'contexts:'
  echo '- name: cluster'
  echo '  context:'
  echo '    cluster: cluster'
  echo "    user: $account"
  echo 'current-context: cluster'
} > "$new"
mv -f "$new" "$file"
