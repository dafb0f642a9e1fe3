#!/bin/sh
# A stand-in for kubectl, for the test of make-kubeconfig.sh alone: it reads kubeconfigs and
# manifests with the real one, $REAL_KUBECTL, and pretends to have written to a cluster, since our
# stand-in API server takes no writes. Keeps what it was asked in $STANDIN/calls.
set -eu

echo "$*" >> "$STANDIN/calls"
case $* in
  'config view '*) exec "$REAL_KUBECTL" "$@" ;;
  *' apply -k '*)
    # As Ctrl-C would.
    [ ! -e "$STANDIN/interrupt" ] || kill -INT "$PPID"
    for folder; do :; done
    exec "$REAL_KUBECTL" kustomize "$folder" ;;
  *' apply -f -') cat > "$STANDIN/applied" ;;
  *' create token '*) cat "$STANDIN/token" ;;
  # Empty at first, as from a real cluster.
  *' get secret '*)
    [ ! -e "$STANDIN/asked" ] || base64 -w 0 "$STANDIN/token"
    : > "$STANDIN/asked" ;;
  *) echo "kubectl_standin.sh: not known: $*" >&2; exit 1 ;;
esac
