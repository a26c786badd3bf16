"""What the build knows about its sources: how each is compiled and which files each one reads."""
import functools
import json
import re
import subprocess
from collections import defaultdict
from pathlib import Path

# A file by which CMake compiles several sources in one, and its lines.
TOGETHER = re.compile(r"/CMakeFiles/[^/]+\.dir/Unity/unity_\d+_cxx\.cxx$")
INCLUDED = re.compile(r'^#include "(/.+)"$', re.MULTILINE)
TORCH_HEADERS = re.compile(r"^/usr/.*/(torch|ATen|c10)/")


def compile_entries(build):
    """compile_commands.json, where each source that the build compiles with others in one has an entry of its own."""
    entries = []
    for entry in json.loads((build / "compile_commands.json").read_text()):
        for source in sources_in(entry["file"]):
            entries.append(entry | {"file": source, "command": entry["command"].replace(entry["file"], source)})
    return entries


@functools.lru_cache(maxsize=None)
def sources_in(compiled):
    """What CMake put together into this file, or the file alone."""
    return tuple(INCLUDED.findall(Path(compiled).read_text())) if TOGETHER.search(compiled) else (compiled,)


def compile_commands(build, root):
    """{source: its compile commands, in order}, without what the build itself generates."""
    commands = defaultdict(list)
    for entry in compile_entries(build):
        source = Path(entry["file"])
        if source.is_relative_to(root) and not source.is_relative_to(build):
            commands[str(source)].append(entry["command"])
    return {source: sorted(found) for source, found in commands.items()}


def files_read(build):
    """{source: every file that its objects depend on, itself included}, by the compiler's own account.

    Of sources that are compiled in one, each is taken to read what any of them reads."""
    text = subprocess.run(["ninja", "-C", build, "-t", "deps"], check=True, capture_output=True, text=True).stdout
    full_path = functools.lru_cache(maxsize=None)(lambda name: str((build / name).resolve()))
    found = defaultdict(set)
    for record in text.split("\n\n"):
        status, *names = record.strip().split("\n")
        if names and status.endswith("(VALID)"):
            compiled, *paths = [full_path(name.strip()) for name in names]
            sources = sources_in(compiled)
            for source in sources:
                found[source].update(set(paths).difference(sources), {source})
    return found


def sees_torch(paths):
    return any(TORCH_HEADERS.match(path) for path in paths)
