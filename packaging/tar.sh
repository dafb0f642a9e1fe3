#!/bin/sh
# Writes a tar archive that depends only on the files' names and content: tar.sh FOLDER NAME...
# SOURCE_DATE_EPOCH is the time of the files.
set -eu
folder=$1
shift
exec tar -C "$folder" --sort=name --format=ustar --owner=0 --group=0 --numeric-owner \
  --mtime="@${SOURCE_DATE_EPOCH:-$(date +%s)}" -c "$@"
