#!/bin/sh
# Creates the read-only account of this folder in clusters, and writes for each cluster a kubeconfig
# that contains only this account.
set -eu

namespace=metallb-pool-exporter-reader
account=metallb-pool-exporter-reader
secret=metallb-pool-exporter-reader-token
here=$(CDPATH="" cd -- "$(dirname -- "$0")" && pwd)

usage() {
  cat <<EOF
Usage: make-kubeconfig.sh [-d DURATION] [-i CONTEXT] CONTEXT FILE
       make-kubeconfig.sh [-d DURATION] [-i CONTEXT] -o FOLDER [NAME=]CONTEXT...

CONTEXT is one of your contexts, with the right to create accounts and roles. FILE is replaced, and
only you can read it. The exporter names the cluster after the file, without ".yaml".

With -o, each CONTEXT gets the file FOLDER/NAME.yaml. The default of NAME is CONTEXT. FOLDER is created
if it does not exist. Before a cluster is changed, all arguments are checked, and the API servers of all
contexts must accept a request.

With -i, the Pod of the exporter runs in the cluster of this CONTEXT. Its kubeconfig has the address
and the certificate authority that Pods use, https://kubernetes.default.svc.

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
folder=
pod_context=
while getopts d:i:o:h option; do
  case $option in
    d)
      duration=$OPTARG
      case $duration in
        [0-9]*[hms]) ;;
        *) fail "invalid value \"$duration\" for -d: write a duration such as 24h" 2 ;;
      esac ;;
    i)
      pod_context=$OPTARG
      [ -n "$pod_context" ] || fail "CONTEXT of -i must not be empty" 2 ;;
    o)
      folder=$OPTARG
      [ -n "$folder" ] || fail "FOLDER must not be empty" 2 ;;
    h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
shift $((OPTIND - 1))
if [ -n "$folder" ]; then
  [ $# -ge 1 ] || { usage >&2; exit 2; }
else
  [ $# -eq 2 ] || { usage >&2; exit 2; }
  [ -n "$2" ] || fail "FILE must not be empty" 2
fi

# Calls a function with the context and the file of each cluster.
for_each_cluster() {
  function=$1
  shift
  if [ -z "$folder" ]; then
    "$function" "$1" "$2"
    return
  fi
  for argument; do
    "$function" "${argument#*=}" "$folder/${argument%%=*}.yaml"
  done
}

in_context() { kubectl --context "$context" --namespace "$namespace" "$@"; }

# One field of the context's cluster in the kubeconfig.
cluster_field() {
  kubectl config view --context "$context" --minify --flatten --raw \
    -o "jsonpath={.clusters[0].cluster.$1}"
}

# Files of -o are keys of a Secret later, and each name is the name of a cluster.
check_name() {
  name=${2#"$folder"/}
  name=${name%.yaml}
  case $name in
    '' | .* | *[!A-Za-z0-9._-]*)
      fail "\"$name\" cannot be the name of a file in a Secret: write NAME=$1, with letters, digits, \"-\", \"_\" and \".\" in NAME" 2 ;;
  esac
  case " $names " in
    *" $name "*) fail "two clusters have the name \"$name\": write NAME=$1 with another NAME" 2 ;;
  esac
  names="$names $name"
}

check_context() {
  context=$1
  # kubectl uses the current context if the name is empty.
  [ -n "$context" ] || fail "CONTEXT must not be empty" 2
  [ "$context" != "$pod_context" ] || has_pod_context=yes
}

check_cluster() {
  context=$1
  file=$2
  [ ! -e "$file" ] || [ -f "$file" ] || fail "$file is not a regular file"
  server=$(cluster_field server) || fail "context \"$context\" cannot be read"
  [ -n "$server" ] || fail "context \"$context\": the cluster has no server"
  case $server in
    https://*) ;;
    *) fail "context \"$context\": server $server is not https://; a token would be sent in clear text" ;;
  esac
  [ "$(cluster_field insecure-skip-tls-verify)" != true ] ||
    fail "context \"$context\" does not verify its server; set certificate-authority, or another server could get the token"
  [ "$context" != "$pod_context" ] || return 0
  case $server in
    *//localhost* | *//127.* | *'//[::1]'*)
      echo "make-kubeconfig.sh: warning: $server is a loopback address. If the exporter runs in this" \
        "cluster, write -i $context. Else, in $file, set server to an address that the exporter can" \
        "reach, and tls-server-name if the certificate has another name" >&2 ;;
  esac
}

