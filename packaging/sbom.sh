#!/bin/sh
# Writes a bill of materials in CycloneDX's JSON format, and the licenses of its components, to
# share/doc below a folder: sbom.sh PROGRAM FOLDER PACKAGE...
#
# The components are the packages of the libraries that the program loads, the packages of the
# headers that are compiled into the program, and each PACKAGE. SOURCE_DATE_EPOCH is its time.
set -eu
program=$1
doc=$2/share/doc/metallb-pool-exporter
shift 2
version=$("$(dirname "$0")/version.sh")
. /etc/os-release

# The package of a file. Debian 12 lists some libraries without /usr.
package_of() {
  dpkg -S "$1" 2> /dev/null || dpkg -S "${1#/usr}" 2> /dev/null \
    || { echo "sbom.sh: no package contains $1" >&2; exit 1; }
}

libraries=$("$(dirname "$0")/libraries.sh" "$program")
packages=$(for library in $libraries; do package_of "$(realpath "$library")"; done)
packages=$(echo "$packages" | sed 's/: .*//' | sort -u)
packages="$packages nlohmann-json3-dev libcli11-dev libexpected-dev $*"
mkdir -p "$doc/licenses"
for package in $packages; do
  cp --dereference "/usr/share/doc/${package%:*}/copyright" "$doc/licenses/${package%:*}"
done

# In a package URL, + must be an escape. The colon of an epoch must not be one.
component='{"type": "library", "bom-ref": "${binary:Package}", "name": "${Package}",
     "version": "${Version}",
     "purl": "pkg:deb/debian/${Package}@${Version}?arch=${Architecture}&distro=debian-'$VERSION_ID'"},\n'
components=$(dpkg-query -W -f "    $component" $packages \
  | sed '/"purl"/s/+/%2B/g' | sed '$s/,$//')

cat > "$doc/sbom.cdx.json" <<END
{
  "bomFormat": "CycloneDX",
  "specVersion": "1.5",
  "version": 1,
  "metadata": {
    "timestamp": "$(date -u -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}" +%Y-%m-%dT%H:%M:%SZ)",
    "component": {
      "type": "application", "bom-ref": "metallb-pool-exporter", "name": "metallb-pool-exporter",
      "version": "$version",
      "licenses": [{"license": {"name": "unlicensed"}}]
    }
  },
  "components": [
$components
  ]
}
END
