#!/bin/sh
# Makes the file system of the image: image-root.sh ROOT
set -eu
root=$1
here=$(dirname "$0")
program=build/release/metallb-pool-exporter
install -D "$program" "$root/usr/bin/metallb-pool-exporter"
"$(sed -n 's/^CMAKE_STRIP:FILEPATH=//p' build/release/CMakeCache.txt)" "$root/usr/bin/metallb-pool-exporter"
# Each library under the name that the loader uses.
"$here/libraries.sh" "$program" | xargs -n 1 cp --dereference --parents -t "$root"
install -D -m 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
echo 'hosts: files dns' > "$root/etc/nsswitch.conf"
echo 'exporter:x:65532:65532::/:/nonexistent' > "$root/etc/passwd"
echo 'exporter:x:65532:' > "$root/etc/group"
"$here/sbom.sh" "$program" "$root/usr" ca-certificates
