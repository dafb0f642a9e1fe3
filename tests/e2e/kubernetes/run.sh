#!/usr/bin/env bash
# Runs a test program that uses real programs, and builds the real programs that are missing:
#
#   run.sh PROGRAM [ARGUMENT...]   PROGRAM: the path of kubernetes_e2e or kubernetes_compare
#   run.sh --cached                runs nothing; fails if a program would have to be built
#
# KUBERNETES=1.30 and METALLB=0.14 select other versions. The folders of ../programs name them.
set -euo pipefail
[ $# -gt 0 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
program=$1
shift
build=("$(dirname "$0")/../programs/build.sh")
[ "$program" != --cached ] || build+=(--cached)

export E2E_METALLB=${METALLB:-0.15}
# One command for each program, so that this script ends if a program cannot be built.
E2E_ETCD=$("${build[@]}" etcd)
E2E_KUBE_APISERVER=$("${build[@]}" "kube-apiserver-${KUBERNETES:-1.37}")
E2E_METALLB_CONTROLLER=$("${build[@]}" "metallb-controller-$E2E_METALLB")
E2E_METALLB_CRDS=$(dirname "$E2E_METALLB_CONTROLLER")/crds
# The version that the program reports, because $KUBEBUILDER_ASSETS may contain any version.
E2E_KUBERNETES=$("$E2E_KUBE_APISERVER" --version | sed -n 's/^Kubernetes v\([0-9]*\.[0-9]*\).*/\1/p')
export E2E_KUBERNETES E2E_ETCD E2E_KUBE_APISERVER E2E_METALLB_CONTROLLER E2E_METALLB_CRDS
[ "$program" != --cached ] || exit 0
# Built in seconds from the sources that the controller needs as well.
E2E_METALLB_LAYER2=$("${build[@]}" metallb-layer2-0.15)
export E2E_METALLB_LAYER2
if [ "$(basename "$program")" = kubernetes_compare ]; then
  E2E_KUBE_STATE_METRICS=$("${build[@]}" kube-state-metrics)
  export E2E_KUBE_STATE_METRICS
fi

# A folder for the files that killed programs do not remove.
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
# If this script is killed, the program ends. Then the processes that the program started end.
setpriv --pdeathsig TERM "$program" "$@" &
trap 'kill "$!"; wait "$!" || true; exit 130' INT TERM HUP
wait "$!"
