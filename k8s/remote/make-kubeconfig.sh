#!/bin/sh
# Lets metallb-pool-exporter read one more cluster: creates the read-only account of this folder
# there, and writes a kubeconfig that holds nothing but that account.
set -eu

namespace=metallb-pool-exporter
account=metallb-pool-exporter-reader
secret=metallb-pool-exporter-reader-token
here=$(CDPATH="" cd -- "$(dirname -- "$0")" && pwd)

usage() {
  cat <<EOF
Usage: make-kubeconfig.sh [-d DURATION] CONTEXT FILE

CONTEXT is yours, with the right to create accounts and roles. FILE is written anew, readable by you
alone; the exporter calls the cluster as the file is called, without .yaml.

Without -d the token is kept in the Secret $secret of the cluster. It never expires:
whoever has the file can read the cluster's Services and MetalLB's resources until you delete that
Secret. With -d (24h, 720h) the token ends by itself, after the duration or what the API server makes
of it. The exporter cannot renew it: make the file anew in time, or the cluster goes down with reason
"unauthorized".
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
        *) fail "-d \"$duration\" is no duration such as 24h" 2 ;;
      esac ;;
    h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -eq 2 ] || { usage >&2; exit 2; }
context=$1
file=$2
# kubectl takes an empty name for the current context.
[ -n "$context" ] || fail "CONTEXT is empty" 2
[ -n "$file" ] || fail "FILE is empty" 2
case $file in
  /*) ;;
  *) file=./$file ;;
esac
folder=${file%/*}/

in_cluster() { kubectl --context "$context" --namespace "$namespace" "$@"; }

# One field of the context's cluster, as the kubeconfig has it.
cluster_field() {
  kubectl config view --context "$context" --minify --flatten --raw \
    -o "jsonpath={.clusters[0].cluster.$1}"
}

# The token controller fills the Secret a moment after it is created.
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

# As YAML.
quoted() { printf "'%s'" "$(printf %s "$1" | sed "s/'/''/g")"; }

# Everything is looked at before anything is changed.
[ -d "$folder" ] || fail "$file: there is no folder $folder"
[ ! -e "$file" ] || [ -f "$file" ] || fail "$file is no file"
server=$(cluster_field server)
[ -n "$server" ] || fail "context \"$context\": its cluster has no server"
case $server in
  https://*) ;;
  *) fail "context \"$context\": the server $server is not https://, and gets no token" ;;
esac
[ "$(cluster_field insecure-skip-tls-verify)" != true ] ||
  fail "context \"$context\" does not verify its server, so the token could go to anyone; give it a CA"
case $server in
  *//localhost* | *//127.* | *'//[::1]'*)
    echo "make-kubeconfig.sh: $server leads back to whoever reads it: put an address into $file that" \
      "the exporter can reach, and tls-server-name where the certificate has another" >&2 ;;
esac
authority=$(cluster_field certificate-authority-data)
server_name=$(cluster_field tls-server-name)
proxy=$(cluster_field proxy-url)
# Whole or not at all, never readable by others, and passed over by an exporter that reads the
# folder: FILE is this one, renamed.
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
[ -n "$token" ] || fail "context \"$context\": the account $namespace/$account got no token"

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
