#!/usr/bin/env bash
# Builds real programs for the end-to-end tests, each from the Go module in the folder of its name:
#
#   build.sh NAME...            prints each program's path, after building those that are missing
#   build.sh --cached NAME...   the paths alone; fails at the first program that is missing
#
# They are kept outside the tree, beneath ${XDG_CACHE_HOME:-$HOME/.cache}, in a folder that go.sum
# names. etcd and kube-apiserver of $KUBEBUILDER_ASSETS are taken as they are.
set -euo pipefail
programs=$(cd "$(dirname "$0")" && pwd)

fail() { echo "build.sh: $1" >&2; exit 1; }

# The name without its version: kube-apiserver-1.37 is a kube-apiserver.
kind() { sed 's/-[0-9.]*$//' <<< "$1"; }

is_program() { [ -f "$1" ] && [ -x "$1" ]; }

kept_in() {
  echo "${XDG_CACHE_HOME:-$HOME/.cache}/metallb-pool-exporter/$1-$(
    sha256sum < "$programs/$1/go.sum" | cut -c1-16)"
}

# Kubernetes and kube-state-metrics are told their version when they are linked.
linker_flags() {
  local version=$1 numbers=${1#v}
  echo "-s -w -X k8s.io/component-base/version.gitVersion=$version" \
    "-X k8s.io/component-base/version.gitMajor=${numbers%%.*}" \
    "-X k8s.io/component-base/version.gitMinor=$(cut -d. -f2 <<< "$numbers")"
}

# Whole or not at all: the folder gets its name when everything is in it.
build() {
  local name=$1 folder=$2 package listed module version source
  command -v go >/dev/null || fail "$name must be built, by Go: $(grep '^go ' go.mod) or newer"
  package=$(sed -n 's/^tool //p' go.mod)
  listed=$(go list -f '{{.Module.Path}} {{.Module.Version}} {{.Module.Dir}}' "$package")
  read -r module version source <<< "$listed"
  echo "building $name: $module $version" >&2
  new=$(mktemp -d "$folder.XXXXXX")
  trap 'rm -rf "$new"' EXIT
  trap 'exit 130' INT TERM HUP
  CGO_ENABLED=0 go build -p 2 -trimpath -buildvcs=false -ldflags "$(linker_flags "$version")" \
    -o "$new/$(kind "$name")" "$package" >&2
  [ ! -d "$source/config/crd/bases" ] || cp -r "$source/config/crd/bases" "$new/crds"
  chmod -R u+w,go+rX "$new"
  mv -T "$new" "$folder"
}

[ "${1:-}" = --cached ] && { cached=yes; shift; } || cached=
for name in "$@"; do
  [ -f "$programs/$name/go.sum" ] || fail "no program is called \"$name\""
  kind=$(kind "$name")
  if [ -n "${KUBEBUILDER_ASSETS:-}" ] && is_program "$KUBEBUILDER_ASSETS/$kind"; then
    echo "$KUBEBUILDER_ASSETS/$kind"
    continue
  fi
  folder=$(kept_in "$name")
  if ! is_program "$folder/$kind"; then
    [ -z "$cached" ] || exit 1
    mkdir -p "$(dirname "$folder")"
    (
      cd "$programs/$name"
      exec 9> "$folder.lock"
      flock 9
      # Another build may have ended meanwhile.
      is_program "$folder/$kind" || build "$name" "$folder"
    )
  fi
  echo "$folder/$kind"
done
