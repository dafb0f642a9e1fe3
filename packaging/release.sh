#!/usr/bin/env bash
# Writes the files of a release, which packaging/README.md lists, to a folder: release.sh FOLDER
set -euo pipefail
out=$(realpath -m "$1")
cd "$(dirname "$0")/.."
not_possible() {
  echo "$1" >&2
  exit 1
}
. packaging/container.sh

name=metallb-pool-exporter
version=$(packaging/version.sh)
SOURCE_DATE_EPOCH=$(source_date)
export SOURCE_DATE_EPOCH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Writes the OCI archive of the image, and its bill of materials: write_image ARCHITECTURE
write_image() {
  local container file=$out/$name-$version-image-$1
  build_stage 13 "$1" --timestamp "$SOURCE_DATE_EPOCH" -t "$name-$1"
  container=$(buildah_in from --pull-never "$name-$1")
  cp "$(buildah_in mount "$container")/usr/share/doc/$name/sbom.cdx.json" "$file.cdx.json"
  buildah_in config --arch "$1" "$container"
  buildah_in commit -q --rm --squash --omit-history --timestamp "$SOURCE_DATE_EPOCH" --format oci \
    "$container" "oci:$work/image:$version" > /dev/null
  packaging/tar.sh "$work/image" . > "$file.tar"
  rm -r "$work/image"
}

# Helm reads any tar archive of a chart's folder. The program helm is not needed.
write_chart() {
  git ls-files -z "k8s/chart/$name" | xargs -0 cp --parents -t "$work"
  # In a pattern of tar, a folder has no slash at its end.
  sed 's,/$,,' "k8s/chart/$name/.helmignore" > "$work/ignored"
  packaging/tar.sh "$work/k8s/chart" --exclude-from="$work/ignored" "$name" \
    | gzip -9n > "$out/$name-$version.tgz"
}

[ -z "$(git status --porcelain)" ] \
  || echo "WARNING: the checkout differs from the commit that the release names" >&2
rm -rf "$out"
mkdir -p "$out"
write_chart
for architecture in amd64 arm64; do
  for debian in 12 13; do
    packaging/build.sh $debian $architecture
    cp build/packages/*.deb "$out"
    # The archive's program runs with the glibc of Debian 12 and newer ones.
    [ $debian = 13 ] || cp build/packages/*.tar.gz "$out"
  done
  write_image $architecture
done
cd "$out"
sha256sum -- * > "$work/SHA256SUMS"
mv "$work/SHA256SUMS" .
ls -l
