# Sourced by the scripts of this folder: a base image of Debian 13, made with debootstrap from this
# machine's package mirror, so that no image registry is needed.
#
# If the machine does not allow that (no root, no mounts), the scripts print it and pass.

store=$PWD/build/image
base=localhost/debian13
# The settings of apt, but not its sources, are this machine's.
run_options=(--isolation chroot --network host -v /etc/apt/apt.conf.d:/etc/apt/apt.conf.d:ro)

buildah_in() {
  buildah --root "$store/storage" --runroot "$store/run" --storage-driver vfs "$@"
}

not_tested() {
  echo "NOT tested: $1"
  exit 0
}

make_base() {
  local mirror
  [ "$(id -u)" = 0 ] || not_tested "making a base image needs root"
  ! buildah_in inspect --type image "$base" > /dev/null 2>&1 || return 0
  rm -rf "$store/context"
  mkdir -p "$store/context"
  mirror=$(grep -hoE 'https?://[^ ]+' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null \
    | grep -v -e security -e snapshot | head -n 1 || true)
  debootstrap --variant=minbase --include=ca-certificates trixie "$store/context/root" $mirror \
    > "$store/debootstrap.log" 2>&1 || not_tested "debootstrap: $(tail -n 1 "$store/debootstrap.log")"
  printf 'FROM scratch\nCOPY root /\n' > "$store/context/Dockerfile"
  buildah_in bud --isolation chroot -q -t "$base" "$store/context" > "$store/base.log" 2>&1 \
    || not_tested "buildah: $(tail -n 1 "$store/base.log")"
  rm -rf "$store/context"
}
