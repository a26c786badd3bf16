#!/usr/bin/env bash
# Runs every fuzzer of a build for the same time, as many at once as there are cores.
# usage: run_fuzzers.sh BUILD SECONDS JOBS
set -euo pipefail
build=$1 seconds=$2 jobs=$3
fuzzers=("$build"/bin/fuzz_*)
[ -x "${fuzzers[0]}" ] || { echo "no fuzzers in $build/bin" >&2 && exit 1; }
mkdir -p "$build/corpus" "$build/findings"

run_one() { # fuzzer
    local name=${1##*/}
    local log="$build/findings/$name.log" seeds="tests/fuzz/seeds/${name#fuzz_}"
    mkdir -p "$build/corpus/$name"
    if "$1" -max_total_time="$2" -timeout=20 -rss_limit_mb=2048 -artifact_prefix="$build/findings/$name-" \
        "$build/corpus/$name" "$seeds" >"$log" 2>&1; then
        printf '%-24s no finding   %s\n' "$name" "$(grep -aoE '^Done .*' "$log" | tail -n 1)"
    else
        printf '%-24s FINDING      see %s\n' "$name" "$log"
        return 1
    fi
}
export -f run_one
export build
printf '%s\0' "${fuzzers[@]}" | xargs -0 -P "$jobs" -I{} bash -c 'run_one "$1" "$2"' _ {} "$seconds"
