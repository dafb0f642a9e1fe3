#!/usr/bin/env bash
# Builds real programs for the end-to-end tests, each from the Go module in its folder:
#
#   build.sh NAME...            builds missing programs, and prints the path of each program
#   build.sh --cached NAME...   builds nothing, prints the paths, and fails if a program is missing
#
# A folder with a main.go has a program of its own, which is built inside a copy of the only module
# that its go.mod requires. The programs are stored outside the tree, below
# ${XDG_CACHE_HOME:-$HOME/.cache}, in a folder named by the hash of go.sum and main.go. etcd and kube-apiserver of $KUBEBUILDER_ASSETS are used if they exist.
set -euo pipefail
programs=$(cd "$(dirname "$0")" && pwd)

fail() { echo "build.sh: $1" >&2; exit 1; }

# The name without its version: kube-apiserver-1.37 is a kube-apiserver.
kind() { sed 's/-[0-9.]*$//' <<< "$1"; }

is_program() { [ -f "$1" ] && [ -x "$1" ]; }

cache_folder() {
  echo "${XDG_CACHE_HOME:-$HOME/.cache}/metallb-pool-exporter/$1-$(
    find "$programs/$1" -name go.sum -o -name main.go | sort | xargs cat | sha256sum | cut -c1-16)"
}

# Kubernetes and kube-state-metrics get their version from the linker.
linker_flags() {
  local version=$1 numbers=${1#v}
  echo "-s -w -X k8s.io/component-base/version.gitVersion=$version" \
    "-X k8s.io/component-base/version.gitMajor=${numbers%%.*}" \
    "-X k8s.io/component-base/version.gitMinor=$(cut -d. -f2 <<< "$numbers")"
}

# The tags of Thanos' own build. A Thanos Query without them crashes.
build_tags() { [ "$1" != thanos ] || echo slicelabels; }

# Prints the path, the version and the folder of the program's module.
find_module() {
  local package module
  package=$(sed -n 's/^tool //p' go.mod)
  if [ -n "$package" ]; then
    go list -f '{{.Module.Path}} {{.Module.Version}} {{.Module.Dir}}' "$package"
  else
    module=$(sed -n 's/^require \([^ ]*\) .*/\1/p' go.mod)
    go mod download "$module"
    go list -m -f '{{.Path}} {{.Version}} {{.Dir}}' "$module"
  fi
}

# Builds the program in a new folder, and renames that folder when it is complete.
build() {
  local name=$1 folder=$2 package listed module version source
  command -v go >/dev/null || fail "building $name needs Go: $(grep '^go ' go.mod) or newer"
  listed=$(find_module)
  read -r module version source <<< "$listed"
  echo "building $name: $module $version" >&2
  new=$(mktemp -d "$folder.XXXXXX")
  trap 'rm -rf "$new"' EXIT
  trap 'exit 130' INT TERM HUP
  package=$(sed -n 's/^tool //p' go.mod)
  if [ -f main.go ]; then
    cp -r "$source" "$new/source"
    chmod -R u+w "$new/source"
    mkdir "$new/source/program"
    cp main.go "$new/source/program"
    cd "$new/source"
    package=./program
  fi
  CGO_ENABLED=0 go build -p 2 -tags "$(build_tags "$name")" -trimpath -buildvcs=false -ldflags "$(linker_flags "$version")" \
    -o "$new/$(kind "$name")" "$package" >&2
  rm -rf "$new/source"
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
  folder=$(cache_folder "$name")
  if ! is_program "$folder/$kind"; then
    [ -z "$cached" ] || exit 1
    mkdir -p "$(dirname "$folder")"
    (
      cd "$programs/$name"
      exec 9> "$folder.lock"
      flock 9
      # Another process may have built the program in the meantime.
      is_program "$folder/$kind" || build "$name" "$folder"
    )
  fi
  echo "$folder/$kind"
done
