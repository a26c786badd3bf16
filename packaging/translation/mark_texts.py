#!/usr/bin/env python3
"""Marks texts for people in C++ sources, so that they can be translated: "Text" and
QStringLiteral("Text") become Texts::tr("Text") (laurel/session/texts.h).

    mark_texts.py FILE...            changes the files
    mark_texts.py --check FILE...    lists what it would change; exit code 1 where there is any

A text is for people when it holds a word that begins with a capital, or words with spaces between
them. What is none by its place stays: names of objects, keys of settings, formats of dates,
messages of Error (models/base), which are also for logs, and whatever a line marks as no text.
"""

import re
import sys

LITERAL = r'"(?:[^"\\]|\\.)*"'
RUN = rf'{LITERAL}(?:\s*\n?\s*{LITERAL})*'
NOT_BEFORE = re.compile(
    r"(setObjectName|findChild(ren)?<[^>]*>|value|setValue|contains|remove|childGroups|inherits|"
    r"toString|fromString|startsWith|endsWith|QColor|include|Error\([^()]*|tr|translate|"
    r"QLatin1String(View)?|QT_TRANSLATE_NOOP|CommandFacts\{[^}]*|find|split|join|replace|indexOf|"
    r"static_assert\([^;]*|R|setProperty|chopped|font|asset)\s*\(?\s*$")
NO_TEXT = "no text"


def is_for_people(text):
    plain = re.sub(r"%L?\d|%n|\\[nt]", " ", text)
    if re.fullmatch(r"[\w./:-]*\.[\w./%-]*", plain.strip()):  # file names, object names
        return False
    words = re.findall(r"[A-Za-z]{2,}", plain)
    if not words:
        return False
    capital = re.match(r"\s*[A-Z][a-z]+", plain) is not None
    return capital or (len(words) > 1 and " " in plain.strip())


def content(run):
    return "".join(piece[1:-1] for piece in re.findall(LITERAL, run))


def marked(source):
    """The source with texts marked, and what was marked."""
    found = []
    pattern = re.compile(
        rf'//[^\n]*|/\*.*?\*/|#[^\n]*|QStringLiteral\(\s*({RUN})\s*\)|QString\(\s*({RUN})\s*\)|({RUN})',
        re.S)

    def place(match):
        run = match[1] or match[2] or match[3]
        if run is None or not is_for_people(content(run)):
            return match[0]
        before = source[: match.start()]
        line = source[before.rfind("\n") + 1 : source.find("\n", match.end())]
        if NO_TEXT in line or NOT_BEFORE.search(before[-160:].split(";")[-1]):
            return match[0]
        if re.search(r"std::(string|string_view|array)|const char|constexpr|std::pair|throw ",
                     before[before.rfind("\n\n") + 2 :].split(";")[-1]):
            return match[0]
        found.append(content(run))
        return f"Texts::tr({run})"

    return pattern.sub(place, source), found


def main():
    files = [name for name in sys.argv[1:] if not name.startswith("--")]
    check = "--check" in sys.argv
    any_found = False
    for name in files:
        with open(name, encoding="utf-8") as file:
            source = file.read()
        text, found = marked(source)
        for each in found:
            print(f"{name}: {each}")
        any_found = any_found or bool(found)
        if found and not check:
            if '"laurel/session/texts.h"' not in text:
                text = re.sub(r'(#include "[^"]*"\n)(?!#include ")', r'\1\n#include "laurel/session/texts.h"\n',
                              text, count=1)
            with open(name, "w", encoding="utf-8") as file:
                file.write(text)
    return 1 if check and any_found else 0


if __name__ == "__main__":
    sys.exit(main())
