#!/usr/bin/env python3
"""What training needs to do with finished weights. Needs python3-numpy.

    weights_tool.py head WEIGHTS OUT CLASSES   a new, random head of so many classes, background
                                               included: another model starts from what this one has
                                               learnt of images
    weights_tool.py average OUT WEIGHTS...     the mean of weights that descend from one another
                                               (Wortsman et al., Model soups, ICML 2022)
"""

import json
import struct
import sys

import numpy as np


def read(path):
    with open(path, "rb") as file:
        content = file.read()
    length = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:8 + length])
    data = content[8 + length:]
    return {name: np.frombuffer(data[slice(*entry["data_offsets"])], np.float32).reshape(entry["shape"])
            for name, entry in header.items() if name != "__metadata__"}


def write(path, tensors):
    header, parts, offset = {}, [], 0
    for name in sorted(tensors):
        part = tensors[name].tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensors[name].shape),
                        "data_offsets": [offset, offset + len(part)]}
        offset += len(part)
        parts.append(part)
    text = json.dumps(header, separators=(",", ":"), sort_keys=True).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(parts))


def new_head(source, target, classes):
    tensors = read(source)
    shape = tensors["head.weight"].shape
    bound = 1 / np.sqrt(np.prod(shape[1:]))
    random = np.random.default_rng(1)
    tensors["head.weight"] = random.uniform(-bound, bound, (classes, *shape[1:])).astype(np.float32)
    tensors["head.bias"] = np.zeros(classes, np.float32)
    write(target, tensors)


def average(target, sources):
    all_tensors = [read(source) for source in sources]
    write(target, {name: np.mean([tensors[name] for tensors in all_tensors], axis=0, dtype=np.float64)
                   .astype(np.float32) for name in all_tensors[0]})


def main():
    command, arguments = sys.argv[1:2], sys.argv[2:]
    if command == ["head"] and len(arguments) == 3:
        new_head(arguments[0], arguments[1], int(arguments[2]))
    elif command == ["average"] and len(arguments) > 1:
        average(arguments[0], arguments[1:])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
