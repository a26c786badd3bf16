#!/usr/bin/env python3
"""Makes the training data of the recipes trunk-ct and paraspinal from $LAUREL_DATA.

    prepare_trunk.py OUTPUT_FOLDER [LAURELCTL]

Needs python3-numpy, python3-scipy and python3-nibabel. Writes NIfTI files that the recipes
name; nothing of it belongs into the repository.

trunk-ct: the masks of ct_trunk name muscles and organs everywhere, but skeletal muscle and the two
kinds of fat in 30 slices only. Elsewhere these are told by Hounsfield units and by where they lie
(see tissues); what stays doubtful is "Uncertain", on which nothing is learnt. The 30 slices say how
good the rules are: the script prints it.

paraspinal: CT masks hold erector spinae and multifidus as one (autochthon). They are parted so that
multifidus has the share of the area that it has in MuscleMap's template at the same level (see
parted), give or take, and the fat between them is drawn in, so that real surroundings of the spine
serve to learn MR of any contrast.
"""

import os
import subprocess
import sys

import nibabel as nib
import numpy as np
from scipy import ndimage

FAT = (-190, -30)     # Hounsfield units, as TotalSegmentator's tissue types
MUSCLE = (-29, 150)
BONES = list(range(25, 51)) + list(range(69, 79)) + list(range(91, 117))  # vertebrae, limbs, ribs, skull
AUTOCHTHON = {"L": 86, "R": 87}
TRUNK = {80: 1, 81: 2, 82: 3, 83: 4, 84: 5, 85: 6, 86: 7, 87: 8, 88: 9, 89: 10}
OTHER_MUSCLE, SUBCUTANEOUS, VISCERAL, UNCERTAIN = 11, 12, 13, 14
FAT_INTENSITY = -100
# Of multifidus' share a multiple, the border's lean in degrees, the septum's width in voxels of 1.5 mm and
# how much of a voxel it covers.
SPINE_VERSIONS = ((0.8, 0, 0.6, 0.5), (1.0, 15, 0.4, 0.9), (1.25, -10, 0.5, 0.2), (1.0, 30, 0.9, 0.7))


def load(path):
    """Voxels in RAS order, and the header's affine for them."""
    image = nib.as_closest_canonical(nib.load(path))
    return np.asanyarray(image.dataobj), image.affine


def save(path, voxels, affine, kind):
    nib.save(nib.Nifti1Image(voxels.astype(kind), affine), path)


def in_range(image, limits):
    return (image >= limits[0]) & (image <= limits[1])


def body_of(image):
    """Without table and clothes: the largest opened component, filled slice by slice."""
    solid = ndimage.binary_opening(image > -300, iterations=2)
    parts, count = ndimage.label(solid)
    if count == 0:
        return solid
    largest = parts == 1 + np.argmax(ndimage.sum(solid, parts, range(1, count + 1)))
    return np.stack([ndimage.binary_fill_holes(largest[:, :, z])
                     for z in range(image.shape[2])], axis=2)


def hull(mask):
    """Convex hull of a slice's mask."""
    from scipy.spatial import ConvexHull, Delaunay, QhullError
    points = np.argwhere(mask)
    if len(points) < 10:
        return np.zeros_like(mask)
    try:
        corners = points[ConvexHull(points).vertices]
    except QhullError:
        return np.zeros_like(mask)
    grid = np.indices(mask.shape).reshape(2, -1).T
    return (Delaunay(corners).find_simplex(grid) >= 0).reshape(mask.shape)