# Any user with valid credentials can read /api.
check_response() {
  context=$1
  kubectl --context "$context" --request-timeout 10s get --raw /api > /dev/null ||
    fail "context \"$context\": the API server does not respond, or rejects your credentials; no cluster was changed"
}

# The token controller fills the Secret shortly after it is created.
long_lived_token() {
  in_context apply -f - >&2 <<EOF || return
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
    encoded=$(in_context get secret "$secret" -o 'jsonpath={.data.token}') || return
    [ -z "$encoded" ] || break
    sleep 1
  done
  printf %s "$encoded" | base64 -d
}

# As a YAML string.
quoted() { printf "'%s'" "$(printf %s "$1" | sed "s/'/''/g")"; }

# Sets the fields of the cluster in the new kubeconfig.
read_cluster() {
  if [ "$context" = "$pod_context" ]; then
    server=https://kubernetes.default.svc
    server_name=
    proxy=
    authority=$(kubectl --context "$context" --namespace kube-system get configmap kube-root-ca.crt \
      -o 'jsonpath={.data.ca\.crt}') || authority=
    [ -n "$authority" ] ||
      fail "context \"$context\": the ConfigMap kube-system/kube-root-ca.crt has no ca.crt"
    authority=$(printf '%s\n' "$authority" | base64 | tr -d '\n')
  else
    server=$(cluster_field server)
    server_name=$(cluster_field tls-server-name)
    proxy=$(cluster_field proxy-url)
    authority=$(cluster_field certificate-authority-data)
  fi
}

write_kubeconfig() {
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
}

# FILE is complete or absent, and never readable by others: write another file and rename it. An
# exporter that reads the folder ignores it, because its name starts with a dot.
make_kubeconfig() {
  context=$1
  file=$2
  new=$(mktemp "${file%/*}/.make-kubeconfig.XXXXXX")
  in_context apply -k "$here" >&2 || fail "context \"$context\": the account was not created"
  if [ -n "$duration" ]; then
    token=$(in_context create token "$account" --duration "$duration") || token=
  else
    token=$(long_lived_token) || token=
  fi
  [ -n "$token" ] || fail "context \"$context\": the API server issued no token for $namespace/$account"
  read_cluster
  write_kubeconfig > "$new"
  mv -f "$new" "$file"
}

# A path that starts with a dash is not an option.
case ${folder:-$2} in
  /*) ;;
  *) if [ -n "$folder" ]; then folder=./$folder; else file=./$2; set -- "$1" "$file"; fi ;;
esac

names=
has_pod_context=
for_each_cluster check_context "$@"
[ -z "$pod_context" ] || [ -n "$has_pod_context" ] ||
  fail "context \"$pod_context\" of -i is not one of the contexts" 2
if [ -n "$folder" ]; then
  for_each_cluster check_name "$@"
  [ ! -e "$folder" ] || [ -d "$folder" ] || fail "$folder is not a folder"
else
  [ -d "${2%/*}/" ] || fail "$2: folder ${2%/*}/ does not exist"
fi
for_each_cluster check_cluster "$@"
for_each_cluster check_response "$@"

umask 077
new=
trap '[ -z "$new" ] || rm -f "$new"' EXIT
trap 'exit 1' HUP INT TERM
[ -z "$folder" ] || mkdir -p "$folder"
for_each_cluster make_kubeconfig "$@"
