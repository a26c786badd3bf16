#!/usr/bin/env python3
"""The design's layers, held against what the build really includes and links.

Includes come from the compiler's own dependency files (`ninja -t deps`), because most packaged headers
sit in the default include path: not linking a library does not stop an include. Links come from
laurel-links.json, written by CMake. The allow-list is layers.toml beside this file.

Before it judges the tree, the test proves that it can fail: it plants forbidden includes (compiled for
real, with the layer's own flags) and forbidden links, and every one must be found.
"""
import json
import re
import shlex
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent

# Layer, and the line that must not be accepted in it.
PLANTED_INCLUDES = [
    ("models/imaging", "#include <nlohmann/json.hpp>"),
    ("models/imaging", '#include "{source}/models/weights/include/laurel/weights/crypto.h"'),
    ("models/weights", "#include <ATen/core/TensorBody.h>"),
    ("models/arrays", "#include <spdlog/spdlog.h>"),
    ("models/metrics", '#include "{source}/models/arrays/include/laurel/arrays/nifti.h"'),
    ("models/engine", "#include <torch/types.h>"),
    ("models/package", "#include <openssl/evp.h>"),
    ("client/dicom", '#include "{source}/models/engine/include/laurel/engine/engine.h"'),
    ("client/dicom", "#include <gdcmTrace.h>"),
    ("client/cli", "#include <c10/core/Device.h>"),
    ("client/cli", '#include "{source}/models/sdk/include/laurel/sdk/network.h"'),
    ("proto", '#include "{source}/models/package/include/laurel/package/manifest.h"'),
    ("server/domain", "#include <httplib.h>"),
    ("server/domain", "#include <soci/soci.h>"),
    ("server/api", "#include <soci/soci.h>"),
    ("server/store", "#include <httplib.h>"),
]
PLANTED_LINKS = [
    ("models/imaging", "laurel::engine"),
    ("models/base", "OpenSSL::Crypto"),
    ("models/engine", "torch"),
    ("client/cli", "torch_library"),
    ("client/dicom", "laurel::package"),
    ("server/domain", "laurel::server_store"),
    ("server/api", "laurel::server_store"),
    ("server/app", "torch_library"),
    ("server/evaluation", "laurel::server_store"),
    ("client/net", "laurel::engine"),
]
# Headers that are found only where somebody links the library.
OUT_OF_REACH = ("#include <torch/", "#include <gdcm")
# What the compiler, the C library and the kernel bring.
SYSTEM = re.compile(r"^/usr/(lib/gcc/|lib/linux/uapi/|lib/llvm-\d+/lib/clang/|include/c\+\+/|include/(\w+-linux-gnu/)?"
                    r"(c\+\+|bits|sys|asm|asm-generic|gnu|linux|net|netinet|arpa|rpc)/|include/[\w-]+\.h$)")


class Rules:
    def __init__(self, links_report):
        config = tomllib.loads((HERE / "layers.toml").read_text())
        self.layers = config["layer"]
        self.libraries = config["library"]
        self.folder_of_target = {entry["target"]: entry["folder"] for entry in links_report}
        self.exported = {}
        for entry in links_report:
            shown = {self.layer_of_link(name) for name in entry["exports"] if "LINK_ONLY" not in name}
            self.exported.setdefault(entry["folder"], set()).update(shown - {None})

    def layer_of_link(self, name):
        target = name.replace("laurel::", "laurel_")
        folder = self.folder_of_target.get(target)
        return folder if folder in self.layers else None

    def layer_of_path(self, relative):
        """The longest layer that is a parent of the path, or None."""
        parents = [str(p) for p in Path(relative).parents]
        return max((p for p in parents if p in self.layers), key=len, default=None)

    def allowed_layers(self, layer):
        """The layer itself, those it may use, and what these re-export, transitively."""
        allowed, waiting = {layer}, list(self.layers[layer].get("uses", []))
        while waiting:
            other = waiting.pop()
            if other not in allowed:
                allowed.add(other)
                waiting.extend(self.exported.get(other, ()))
        return allowed

    def allowed_libraries(self, layer):
        allowed = set(self.layers[layer].get("libs", []))
        for other in self.allowed_layers(layer):
            allowed.update(self.layers[other].get("exports", []))
        for name in list(allowed):
            allowed.update(self.libraries[name].get("implies", []))
        allowed.update(name for name, library in self.libraries.items() if library.get("everyone"))
        return allowed

    def library_of(self, kind, text):
        for name, library in self.libraries.items():
            if any(re.search(pattern, text) for pattern in library[kind]):
                return name
        return None

    def include_faults(self, layer, headers, source_root):
        faults = []
        layers, libraries = self.allowed_layers(layer), self.allowed_libraries(layer)
        for header in headers:
            if header.startswith(source_root + "/"):
                owner = self.layer_of_path(header[len(source_root) + 1:])
                if owner is not None and owner not in layers:
                    faults.append(f"{layer} includes {header[len(source_root) + 1:]}, but may not use {owner}")
            else:
                library = self.library_of("headers", header)
                if library is None and not SYSTEM.search(header):
                    faults.append(f"{layer} includes {header}, which layers.toml does not know")
                elif library is not None and library not in libraries:
                    faults.append(f"{layer} includes {header}, but may not use {library}")
        return faults

    def link_faults(self, layer, names):
        faults = []
        layers, libraries = self.allowed_layers(layer), self.allowed_libraries(layer)
        for name in names:
            name = re.sub(r"^\$<LINK_ONLY:(.*)>$", r"\1", name)
            if name in ("laurel_options", "laurel::options") or name.startswith("::@"):
                continue
            owner = self.layer_of_link(name)
            if owner is not None:
                if owner not in layers:
                    faults.append(f"{layer} links {name}, but may not use {owner}")
                continue
            library = self.library_of("links", name)
            if library is None:
                faults.append(f"{layer} links {name}, which layers.toml does not know")
            elif library not in libraries:
                faults.append(f"{layer} links {name}, but may not use {library}")
        return faults


