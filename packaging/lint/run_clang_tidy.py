#!/usr/bin/env python3
"""clang-tidy over every source of the build that does not see LibTorch and was not found clean as it is now.

clang 14 refuses LibTorch 1.13's headers in C++20 and stops at a compiler check in ITK 5.2's; the first
are left out (and counted aloud), the second get that check's header out of the way by a forced include.
Precompiled headers of the build are GCC's, so each source is read without: it includes what it uses.

usage: run_clang_tidy.py BUILD [PART-OF-A-PATH...]
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from build_facts import compile_commands, files_read, sees_torch
from clean_results import CleanResults

FORCED_HEADER = Path(__file__).resolve().parent / "itk_for_clang.h"
OPTIONS = ["--quiet", "--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-include",
           f"--extra-arg={FORCED_HEADER}"]
PRECOMPILED = re.compile(r" -Winvalid-pch -include \S+/cmake_pch\.hxx(?= )")


def write_commands(build, folder):
    """The build's compile commands without its precompiled headers, into folder."""
    entries = json.loads((build / "compile_commands.json").read_text())
    for entry in entries:
        entry["command"] = PRECOMPILED.sub("", entry["command"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "compile_commands.json").write_text(json.dumps(entries))


def tidy(commands, source):
    result = subprocess.run(["clang-tidy", "-p", commands, *OPTIONS, source], capture_output=True, text=True)
    return result.returncode == 0, result.stdout or result.stderr


def check(commands, keys, clean):
    """Returns the number of sources with findings; remembers each clean one as soon as it is known."""
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        tries = {pool.submit(tidy, commands, source): source for source in keys}
        for done, ended in enumerate(concurrent.futures.as_completed(tries), 1):
            source, (passed, output) = tries[ended], ended.result()
            if passed:
                clean.add(keys[source])
            else:
                failed += 1
                print(f"{os.path.relpath(source)}\n{output}", flush=True)
            if sys.stderr.isatty():
                print(f"\r{done} of {len(keys)}", end="" if done < len(keys) else "\n", file=sys.stderr, flush=True)
    return failed


def main():
    build, patterns, root = Path(sys.argv[1]).resolve(), sys.argv[2:], Path.cwd()
    commands, read = compile_commands(build, root), files_read(build)
    sources = sorted(s for s in commands if not patterns or any(p in s for p in patterns))
    chosen = [source for source in sources if not sees_torch(read[source])]
    version = subprocess.run(["clang-tidy", "--version"], check=True, capture_output=True, text=True).stdout
    lint = root / "build/lint"
    write_commands(build, lint)
    clean = CleanResults(lint / "clean", root, [version, *OPTIONS, FORCED_HEADER, root / ".clang-tidy"])
    keys = {source: clean.key(commands[source], read[source]) for source in chosen}
    new = {source: key for source, key in keys.items() if key not in clean}
    failed = check(lint, new, clean)
    print(f"clang-tidy: {len(new)} files checked, {failed} with findings; {len(chosen) - len(new)} known to be clean; "
          f"{len(sources) - len(chosen)} left out because they see LibTorch")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
