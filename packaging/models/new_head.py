#!/usr/bin/env python3
"""Gives the weights of a trained network a new, random head, so that another model may start from
what it has learnt of images: new_head.py WEIGHTS OUT CLASSES (background included). Needs
python3-numpy."""

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


def main():
    source, target, classes = sys.argv[1], sys.argv[2], int(sys.argv[3])
    tensors = read(source)
    shape = tensors["head.weight"].shape
    bound = 1 / np.sqrt(np.prod(shape[1:]))
    random = np.random.default_rng(1)
    tensors["head.weight"] = random.uniform(-bound, bound, (classes, *shape[1:])).astype(np.float32)
    tensors["head.bias"] = np.zeros(classes, np.float32)
    write(target, tensors)


if __name__ == "__main__":
    main()
