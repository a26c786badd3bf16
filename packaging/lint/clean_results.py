"""Remembers which sources clang-tidy found clean, so that only what has changed is looked at again.

A source is known by everything its result depends on: the tool and how it is called, the checks, the compile
commands, and the files that it reads. Laurel's own files count by content, packaged headers by size and time.
"""
import functools
import hashlib
import os
from pathlib import Path


@functools.lru_cache(maxsize=None)
def _state(path, root):
    if path.is_relative_to(root):
        return f"{path.relative_to(root)} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    status = os.stat(path)
    return f"{path} {status.st_size} {status.st_mtime_ns}"


class CleanResults:
    """The keys of clean results, one a line in a file that only grows."""

    def __init__(self, file, root, common):
        """common: what the results of all sources depend on; files by their path, everything else by its text"""
        self._file, self._root = Path(file), Path(root)
        self._common = [self._part(part) for part in common]
        self._known = set(self._file.read_text().split()) if self._file.exists() else set()

    def _part(self, part):
        return _state(part, self._root) if isinstance(part, Path) else part.replace(f"{self._root}/", "")

    def key(self, commands, paths):
        """None where nobody knows which files a source reads."""
        if not paths:
            return None
        parts = self._common + [self._part(command) for command in commands]
        parts += [self._part(Path(path)) for path in sorted(paths)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def __contains__(self, key):
        return key in self._known

    def add(self, key):
        if key is None or key in self._known:
            return
        self._known.add(key)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a") as file:
            file.write(key + "\n")
