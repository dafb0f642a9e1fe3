#!/usr/bin/env bash
# Builds a release a second time, without a cache, and compares. Then runs the program of each file:
# release_test.sh FOLDER
set -euo pipefail
release=$(realpath "$1")
cd "$(dirname "$0")/../.."

fail() {
  echo "FAILED: $1"
  exit 1
}

(cd "$release" && sha256sum --quiet -c SHA256SUMS) || fail "the checksums are wrong"
! tar -tzf "$release"/*.tgz | grep -E '/ci/|README.md.in' || fail "the chart contains ignored files"
helm=$(tests/e2e/programs/build.sh --cached helm) \
  && { "$helm" lint --strict "$release"/*.tgz || fail "helm lint"; } \
  || echo "NOT tested: the chart, because helm is not built"
for file in "$release"/*.cdx.json; do
  tests/image/check_sbom.py "$file" libcurl4t64 || fail "$file"
done
for architecture in amd64 arm64; do
  tests/package/cross_test.sh 12 $architecture "$release"/*"+deb12_$architecture.deb" \
    "$release"/*-linux-$architecture.tar.gz
  tests/package/cross_test.sh 13 $architecture "$release"/*"+deb13_$architecture.deb"
  # If grep closes the pipe early, tar fails.
  tar -xOf "$release"/*-image-$architecture.tar \
    | grep -ac "\"architecture\":\"$architecture\"" > /dev/null || fail "the architecture of the image"
  make --no-print-directory image-test ARCH=$architecture
done

echo "building a second time"
STORE=$PWD/build/image-again packaging/release.sh build/release-again
diff "$release/SHA256SUMS" build/release-again/SHA256SUMS || fail "two builds are not equal"
echo "the release works: $(wc -l < "$release/SHA256SUMS") files"
