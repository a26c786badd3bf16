#!/bin/sh
# collect.sh BUILD OUT: what the image needs of a build, in OUT/laurel, and the Debian packages that hold the
# libraries it links, in OUT/packages, one a line.
set -eu
build=$1
out=$2
mkdir -p "$out/laurel/bin" "$out/laurel/lib/laurel/plugins" "$out/laurel/share/laurel" "$out/laurel/share/doc"
install -s -m 0755 "$build/bin/laurel-server" "$out/laurel/bin"
install -m 0755 packaging/docker/laurel-health "$out/laurel/bin"
install -s -m 0644 "$build/lib/liblaurel_runtime.so" "$out/laurel/lib/laurel"
install -s -m 0644 "$build"/lib/plugins/*.so "$out/laurel/lib/laurel/plugins"
cp -R models/packages "$out/laurel/share/laurel/packages"
cp LICENSE "$out/laurel/share/doc"
chmod -R go-w "$out/laurel"

# dpkg-shlibdeps wants to stand beside a debian/control.
work=$(mktemp -d)
mkdir "$work/debian"
: >"$work/debian/control"
(cd "$work" && dpkg-shlibdeps -O --ignore-missing-info "$out/laurel/bin/laurel-server" \
    "$out/laurel/lib/laurel/liblaurel_runtime.so" "$out/laurel/lib/laurel/plugins"/*.so 2>/dev/null) |
    sed -n 's/^shlibs:Depends=//p' | tr ',' '\n' | sed 's/|.*//; s/(.*//; s/ //g' | sort -u >"$out/packages"
rm -r "$work"
[ -s "$out/packages" ] || { echo "collect.sh: no packages found" >&2 && exit 1; }
# LibTorch takes any BLAS; this one halves the time of a network (docs/performance.md).
echo libopenblas0-pthread >>"$out/packages"
