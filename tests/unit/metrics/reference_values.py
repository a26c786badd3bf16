#!/usr/bin/env python3
"""Prints the constants of metrics_test.cpp and statistics_test.cpp, computed with numpy alone.

Two masks and an image are given by formulas of the indices, so that both languages make the same ones.
Distances are taken between all pairs of surface voxels, without a distance transform.
"""
import numpy as np

SIZE = (12, 11, 9)  # x, y, z
SPACING = np.array([0.75, 1.5, 4.0])
x, y, z = np.meshgrid(*(np.arange(n) for n in SIZE), indexing="ij")
REFERENCE = (x - 5) ** 2 + 2 * (y - 5) ** 2 + 3 * (z - 4) ** 2 <= 30
SEGMENTATION = ((x - 7) ** 2 + 2 * (y - 4) ** 2 + 2 * (z - 4) ** 2 <= 26) | ((x == 0) & (z == 8) & (y < 9))
IMAGE = ((x * 37 + y * 101 + z * 53) % 97).astype(np.float64) * 0.5 - 10


def surface(mask):
    padded = np.pad(mask, 1)
    inner = np.ones_like(mask)
    for axis in range(3):
        for shift in (-1, 1):
            inner &= np.roll(padded, shift, axis)[1:-1, 1:-1, 1:-1]
    return mask & ~inner


def points(mask):
    return np.argwhere(surface(mask)) * SPACING


def overlap():
    r, a = REFERENCE, SEGMENTATION
    both = (r & a).sum()
    print("counts", r.sum(), a.sum(), both)
    print("dice", 2 * both / (r.sum() + a.sum()), "iou", both / (r | a).sum())
    print("precision", both / a.sum(), "recall", both / r.sum())
    millilitres = SPACING.prod() / 1000
    print("volumes", r.sum() * millilitres, a.sum() * millilitres, "error", a.sum() / r.sum() - 1)
    per_slice = [(r[..., k].sum(), a[..., k].sum(), (r & a)[..., k].sum()) for k in range(SIZE[2])]
    print("per slice", [tuple(int(n) for n in counts) for counts in per_slice])
    dices = [2 * b / (n + m) if n + m else 0 for n, m, b in per_slice]
    print("weighted dice", np.average(dices, weights=[n for n, _, _ in per_slice]))


def distances():
    r, a = points(REFERENCE), points(SEGMENTATION)
    pairs = np.linalg.norm(r[:, None] - a[None], axis=2)
    forward, backward = pairs.min(axis=1), pairs.min(axis=0)
    print("surface voxels", len(r), len(a), "of", REFERENCE.sum(), SEGMENTATION.sum())
    print("hd95", max(np.percentile(forward, 95), np.percentile(backward, 95)))
    print("assd", np.concatenate([forward, backward]).mean())


def statistics():
    for name, values in (("whole", IMAGE[REFERENCE]), ("slice 3", IMAGE[..., 3][REFERENCE[..., 3]])):
        print(name, len(values), values.mean(), values.std(), np.percentile(values, [5, 25, 50, 75, 95]).tolist())


overlap()
distances()
statistics()