def tissues(image, classes, spacing):
    """Other skeletal muscle, subcutaneous and visceral fat from intensity and place, per slice:
    visceral lies in the convex hull of the organs; subcutaneous fat is what fat of a certain
    thickness joins with the skin; muscle lies outside that hull and beneath that fat."""
    body = body_of(image)
    bones = np.isin(classes, BONES)
    named = np.isin(classes, list(TRUNK))
    organs = (classes > 0) & ~bones & ~named
    fat = body & in_range(image, FAT)
    soft = body & in_range(image, MUSCLE) & ~organs & ~bones & ~named
    result = np.full(image.shape, UNCERTAIN, np.uint8)
    result[~body | organs | bones] = 0
    result[body & (image > MUSCLE[1])] = 0
    for z in range(image.shape[2]):
        cavity = hull(organs[:, :, z])
        depth = ndimage.distance_transform_edt(body[:, :, z], sampling=spacing[:2])
        outside = fat[:, :, z] & ~cavity
        thick = ndimage.binary_opening(outside, iterations=1) | (outside & (depth < 8))
        parts, _ = ndimage.label(thick)
        shallow = np.unique(parts[(depth < 8) & thick])
        subcutaneous = thick & np.isin(parts, shallow[shallow > 0])
        muscle = soft[:, :, z] & ~cavity & (depth > 5)
        plane = result[:, :, z]
        plane[fat[:, :, z] & cavity] = VISCERAL
        plane[subcutaneous] = SUBCUTANEOUS
        plane[ndimage.binary_opening(muscle)] = OTHER_MUSCLE
        plane[(depth <= 5) & body[:, :, z] & (plane == UNCERTAIN)] = 0  # skin
    for value, label in TRUNK.items():
        result[classes == value] = label
    return result


def dice(a, b):
    return 2 * np.sum(a & b) / max(1, np.sum(a) + np.sum(b))


def trunk_ct(data, out, laurelctl):
    image, affine = load(f"{data}/ct_trunk/example_ct.nii.gz")
    classes, _ = load(f"{data}/ct_trunk/example_seg_fast_force_split.nii.gz")
    spacing = np.abs(np.diag(affine))[:3]
    labels = tissues(image, classes, spacing)
    folder = f"{data}/ct_trunk/example_seg_tissue_types"
    truth = {OTHER_MUSCLE: load(f"{folder}/skeletal_muscle.nii.gz")[0] > 0,
             SUBCUTANEOUS: load(f"{folder}/subcutaneous_fat.nii.gz")[0] > 0,
             VISCERAL: load(f"{folder}/torso_fat.nii.gz")[0] > 0}
    first = image.shape[2] - truth[VISCERAL].shape[2]  # they are its last slices
    last = labels[:, :, first:]
    named = (last > 0) & (last <= 10)
    known = last != UNCERTAIN
    for value, name in ((OTHER_MUSCLE, "skeletal muscle"), (SUBCUTANEOUS, "subcutaneous fat"),
                        (VISCERAL, "visceral fat")):
        print(f"rule for {name}: Dice {dice((last == value) & known, truth[value] & known & ~named):.3f}"
              f" where the rule decides")
    exact = np.zeros_like(last)
    for value in (OTHER_MUSCLE, SUBCUTANEOUS, VISCERAL):
        exact[truth[value]] = value
    exact[named] = last[named]
    labels[:, :, first:] = exact
    save(f"{out}/trunk_image.nii.gz", image, affine, np.int16)
    save(f"{out}/trunk_labels.nii.gz", labels, affine, np.uint8)
    subprocess.run([laurelctl, "convert", f"{data}/ct_trunk/dicom_j2k", f"{out}/chest_dicom.nii.gz"],
                   check=True)
    image, affine = load(f"{out}/chest_dicom.nii.gz")
    classes, _ = load(f"{data}/ct_trunk/example_seg_dicom.nii.gz")
    save(f"{out}/chest_image.nii.gz", image, affine, np.int16)
    save(f"{out}/chest_labels.nii.gz", tissues(image, classes, np.abs(np.diag(affine))[:3]), affine,
         np.uint8)


def template_fractions(data):
    """Of each slice of the template: multifidus' share of the area of both muscles, mean of both
    sides; NaN where the template has only one of the two."""
    labels, _ = load(f"{data}/abdomen_template/abdomen_template_dseg.nii.gz")
    fractions = []
    for z in range(labels.shape[2]):
        shares = []
        for multifidus, erector in ((1, 3), (2, 4)):
            inner = np.argwhere(labels[:, :, z] == multifidus)[:, 0]
            outer = np.argwhere(labels[:, :, z] == erector)[:, 0]
            if len(inner) < 20 or len(outer) < 20:
                continue
            shares.append(len(inner) / (len(inner) + len(outer)))
        fractions.append(np.mean(shares) if shares else np.nan)
    return np.array(fractions)


def parted(mask, share, left, tilt):
    """The medial `share` of a mask's area in a slice, cut along a straight line that leans outwards
    at the back by `tilt` degrees from the midline."""
    x, y = np.indices(mask.shape)               # RAS: the left side and the back lie at low indices
    outwards = (-x if left else x) + np.tan(np.radians(tilt)) * y
    values = np.sort(outwards[mask])
    if len(values) == 0:
        return np.zeros_like(mask)
    return mask & (outwards <= values[int(share * (len(values) - 1))])


