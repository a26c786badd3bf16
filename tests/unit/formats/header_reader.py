"""Reads .nrrd and .mha by their published header formats alone, for comparison with what Laurel wrote.

header_reader.py FILE: size, spacing-scaled axes, origin and samples (x fastest), a line each.
"""
import gzip
import sys
import zlib

import numpy as np

NRRD_TYPES = {"unsigned char": "u1", "short": "i2", "unsigned short": "u2", "int": "i4", "float": "f4"}
META_TYPES = {"MET_UCHAR": "u1", "MET_SHORT": "i2", "MET_USHORT": "u2", "MET_INT": "i4", "MET_FLOAT": "f4"}


def show(name, values):
    print(name, *(repr(float(v)) for v in np.ravel(values)))


def vectors(text):
    return [[float(x) for x in part.strip("()").split(",")] for part in text.split() if part != "none"]


def read_nrrd(data):
    head, body = data.split(b"\n\n", 1)
    fields = dict(line.split(": ", 1) for line in head.decode().splitlines()[1:]
                  if ": " in line and not line.startswith("#"))
    assert fields["space"] == "left-posterior-superior", fields["space"]
    assert fields["encoding"] == "gzip" and fields.get("endian", "little") == "little"
    show("size", [int(n) for n in fields["sizes"].split()][-3:])
    show("axes", vectors(fields["space directions"]))
    show("origin", vectors(fields["space origin"])[0])
    return np.frombuffer(gzip.decompress(body), NRRD_TYPES[fields["type"]])


def read_meta(data):
    fields = {}
    while "ElementDataFile" not in fields:
        line, data = data.split(b"\n", 1)
        key, value = line.decode().split("=", 1)
        fields[key.strip()] = value.strip()
    assert fields["ElementDataFile"] == "LOCAL" and fields["CompressedData"] == "True"
    spacing = [float(x) for x in fields["ElementSpacing"].split()]
    directions = np.array([float(x) for x in fields["TransformMatrix"].split()]).reshape(3, 3)
    show("size", [int(n) for n in fields["DimSize"].split()])
    show("axes", directions * np.array(spacing)[:, None])
    show("origin", [float(x) for x in fields["Offset"].split()])
    return np.frombuffer(zlib.decompress(data), META_TYPES[fields["ElementType"]])


path = sys.argv[1]
with open(path, "rb") as file:
    content = file.read()
show("samples", read_nrrd(content) if path.endswith(".nrrd") else read_meta(content))
