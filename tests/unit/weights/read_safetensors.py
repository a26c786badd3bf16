"""Prints the tensors of a safetensors file, read with nothing but the published format."""
import json
import struct
import sys

with open(sys.argv[1], "rb") as file:
    (length,) = struct.unpack("<Q", file.read(8))
    header = json.loads(file.read(length).decode("utf-8"))
    data = file.read()
if (8 + length) % 8 != 0:
    sys.exit("the data are not aligned")
for name, tensor in header.items():
    begin, end = tensor["data_offsets"]
    letter = {"F32": "f", "I64": "q"}[tensor["dtype"]]
    count = (end - begin) // struct.calcsize(letter)
    values = struct.unpack(f"<{count}{letter}", data[begin:end])
    print(name.encode("unicode_escape").decode(), tensor["dtype"], tensor["shape"], *values)
