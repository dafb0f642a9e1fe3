#!/bin/sh
# Prints the path of each library that a program loads, and of its loader: libraries.sh PROGRAM
# EMULATOR runs programs of another architecture.
set -eu
loader=$(readelf -lW "$1" | sed -n 's/.*interpreter: \(.*\)\]$/\1/p')
list=$(${EMULATOR:-} "$loader" --list "$1")
case "$list" in
  *"not found"*) echo "$list" >&2; exit 1 ;;
esac
{ echo "$loader"; echo "$list" | grep -o '/[^ ]*'; } | sort -u
