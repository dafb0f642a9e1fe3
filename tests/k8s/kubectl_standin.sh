#!/bin/sh
# A stand-in for kubectl, for the test of make-kubeconfig.sh. It reads kubeconfigs and manifests with
# the real kubectl, $REAL_KUBECTL. It only simulates writes, because the stand-in API server does not
# accept them. $STANDIN/calls records the arguments.
set -eu

echo "$*" >> "$STANDIN/calls"
case $* in
  'config view '*) exec "$REAL_KUBECTL" "$@" ;;
  # A cluster whose context is in the file does not respond.
  '--context '*' get --raw /api')
    ! grep -qxs -- "$2" "$STANDIN/unreachable" || { echo "connection refused" >&2; exit 1; } ;;
  *' apply -k '*)
    [ ! -e "$STANDIN/forbidden" ] || { echo "forbidden" >&2; exit 1; }
    # As Ctrl-C does.
    [ ! -e "$STANDIN/interrupt" ] || kill -INT "$PPID"
    for folder; do :; done
    exec "$REAL_KUBECTL" kustomize "$folder" ;;
  *' apply -f -') cat > "$STANDIN/applied" ;;
  *' create token '*) cat "$STANDIN/token" ;;
  '--context '*' --namespace kube-system get configmap kube-root-ca.crt '*) cat "$STANDIN/root-ca.crt" ;;
  # Empty at first, as in a real cluster.
  *' get secret '*)
    [ ! -e "$STANDIN/asked" ] || base64 -w 0 "$STANDIN/token"
    : > "$STANDIN/asked" ;;
  *) echo "kubectl_standin.sh: unknown arguments: $*" >&2; exit 1 ;;
esac
