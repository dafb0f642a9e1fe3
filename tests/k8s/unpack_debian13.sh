#!/usr/bin/env bash
# Unpacks a package of Debian 13 into a folder: unpack_debian13.sh FOLDER PACKAGE
# apt uses a state of its own, so that the sources of this machine do not change, and root is not
# needed.
set -euo pipefail
mkdir -p "$1"
cd "$1"
apt=$(mktemp -d)
trap 'rm -rf "$apt"' EXIT
mkdir -p "$apt/lists/partial" "$apt/archives/partial"
# This machine's mirror.
mirror=$(grep -hoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d/* \
  2> /dev/null | grep -v snapshot | head -n 1 || true)
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] \
${mirror:-http://deb.debian.org/debian} trixie main" > "$apt/sources.list"

apt_get() {
  apt-get -qq -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State::Lists="$apt/lists" -o Dir::State::Status=/dev/null -o Dir::Cache="$apt" \
    -o APT::Sandbox::User="$(id -un)" "$@"
}

apt_get update
apt_get download "$2"
dpkg -x "$2"_*.deb .
rm "$2"_*.deb
