#!/usr/bin/env python3
"""clang-tidy over every source of the build that does not see LibTorch and was not found clean as it is now.

clang 14 refuses LibTorch 1.13's headers in C++20 and stops at a compiler check in ITK 5.2's; the first
are left out (and counted aloud), the second get that check's header out of the way by a forced include.
Precompiled headers of the build are GCC's, so each source is read without: it includes what it uses.
Sources of the same flags are read several at once, which takes a fraction of the time.

usage: run_clang_tidy.py BUILD [PART-OF-A-PATH...]
"""
import concurrent.futures
import hashlib
import json
import os
import re
import subprocess
import sys
import threading
from collections import defaultdict
from pathlib import Path

from build_facts import compile_commands, compile_entries, files_read, sees_torch
from clean_results import CleanResults

FORCED_HEADER = Path(__file__).resolve().parent / "itk_for_clang.h"
OPTIONS = ["--quiet", "--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-include",
           f"--extra-arg={FORCED_HEADER}"]
# Precompiled headers, and what clang does not take from GCC.
OF_GCC = re.compile(r" -Winvalid-pch -include \S+/cmake_pch\.hxx(?= )| --param=\S+")
TOGETHER = 12  # sources read as one: most of a check's time goes into the headers that they share
# What tells the same source's ways of being compiled apart without making a difference.
OF_THE_TARGET = re.compile(r" -o \S+ -c \S+$| -I\S+_autogen/include(?= )")
PLACE_OF_ERROR = re.compile(r"^(/\S+): error: ", re.MULTILINE)


class Tidy:
    """clang-tidy with the build's compile commands, less what is for GCC alone, in a folder of its own."""

    def __init__(self, build, folder):
        self._folder, self._entries = folder, defaultdict(dict)
        for entry in compile_entries(build):
            entry["command"] = OF_GCC.sub("", entry["command"])
            self._entries[entry["file"]].setdefault(OF_THE_TARGET.sub("", entry["command"]), entry)
        folder.mkdir(parents=True, exist_ok=True)
        different = [entry for ways in self._entries.values() for entry in ways.values()]
        (folder / "compile_commands.json").write_text(json.dumps(different))

    def ways(self, source):
        """The flags of all different ways in which it is compiled."""
        return tuple(self._entries[source])

    def one(self, source):
        return self._run(self._folder, source)

    def several(self, sources):
        """Reads sources of the same flags as one. clang's analyser looks into what a file of this name includes."""
        name = hashlib.sha256("\n".join(sources).encode()).hexdigest()[:12]
        folder = self._folder / "together" / name
        folder.mkdir(parents=True, exist_ok=True)
        unified = folder / "UnifiedSource.cpp"
        unified.write_text("".join(f'#include "{source}" // NOLINT(bugprone-suspicious-include)\n' for source in sources))
        entry = next(iter(self._entries[sources[0]].values()))
        flags = entry["command"].rsplit(" -o ", 1)[0]
        entry = entry | {"file": str(unified), "command": f"{flags} -c {unified}"}
        (folder / "compile_commands.json").write_text(json.dumps([entry]))
        return self._run(folder, unified)

    @staticmethod
    def _run(commands, source):
        result = subprocess.run(["clang-tidy", "-p", commands, *OPTIONS, source], capture_output=True, text=True)
        return result.returncode == 0, result.stdout or result.stderr


def batches(tidy, sources):
    """Lists of sources to be read as one: neighbours that are compiled alike, and in one way only."""
    alike = defaultdict(list)
    for source in sources:
        ways = tidy.ways(source)
        alike[ways if len(ways) == 1 else source].append(source)
    return [some[i : i + TOGETHER] for some in alike.values() for i in range(0, len(some), TOGETHER)]


def check_batch(tidy, sources):
    """Yields (source, passed, output). A source is only found faulty when it is read alone."""
    if len(sources) > 1:
        passed, output = tidy.several(sources)
        blamed = {place.rsplit(":", 2)[0] for place in PLACE_OF_ERROR.findall(output)}
        others = [source for source in sources if source not in blamed]
        if not passed and not (blamed and blamed <= set(sources)):
            others = []  # a header's fault, or nobody knows whose
        elif "clang-diagnostic-error" in output:
            # Names of unnamed namespaces met. Nothing was read to its end.
            yield from check_batch(tidy, others)
        else:
            yield from ((source, True, "") for source in others)
        sources = [source for source in sources if source not in others]
    for source in sources:
        yield source, *tidy.one(source)


def check(tidy, keys, clean):
    """Returns the number of sources with findings; remembers each clean one as soon as it is known."""
    failed, seen = 0, 0

    def work(batch):
        nonlocal failed, seen
        for source, passed, output in check_batch(tidy, batch):
            with lock:
                seen += 1
                if passed:
                    clean.add(keys[source])
                else:
                    failed += 1
                    print(f"{os.path.relpath(source)}\n{output}", flush=True)
                if sys.stderr.isatty():
                    print(f"\r{seen} of {len(keys)}", end="" if seen < len(keys) else "\n", file=sys.stderr, flush=True)

    lock = threading.Lock()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, batches(tidy, keys)))
    return failed


def main():
    build, patterns, root = Path(sys.argv[1]).resolve(), sys.argv[2:], Path.cwd()
    commands, read = compile_commands(build, root), files_read(build)
    sources = sorted(s for s in commands if not patterns or any(p in s for p in patterns))
    chosen = [source for source in sources if not sees_torch(read[source])]
    version = subprocess.run(["clang-tidy", "--version"], check=True, capture_output=True, text=True).stdout
    lint = root / "build/lint"
    clean = CleanResults(lint / "clean", root, [version, *OPTIONS, FORCED_HEADER, root / ".clang-tidy"])
    keys = {source: clean.key(commands[source], read[source]) for source in chosen}
    new = {source: key for source, key in keys.items() if key not in clean}
    failed = check(Tidy(build, lint), new, clean)
    print(f"clang-tidy: {len(new)} files checked, {failed} with findings; {len(chosen) - len(new)} known to be clean; "
          f"{len(sources) - len(chosen)} left out because they see LibTorch")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
