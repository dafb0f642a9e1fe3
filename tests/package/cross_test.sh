#!/usr/bin/env bash
# Runs the program of a package and of a tar archive, also for another architecture, under qemu:
# cross_test.sh DEBIAN ARCHITECTURE FILE...
#
# A .deb file is installed into a minimal Debian of its release, a .tar.gz file is unpacked in each
# release. If the machine does not allow containers, the script prints it and passes.
set -euo pipefail
cd "$(dirname "$0")/../.."
not_possible() {
  echo "NOT tested: $1"
  exit 0
}
. packaging/container.sh

version=$(packaging/version.sh)
architecture=$2
container=""
trap '[ -z "$container" ] || buildah_in rm "$container" > /dev/null' EXIT

# Runs commands of sh in a new container: in_container DEBIAN FILE COMMANDS
in_container() {
  make_base "$1"
  container=$(buildah_in from --pull-never "$base")
  buildah_in run "${run_options[@]}" -v "$(realpath "$2"):/file/$(basename "$2"):ro" \
    -v "$PWD/tests/package:/tests:ro" "$container" sh -euc '
      export DEBIAN_FRONTEND=noninteractive
      install() {
        apt-get install -y -qq --no-install-recommends "$@" > /tmp/apt.log 2>&1 \
          || { cat /tmp/apt.log; echo "FAILED: apt-get install $*"; exit 1; }
      }
      if [ "$(dpkg --print-architecture)" != "$1" ]; then
        dpkg --add-architecture "$1"
        other=$1
        case "$1" in arm64) EMULATOR=qemu-aarch64-static ;; *) EMULATOR=qemu-x86_64-static ;; esac
        export EMULATOR
      fi
      apt-get update -qq
      install ${EMULATOR:+qemu-user-static "libc6:$1"}
      '"$3" sh "$architecture" "$version"
  buildah_in rm "$container" > /dev/null
  container=""
  echo "$(basename "$2") works on Debian $1"
}

for file in "${@:3}"; do
  case "$file" in
    *.deb) in_container "$1" "$file" 'install /file/*.deb
      /tests/smoke.sh /usr/bin/metallb-pool-exporter "$2"' ;;
    *.tar.gz) for debian in 12 13; do
        in_container $debian "$file" 'tar -xzf /file/*.tar.gz --strip-components=1 -C /usr/local
          /tests/smoke.sh /usr/local/bin/metallb-pool-exporter "$2"'
      done ;;
  esac
done
