#!/usr/bin/env python3
"""No two headers of one program define a type of the same name.

All of Laurel lives in one namespace. Two structs of one name in two libraries compile, and their
implicit constructors and destructors are one symbol to the linker, which keeps either: memory is
corrupted in whichever program links both. Neither compiler nor linker says so.

Client and server never meet in a program, so a name may stand once in each of them. The test first
proves that it can fail.
"""
import collections
import re
import sys
from pathlib import Path

FOLDERS = ["models", "proto", "client", "server"]
TYPE = re.compile(r"^(?:struct|class|enum class) (\w+)(?: final)?(?: : [^{;]*)? \{", re.MULTILINE)


def meet(first: str, second: str) -> bool:
    return {first.split("/")[0], second.split("/")[0]} != {"client", "server"}


def clashes(headers: dict) -> list:
    """headers: path from the root -> content."""
    places = collections.defaultdict(list)
    for path, content in sorted(headers.items()):
        for name in dict.fromkeys(TYPE.findall(content)):
            places[name].append(path)
    return [f"{name}: {first} and {second}"
            for name, paths in sorted(places.items())
            for i, first in enumerate(paths) for second in paths[i + 1:] if meet(first, second)]


def prove() -> None:
    twice = {"models/a/src/a.h": "struct Point {\n};\n", "client/b/src/b.h": "class Point final {\n"}
    assert clashes(twice) == ["Point: client/b/src/b.h and models/a/src/a.h"]
    apart = {"client/a/src/a.h": "struct Point {\n", "server/b/src/b.h": "struct Point {\n"}
    assert not clashes(apart)
    assert not clashes({"models/a/src/a.h": "struct Point;\n", "models/b/src/b.h": "struct Point {\n"})


def main() -> int:
    prove()
    root = Path(sys.argv[1])
    headers = {str(path.relative_to(root)): path.read_text()
               for folder in FOLDERS for path in (root / folder).rglob("*.h")}
    found = clashes(headers)
    print(f"{len(headers)} headers, {len(found)} names twice", *found, sep="\n  ")
    return 1 if found or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
