#!/usr/bin/env bash
# Runs the contribution loop against the image, as an administrator and a site would.
#
#   packaging/docker/try_image.sh [--work FOLDER] [--tag NAME]
#
# As root, after build_image.sh and `./dev build laurelctl`. Without a container engine the image's root is entered by
# chroot: mounted read-only, /data and /tmp apart, as user 10001, without capabilities.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=/var/tmp/laurel-image
tag=laurel-server
while [ $# -gt 0 ]; do
    case "$1" in
    --work) work=${2:?--work needs a folder} && shift ;;
    --tag) tag=${2:?--tag needs a name} && shift ;;
    *) echo "try_image.sh: unknown option $1" >&2 && exit 2 ;;
    esac
    shift
done
client=$root/build/${LAUREL_PRESET:-release}/bin/laurelctl
[ -x "$client" ] || { echo "try_image.sh: build laurelctl first" >&2 && exit 1; }
buildah=(buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs)
port=8757
try=$(mktemp -d)
server=
container=$("${buildah[@]}" from --pull-never "localhost/$tag")
image=$("${buildah[@]}" mount "$container")

# Its parents, chroot's and unshare's, hand no signal on.
server_process() { pgrep -n -u 10001 -f "laurel-server serve --data /data --listen 0.0.0.0:$port"; }
clean_up() {
    [ -z "$server" ] || kill "$(server_process)" 2>/dev/null || true
    "${buildah[@]}" rm "$container" >/dev/null || true
    rm -rf "$try"
}
trap clean_up EXIT

say() { printf '== %s\n' "$1"; }
must_fail() { # why, command...
    local why=$1
    shift
    if "$@" >/dev/null 2>&1; then echo "try_image.sh: $why" >&2 && exit 1; fi
}

# Inside the image, as its user, on a root that cannot be written.
# shellcheck disable=SC2016  # expanded by the inner shell
inside='set -e
    mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"
    mount --bind "$2/data" "$1/data"
    mount -t tmpfs -o mode=1777,size=64m tmpfs "$1/tmp"
    mount -t proc proc "$1/proc"
    mount --bind /dev "$1/dev"
    root=$1
    shift 2
    exec chroot "$root" setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \
        /usr/bin/env -i PATH=/opt/laurel/bin:/usr/bin:/bin LAUREL_PORT='$port' "$@"'
in_image() { unshare --mount --pid --fork --kill-child bash -c "$inside" in_image "$image" "$try" "$@"; }
admin() { in_image laurel-server admin --data /data "$@"; }

say "The image"
du -sm "$image" | awk '{print "root file system: " $1 " MB"}'
du -sm "$image/opt/laurel" | awk '{print "of these Laurel with its models: " $1 " MB"}'
for tool in gcc g++ cc c++ cc1plus ld as clang make cmake ninja; do
    must_fail "$tool is in the image" in_image sh -c "command -v $tool"
done
must_fail "headers are in the image" ls "$image/usr/include/torch" "$image/usr/include/openssl"

say "A data folder, as the volume would be"
install -d -o 10001 -g 10001 -m 0700 "$try/data"
must_fail "the root file system can be written" in_image touch /opt/laurel/touched
[ "$(in_image id -u)" = 10001 ]
admin model publish /opt/laurel/share/laurel/packages/leg
for case in 1 2; do
    "$client" synth leg --seed 16 --contrast random --slices $((2 + case)) --slice-spacing 30 -o "$try/gold$case" >/dev/null
    install -d -o 10001 -m 0700 "$try/data/gold$case"
    install -o 10001 "$try/gold$case"/* "$try/data/gold$case/"
    admin gold add leg "/data/gold$case/image.nii.gz" "/data/gold$case/labels.nii.gz"
    rm -r "$try/data/gold$case"
done
admin key add --name "Site" --role contributor --models leg | head -1 >"$try/key"

say "The server, with the image's own command"
must_fail "the health check passes without a server" in_image /opt/laurel/bin/laurel-health
in_image laurel-server serve --data /data --listen "0.0.0.0:$port" >"$try/out" 2>"$try/log" &
server=$!
tries=0
until [ -s "$try/out" ]; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { cat "$try/log" >&2 && exit 1; }
    sleep 0.1
done
in_image /opt/laurel/bin/laurel-health && echo "healthy"

say "A site: pull, learn, contribute"
export LAUREL_HOME=$try/home
"$client" server add "http://127.0.0.1:$port" --key-file "$try/key"
"$client" pull leg
"$client" synth leg --seed 16 --contrast random --slices 6 --slice-spacing 30 -o "$try/case" >/dev/null
"$client" finetune --model "$root/models/packages/leg" --image "$try/case/image.nii.gz" \
    --labels "$try/case/labels.nii.gz" --seed 1 -o "$try/tuned"
"$client" contribute --package "$try/tuned" --base 1 --wait --json | tee "$try/outcome"
grep -q '"published"' "$try/outcome"
"$client" pull leg

say "Its end"
kill -TERM "$(server_process)"
wait "$server" && echo "ended with status 0"
server=
admin verify