def read_dependencies(build):
    """Object file or precompiled header -> headers, from ninja's own database. Paths as the compiler wrote them. What else keeps
    dependencies there (newer CMake, for the files that Qt's generators read) includes nothing."""
    text = subprocess.run(["ninja", "-C", build, "-t", "deps"], check=True, capture_output=True, text=True).stdout
    result, current = {}, None
    for line in text.splitlines():
        if line.startswith("    "):
            result[current].append(str((Path(build) / line.strip()).resolve()))
        elif line and not line.startswith("ninja:"):
            current = line.split(": #deps")[0]
            result[current] = []
    return {output: headers for output, headers in result.items() if output.endswith((".o", ".gch"))}


def object_layer(rules, obj):
    """build/x/models/imaging/CMakeFiles/laurel_imaging.dir/... -> models/imaging."""
    return rules.layer_of_path(obj.split("/CMakeFiles/")[0] + "/x")


def planted_headers(command, directory, line, every_layer):
    """What the compiler reads for this line with the layer's own flags, and the way to every layer's headers, as
    nothing stops anybody from writing a path. None where it finds no such header."""
    with tempfile.TemporaryDirectory() as folder:
        source, deps = Path(folder) / "planted.cpp", Path(folder) / "planted.d"
        source.write_text(line + "\n")
        words = [w for w in shlex.split(command) if "ccache" not in w]
        words = words[:words.index("-o")] + ["-M", "-MF", str(deps), *every_layer, str(source)]
        words = [w for w in words if w not in ("-c",)]
        if subprocess.run(words, cwd=directory, capture_output=True).returncode != 0:
            return None
        text = deps.read_text().replace("\\\n", " ")
        return [str((Path(directory) / word).resolve()) for word in text.split(":", 1)[1].split()]


def prove_it_can_fail(rules, build, source):
    commands = json.loads((Path(build) / "compile_commands.json").read_text())
    every_layer = [f"-I{folder}" for layer in rules.layers for folder in Path(source).glob(f"{layer}/include")]
    includes = 0
    for layer, line in PLANTED_INCLUDES:
        own = [c for c in commands if c["file"].startswith(f"{source}/{layer}/src/")]
        if not own:
            continue
        headers = planted_headers(own[0]["command"], own[0]["directory"], line.format(source=source), every_layer)
        if headers is None and line.startswith(OUT_OF_REACH):
            print(f"planted include not reachable (good): {layer}: {line}")
            continue
        if headers is None:
            sys.exit(f"a planted include could not be compiled: {layer}: {line}")
        if not rules.include_faults(layer, headers, source):
            sys.exit(f"the check did not find a planted include: {layer}: {line}")
        includes += 1
    for layer, name in PLANTED_LINKS:
        if not rules.link_faults(layer, [name]):
            sys.exit(f"the check did not find a planted link: {layer}: {name}")
    if not rules.include_faults("models/imaging", ["/usr/include/nobodys_library/it.h"], source):
        sys.exit("the check did not find a planted include of a library that it does not know")
    if includes < 5:  # of models/ alone there are five that need no LibTorch
        sys.exit(f"only {includes} planted includes could be tried; the check proves nothing")
    print(f"{includes} planted includes and {len(PLANTED_LINKS)} planted links found, as they must be")


def main():
    build, source = (str(Path(argument).resolve()) for argument in sys.argv[1:3])
    report = json.loads((Path(build) / "laurel-links.json").read_text())
    rules = Rules(report)
    prove_it_can_fail(rules, build, source)

    faults, objects = [], 0
    for obj, headers in read_dependencies(build).items():
        layer = object_layer(rules, obj)
        if layer is not None:
            objects += 1
            faults += rules.include_faults(layer, headers, source)
    for entry in report:
        product = entry["folder"].startswith(("models/", "client/", "server/", "proto"))
        if product and entry["folder"] not in rules.layers:
            faults.append(f"{entry['folder']} has a target but no entry in layers.toml")
        elif product:
            faults += rules.link_faults(entry["folder"], entry["links"])
    if objects == 0:
        sys.exit("no compiled objects found: build first")
    for fault in sorted(set(faults)):
        print(fault)
    print(f"{objects} objects and {len(report)} targets checked, {len(set(faults))} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
