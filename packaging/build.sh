#!/usr/bin/env bash
# Builds the Debian package and the tar archive in a container: build.sh DEBIAN ARCHITECTURE
# The results are in build/packages.
set -euo pipefail
cd "$(dirname "$0")/.."
not_possible() {
  echo "$1" >&2
  exit 1
}
. packaging/container.sh

rm -rf build/packages
build_stage "$1" "$2" --target packages --output type=local,dest=build/packages
