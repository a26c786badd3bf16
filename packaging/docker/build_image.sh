#!/usr/bin/env bash
# Builds the image without any container engine: buildah in a chroot, on a base made by debootstrap.
#
#   packaging/docker/build_image.sh [--work FOLDER] [--tag NAME]
#
# As root, on Debian or Ubuntu with buildah and debootstrap. FOLDER (/var/tmp/laurel-image) keeps the base, the layers
# and the compiler's cache for the next time; it takes some 12 GB. $DEBIAN_MIRROR names another mirror than debootstrap takes of itself.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=/var/tmp/laurel-image
tag=laurel-server
while [ $# -gt 0 ]; do
    case "$1" in
    --work) work=${2:?--work needs a folder} && shift ;;
    --tag) tag=${2:?--tag needs a name} && shift ;;
    *) echo "build_image.sh: unknown option $1" >&2 && exit 2 ;;
    esac
    shift
done
for tool in buildah debootstrap; do
    command -v "$tool" >/dev/null || { echo "build_image.sh: $tool is missing" >&2 && exit 1; }
done
mkdir -p "$work/storage" "$work/run" "$work/ccache"
work=$(cd "$work" && pwd)
buildah=(buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs)

base=localhost/debian-trixie-minbase
if ! "${buildah[@]}" inspect --type image "$base" >/dev/null 2>&1; then
    [ -d "$work/base/usr" ] ||
        debootstrap --variant=minbase trixie "$work/base" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"}
    rm -rf "$work/base/var/cache/apt/archives"/*.deb "$work/base/var/lib/apt/lists"/*
    container=$("${buildah[@]}" from scratch)
    "${buildah[@]}" add -q "$container" "$work/base" /
    "${buildah[@]}" commit -q --rm "$container" "$base"
fi
"${buildah[@]}" build --isolation chroot --format docker --layers --build-arg "BASE=$base" \
    --volume "$work/ccache:/ccache" --tag "$tag" \
    -f "$root/packaging/docker/Dockerfile" "$root"
"${buildah[@]}" images "$tag"
