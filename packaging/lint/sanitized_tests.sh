#!/usr/bin/env bash
# The tests of a sanitized build. A report anywhere fails the test that caused it.
# usage: sanitized_tests.sh BUILD JOBS
#
# Left out: `layering`, which looks at files and not at running code.
set -euo pipefail
build=$1 jobs=$2
with_qt='unit_ui_.*|unit_curve_view|ui_.*|unit_session|integration_desktop_loop'

# One file of suppressions for all; each sanitizer refuses the kinds it does not know.
suppressions=$PWD/packaging/lint/sanitizer-suppressions.txt
grep '^leak:' "$suppressions" >"$build/leak-suppressions.txt"
grep '^interceptor_via_lib:' "$suppressions" >"$build/address-suppressions.txt"
grep -E '^(race|called_from_lib):' "$suppressions" >"$build/thread-suppressions.txt"

# The leak check crashes on the thread-local storage of libraries that were opened late (the runtime's) where their
# opening was watched; without that it finds its way.
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:check_initialization_order=1:intercept_tls_get_addr=0
ASAN_OPTIONS+=:suppressions=$PWD/$build/address-suppressions.txt
export LSAN_OPTIONS=suppressions=$PWD/$build/leak-suppressions.txt:print_suppressions=0
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export TSAN_OPTIONS=suppressions=$PWD/$build/thread-suppressions.txt:halt_on_error=1:second_deadlock_stack=1
# ITK's threads hand their work back by what is not instrumented either; Laurel's own stay.
export ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS=1
tests() { ctest --test-dir "$build" -j "$jobs" --output-on-failure --no-tests=error "$@"; }
status=0
tests -E "^(layering|$with_qt)$" || status=1
# Qt's libraries are not instrumented: what their threads hand to each other looks like a race within malloc and free.
# Beside Qt, only calls from what we built are looked at. One of these tests kills a copy of itself, which has threads.
TSAN_OPTIONS+=:ignore_noninstrumented_modules=1:die_after_fork=0
tests -R "^($with_qt)$" || status=1
exit "$status"
