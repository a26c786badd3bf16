"""What the build knows about its sources: how each is compiled and which files each one reads."""
import functools
import json
import re
import subprocess
from collections import defaultdict
from pathlib import Path

TORCH_HEADERS = re.compile(r"^/usr/.*/(torch|ATen|c10)/")


def compile_commands(build, root):
    """{source: its compile commands, in order}, without what the build itself generates."""
    commands = defaultdict(list)
    for entry in json.loads((build / "compile_commands.json").read_text()):
        source = Path(entry["file"])
        if source.is_relative_to(root) and not source.is_relative_to(build):
            commands[str(source)].append(entry["command"])
    return {source: sorted(found) for source, found in commands.items()}


def files_read(build):
    """{source: every file that its objects depend on, itself included}, by the compiler's own account."""
    text = subprocess.run(["ninja", "-C", build, "-t", "deps"], check=True, capture_output=True, text=True).stdout
    full_path = functools.lru_cache(maxsize=None)(lambda name: str((build / name).resolve()))
    found = defaultdict(set)
    for record in text.split("\n\n"):
        status, *names = record.strip().split("\n")
        if names and status.endswith("(VALID)"):
            paths = [full_path(name.strip()) for name in names]
            found[paths[0]].update(paths)
    return found


def sees_torch(paths):
    return any(TORCH_HEADERS.match(path) for path in paths)
