#!/usr/bin/env python3
"""clang-tidy over every source of the build that does not see LibTorch.

clang 14 refuses LibTorch 1.13's headers in C++20 and stops at a compiler check in ITK 5.2's; the first
are left out (and counted aloud), the second get that check's header out of the way by a forced include.
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
from pathlib import Path

TORCH_HEADERS = re.compile(r"/(torch|ATen|c10)/")


def sources_with_torch(build):
    """Sources whose object files depend on a Torch header, by the compiler's own account."""
    text = subprocess.run(["ninja", "-C", build, "-t", "deps"], check=True, capture_output=True, text=True).stdout
    found, source, fresh = set(), None, False
    for line in text.splitlines():
        if not line.startswith("    "):
            fresh = True
        elif fresh:
            source, fresh = str((Path(build) / line.strip()).resolve()), False
        elif TORCH_HEADERS.search(line) and "/usr/" in line:
            found.add(source)
    return found


def tidy(build, path):
    result = subprocess.run(
        ["clang-tidy", "-p", build, "--quiet", "--extra-arg=-Wno-unknown-warning-option",
         "--extra-arg=-include", f"--extra-arg={Path(__file__).parent}/itk_for_clang.h", path],
        capture_output=True, text=True)
    return path, result.returncode, result.stdout, result.stderr


def main():
    build, patterns = sys.argv[1], sys.argv[2:]
    skipped = sources_with_torch(build)
    root = str(Path.cwd())
    files = sorted({entry["file"] for entry in json.loads((Path(build) / "compile_commands.json").read_text())
                    if entry["file"].startswith(root + "/") and not entry["file"].startswith(root + "/build/")})
    files = [f for f in files if not patterns or any(p in f for p in patterns)]
    chosen = [f for f in files if f not in skipped]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, code, out, err in pool.map(lambda f: tidy(build, f), chosen):
            if code != 0:
                failed += 1
                print(f"{os.path.relpath(path)}\n{out}{err if not out else ''}")
    print(f"clang-tidy: {len(chosen)} files checked, {failed} with findings, "
          f"{len(files) - len(chosen)} left out because they see LibTorch")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
