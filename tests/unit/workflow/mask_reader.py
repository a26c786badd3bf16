"""Reads masks by the published formats alone, or with nibabel, to compare with what Laurel wrote.

mask_reader.py KIND PATH, KIND one of nifti, bids, roi-folder, seg-nrrd, npz, metaimage. Prints
  grid   the LPS mm of voxels (0,0,0), (1,0,0), (0,1,0), (0,0,1)
  segment NAME|#RRGGBB|offsets (x fastest) of its voxels, for each
"""
import csv
import gzip
import os
import re
import sys
import zlib

import numpy as np

SNAP = re.compile(r'^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+([\d.]+)\s+([01])\s+([01])\s+"(.*)"\s*$')


def show_grid(affine):
    """affine: index to LPS mm."""
    corners = [affine @ np.array(index) for index in ([0, 0, 0, 1], [1, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, 1])]
    print("grid", *(repr(float(x)) for corner in corners for x in corner[:3]))


def show(name, color, mask):
    offsets = np.flatnonzero(mask.ravel(order="F"))
    print(f"segment {name}|{color}|" + " ".join(str(offset) for offset in offsets))


def hexed(rgb):
    return "#%02X%02X%02X" % tuple(rgb)


def load_nifti(path):
    import nibabel

    image = nibabel.load(path)
    data = np.asarray(image.dataobj)
    assert data.ndim == 3, data.shape
    assert np.allclose(image.get_qform(), image.get_sform(), atol=1e-3)
    return data, np.diag([-1, -1, 1, 1]) @ image.affine


def read_snap(path):
    with open(path, encoding="utf-8") as file:
        lines = [line for line in file if line.strip() and not line.startswith("#")]
    matches = [SNAP.match(line) for line in lines]
    assert all(matches), lines
    return [(int(m[1]), m[8], hexed(int(m[i]) for i in (2, 3, 4))) for m in matches]


def stem(path):
    return re.sub(r"\.(nii(\.gz)?|mha)$", "", path)


def show_map(data, affine, labels):
    show_grid(affine)
    for value, name, color in labels:
        show(name, color, data == value)


def nifti(path):
    data, affine = load_nifti(path)
    labels = read_snap(stem(path) + ".labels.txt")
    with open(stem(path) + ".legend.csv", encoding="utf-8", newline="") as file:
        legend = list(csv.reader(file))
    assert legend[0] == ["Value", "Label"]
    assert [(int(v), n) for v, n in legend[1:]] == [(v, n) for v, n, _ in labels]
    show_map(data, affine, labels)


def read_tsv(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def bids(path):
    data, affine = load_nifti(path)
    rows = read_tsv(stem(path) + ".tsv")
    show_map(data, affine, [(int(row["index"]), row["name"], row["color"]) for row in rows])


def roi_folder(path):
    rows = read_tsv(os.path.join(path, "rois.tsv"))
    for number, row in enumerate(rows):
        data, affine = load_nifti(os.path.join(path, row["file"]))
        assert set(np.unique(data)) <= {0, 1}
        if number == 0:
            show_grid(affine)
        show(row["name"], row["color"], data)


def seg_nrrd(path):
    with open(path, "rb") as file:
        head, body = file.read().split(b"\n\n", 1)
    lines = [line for line in head.decode().splitlines()[1:] if not line.startswith("#")]
    fields = dict(line.split(": ", 1) for line in lines if ":=" not in line)
    keys = dict(line.split(":=", 1) for line in lines if ":=" in line)
    assert fields["space"] == "left-posterior-superior" and fields["encoding"] == "gzip"
    sizes = [int(n) for n in fields["sizes"].split()]
    dtype = {"unsigned char": "u1", "unsigned short": "<u2", "ushort": "<u2", "uint8": "u1"}[fields["type"]]
    data = np.frombuffer(gzip.decompress(body), dtype).reshape(sizes, order="F")
    if data.ndim == 3:
        data = data[np.newaxis]
    affine = np.eye(4)
    axes = [v for v in fields["space directions"].split() if v != "none"]
    for axis, text in enumerate(axes):
        affine[:3, axis] = [float(x) for x in text.strip("()").split(",")]
    affine[:3, 3] = [float(x) for x in fields["space origin"].strip("()").split(",")]
    show_grid(affine)
    number = 0
    while f"Segment{number}_ID" in keys:
        prefix = f"Segment{number}_"
        color = [round(255 * float(x)) for x in keys[prefix + "Color"].split()]
        extent = [int(x) for x in keys[prefix + "Extent"].split()]
        assert extent == [0, sizes[-3] - 1, 0, sizes[-2] - 1, 0, sizes[-1] - 1]
        layer, value = int(keys[prefix + "Layer"]), int(keys[prefix + "LabelValue"])
        show(keys[prefix + "Name"], hexed(color), data[layer] == value)
        number += 1


def npz(path):
    arrays = np.load(path, allow_pickle=False)
    # (row, column, slice) to RAS; a Volume's x is the column.
    affine = np.diag([-1, -1, 1, 1]) @ arrays["affine"] @ np.array(
        [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    show_grid(affine)
    names = [name for name in arrays.files if name.startswith("mask_")]
    for name, color in zip(names, arrays["label_colors"]):
        show(name[5:], hexed(color), np.transpose(arrays[name], (1, 0, 2)))


def metaimage(path):
    with open(path, "rb") as file:
        data = file.read()
    fields = {}
    while "ElementDataFile" not in fields:
        line, data = data.split(b"\n", 1)
        key, value = line.decode().split("=", 1)
        fields[key.strip()] = value.strip()
    sizes = [int(n) for n in fields["DimSize"].split()]
    dtype = {"MET_UCHAR": "u1", "MET_USHORT": "<u2"}[fields["ElementType"]]
    voxels = np.frombuffer(zlib.decompress(data), dtype).reshape(sizes, order="F")
    affine = np.eye(4)
    axes = np.array([float(x) for x in fields["TransformMatrix"].split()]).reshape(3, 3)
    affine[:3, :3] = axes.T * [float(x) for x in fields["ElementSpacing"].split()]
    affine[:3, 3] = [float(x) for x in fields["Offset"].split()]
    show_map(voxels, affine, read_snap(stem(path) + ".labels.txt"))


{"nifti": nifti, "bids": bids, "roi-folder": roi_folder, "seg-nrrd": seg_nrrd, "npz": npz,
 "metaimage": metaimage}[sys.argv[1]](sys.argv[2])
