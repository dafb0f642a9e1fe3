# Sourced by scripts that use containers, after `not_possible` is defined: what to do if the machine
# does not allow containers (no root, no mounts).
#
# The base images are minimal Debians, made with debootstrap from this machine's package mirror, so
# that no image registry is needed.

# The second build of a comparison is in another folder.
store=${STORE:-$PWD/build/image}
# The settings of apt, but not its sources, are this machine's.
run_options=(--isolation chroot --network host -v /etc/apt/apt.conf.d:/etc/apt/apt.conf.d:ro)

# Some machines cannot mount overlays. There, each layer is a copy.
buildah_in() {
  if [ -z "${driver:-}" ]; then
    driver=overlay
    buildah --root "$store/storage" --runroot "$store/run" --storage-driver overlay info \
      > /dev/null 2>&1 || driver=vfs
  fi
  buildah --root "$store/storage" --runroot "$store/run" --storage-driver "$driver" "$@"
}

# Makes the base image of a release of Debian, 12 or 13, and sets `base` to its name.
make_base() {
  local mirror suite
  [ "$(id -u)" = 0 ] || not_possible "making a base image needs root"
  case "$1" in
    12) suite=bookworm ;;
    13) suite=trixie ;;
    *) echo "\"$1\" is not a supported release of Debian; write 12 or 13" >&2; exit 2 ;;
  esac
  base=localhost/debian$1
  ! buildah_in inspect --type image "$base" > /dev/null 2>&1 || return 0
  rm -rf "$store/context"
  mkdir -p "$store/context"
  mirror=$(grep -hoE 'https?://[^ ]+' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null \
    | grep -E '/debian/?$' | grep -v snapshot | head -n 1 || true)
  debootstrap --variant=minbase --include=ca-certificates "$suite" "$store/context/root" \
    ${mirror:+"$mirror"} > "$store/debootstrap.log" 2>&1 \
    || not_possible "debootstrap: $(tail -n 1 "$store/debootstrap.log")"
  printf 'FROM scratch\nCOPY root /\n' > "$store/context/Dockerfile"
  buildah_in bud --isolation chroot -q -t "$base" "$store/context" > "$store/base.log" 2>&1 \
    || not_possible "buildah: $(tail -n 1 "$store/base.log")"
  rm -rf "$store/context"
}

# Builds a stage of the Dockerfile: build_stage DEBIAN ARCHITECTURE ARGUMENT...
# buildah 1.28 does not build for another --platform on a base image of this machine's.
build_stage() {
  local debian=$1 architecture=$2 log=$store/$1-$2.log
  shift 2
  make_base "$debian"
  echo "building for Debian $debian, $architecture"
  if ! buildah_in bud "${run_options[@]}" --layers --pull-never --build-arg BASE="$base" \
    --build-arg TARGETARCH="$architecture" --build-arg REVISION="$(revision)" \
    --build-arg VERSION="$(packaging/version.sh)" \
    --build-arg SOURCE_DATE_EPOCH="$(source_date)" "$@" . > "$log" 2>&1; then
    tail -n 40 "$log"
    echo "FAILED: the build for Debian $debian, $architecture"
    exit 1
  fi
}

revision() {
  git rev-parse --short=12 HEAD 2> /dev/null || echo unknown
}

# The time of the commit is the time of all files.
source_date() {
  echo "${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2> /dev/null || date +%s)}"
}
