#!/bin/sh
# Makes the tar archive of the program, with the libraries that the program loads except glibc's:
# tarball.sh ARCHITECTURE FOLDER. SOURCE_DATE_EPOCH is the time of its files.
set -eu
here=$(dirname "$0")
program=build/release/metallb-pool-exporter
name=metallb-pool-exporter-$("$here/version.sh")-linux-$1
root=$2/$name
libraries=$root/lib/metallb-pool-exporter
umask 022
rm -rf "$root"
mkdir -p "$libraries"
for component in program local; do
  cmake --install build/release --component $component --prefix "$root" > /dev/null
done
# glibc must be the machine's own: the machine's name services are its plugins.
"$here/libraries.sh" "$program" \
  | grep -vE '/(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|anl))\.so\.[0-9]$' \
  | xargs cp --dereference -t "$libraries"
# RPATH, not RUNPATH, also holds for the libraries' own libraries.
patchelf --force-rpath --set-rpath '$ORIGIN/../lib/metallb-pool-exporter' \
  "$root/bin/metallb-pool-exporter"
"$here/sbom.sh" "$program" "$root"
"$here/tar.sh" "$2" "$name" | gzip -9n > "$2/$name.tar.gz"
rm -rf "$root"
