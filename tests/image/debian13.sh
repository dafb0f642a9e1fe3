#!/usr/bin/env bash
# Builds everything on Debian 13 and runs the unit tests there: debian13.sh PACKAGE...
# PACKAGE: what the build needs. The build is in build/debian13.
set -euo pipefail
cd "$(dirname "$0")/../.."
not_possible() {
  echo "NOT tested: $1"
  exit 0
}
. packaging/container.sh

make_base 13
mkdir -p build/debian13
container=$(buildah_in from --pull-never "$base")
trap 'buildah_in rm "$container" > /dev/null 2>&1 || true' EXIT
buildah_in run "${run_options[@]}" -v "$PWD:/source:ro" -v "$PWD/build/debian13:/build" \
  "$container" sh -euc '
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" > /dev/null
    cmake -G Ninja -S /source -B /build -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0
    cmake --build /build
    ctest --test-dir /build -L unit -j 4 --output-on-failure
  ' sh "$@"
