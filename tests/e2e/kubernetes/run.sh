#!/usr/bin/env bash
# Runs a program against real ones, which are built where they are missing:
#
#   run.sh PROGRAM [ARGUMENT...]   PROGRAM: kubernetes_e2e or kubernetes_compare as it was built
#   run.sh --cached                runs nothing; fails where something would have to be built
#
# KUBERNETES=1.30 and METALLB=0.14 choose other versions: those of the folders of ../programs.
set -euo pipefail
[ $# -gt 0 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
program=$1
shift
build=("$(dirname "$0")/../programs/build.sh")
[ "$program" != --cached ] || build+=(--cached)

export E2E_METALLB=${METALLB:-0.15}
# Each by itself, so that it ends here where one cannot be built.
E2E_ETCD=$("${build[@]}" etcd)
E2E_KUBE_APISERVER=$("${build[@]}" "kube-apiserver-${KUBERNETES:-1.37}")
E2E_METALLB_CONTROLLER=$("${build[@]}" "metallb-controller-$E2E_METALLB")
E2E_METALLB_CRDS=$(dirname "$E2E_METALLB_CONTROLLER")/crds
# What it says of itself: $KUBEBUILDER_ASSETS may hold any.
E2E_KUBERNETES=$("$E2E_KUBE_APISERVER" --version | sed -n 's/^Kubernetes v\([0-9]*\.[0-9]*\).*/\1/p')
export E2E_KUBERNETES E2E_ETCD E2E_KUBE_APISERVER E2E_METALLB_CONTROLLER E2E_METALLB_CRDS
[ "$program" != --cached ] || exit 0
if [ "$(basename "$program")" = kubernetes_compare ]; then
  E2E_KUBE_STATE_METRICS=$("${build[@]}" kube-state-metrics)
  export E2E_KUBE_STATE_METRICS
fi

# Whatever the programs leave behind when they are killed.
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
# Whoever ends this script, by whatever signal, ends the program, and that one what it has started.
setpriv --pdeathsig TERM "$program" "$@" &
trap 'kill "$!"; wait "$!" || true; exit 130' INT TERM HUP
wait "$!"