def finer(image, affine, factor):
    """In-plane voxels cut into factor² (linear interpolation)."""
    result = ndimage.zoom(image.astype(np.float32), (factor, factor, 1), order=1, grid_mode=True,
                          mode="nearest")
    scale = np.diag([1 / factor, 1 / factor, 1, 1]).astype(float)
    scale[:2, 3] = 0.5 / factor - 0.5
    return result, affine @ scale


def grown(mask, image):
    """Readers of MR draw muscles up to the fascia; masks of CT stop a voxel of 3 mm short of it."""
    near = ndimage.binary_dilation(mask, iterations=2)
    solid = ndimage.binary_opening(in_range(image, MUSCLE), iterations=1)
    return mask | (near & solid)


def with_septum(plane, multifidus, erector, width, strength):
    """A plane of CT with the fat between two muscles, which CT at 3 mm hardly shows: it covers
    `strength` of a voxel at most, within about `width` voxels of the border."""
    near = np.maximum(ndimage.distance_transform_edt(~multifidus),
                      ndimage.distance_transform_edt(~erector))
    cover = strength * np.exp(-0.5 * (np.maximum(near - 1, 0) / width) ** 2)
    cover[~(multifidus | erector)] = 0
    return plane + cover * (FAT_INTENSITY - plane)


def paraspinal(data, out):
    """Each version parts the muscles elsewhere, as people differ and as readers do, and shows the
    septum between them differently."""
    image, affine = load(f"{data}/ct_trunk/example_ct.nii.gz")
    classes, _ = load(f"{data}/ct_trunk/example_seg_fast_force_split.nii.gz")
    shares = template_fractions(data)
    valid = np.flatnonzero(~np.isnan(shares))
    low, high = 44, 92                           # slices from the sacrum to the upper lumbar spine
    used = slice(low - 2, high + 3)              # some more, for thick slices
    start = np.eye(4)
    start[2, 3] = used.start
    image, fine = finer(np.clip(image[:, :, used], -200, 350), affine @ start, 2)
    others = finer(((classes[:, :, used] > 0) & ~np.isin(classes[:, :, used], list(AUTOCHTHON.values())))
                   .astype(np.float32), affine, 2)[0] > 0.5
    masks = {}
    for side, value in AUTOCHTHON.items():
        mask = finer((classes[:, :, used] == value).astype(np.float32), affine, 2)[0] > 0.5
        masks[side] = np.stack([grown(mask[:, :, z], image[:, :, z])
                                for z in range(mask.shape[2])], axis=2) & ~others
    for number, (factor, tilt, width, strength) in enumerate(SPINE_VERSIONS):
        labels = np.zeros(image.shape, np.uint8)
        version = image.copy()
        for z in range(image.shape[2]):
            along = np.clip((z + used.start - low) / (high - low), 0, 1)
            at = valid[0] + along * (valid[-1] - valid[0])
            share = np.clip(factor * np.interp(at, valid, shares[valid]), 0.05, 0.8)
            for side, mask in masks.items():
                multifidus = parted(mask[:, :, z], share, side == "L", tilt)
                erector = mask[:, :, z] & ~multifidus
                labels[:, :, z][erector] = 1 if side == "R" else 4
                labels[:, :, z][multifidus] = 2 if side == "R" else 3
                if multifidus.any() and erector.any():
                    version[:, :, z] = with_septum(version[:, :, z], multifidus, erector, width,
                                                   strength)
        save(f"{out}/spine_labels_{number}.nii.gz", labels, fine, np.uint8)
        save(f"{out}/spine_image_{number}.nii.gz", np.round(version), fine, np.int16)
    print("multifidus' share of the area, from the sacrum upwards:",
          np.round(shares[valid][:: max(1, len(valid) // 8)], 2))


def main():
    out = sys.argv[1]
    laurelctl = sys.argv[2] if len(sys.argv) > 2 else "laurelctl"
    data = os.environ["LAUREL_DATA"]
    os.makedirs(out, exist_ok=True)
    trunk_ct(data, out, laurelctl)
    paraspinal(data, out)


if __name__ == "__main__":
    main()
