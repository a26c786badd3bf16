#!/usr/bin/env python3
"""Reads a DICOM folder with a reader that shares no code with Laurel's, for comparison.

read_series.py pydicom|dcm2niix|dcm2niix-display FOLDER RAW [NAME]: writes the rescaled voxels as float32
(x fastest, frames last) to RAW and prints size (with frames), spacing, origin and direction (LPS, row-major),
one per line. Of several images that dcm2niix makes, the one whose file name ends with NAME. It scales Philips
images by the private slope; with "-display" by RescaleSlope.
"""
import os
import subprocess
import sys
import tempfile

import numpy as np


def with_pydicom(folder):
    import pydicom
    slices = [pydicom.dcmread(os.path.join(folder, name)) for name in os.listdir(folder)]
    row, column = (np.array(slices[0].ImageOrientationPatient[i:i + 3], float) for i in (0, 3))
    normal = np.cross(row, column)
    slices.sort(key=lambda s: np.dot(normal, np.array(s.ImagePositionPatient, float)))
    voxels = np.stack([s.pixel_array * float(s.get("RescaleSlope", 1)) + float(s.get("RescaleIntercept", 0))
                       for s in slices])  # z, y, x
    first, last = (np.array(s.ImagePositionPatient, float) for s in (slices[0], slices[-1]))
    distance = np.dot(normal, last - first) / (len(slices) - 1)
    spacing = [float(slices[0].PixelSpacing[1]), float(slices[0].PixelSpacing[0]), distance]
    return voxels[np.newaxis], spacing, first, np.stack([row, column, normal], axis=1)


def with_dcm2niix(folder, name="", precise=True):
    import nibabel
    with tempfile.TemporaryDirectory() as out:
        subprocess.run(["dcm2niix", "-b", "n", "-z", "n", "-m", "y", "-x", "i", "-p", "y" if precise else "n", "-f", "image",
                        "-o", out, folder], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        names = sorted(made for made in os.listdir(out) if made.endswith(name + ".nii"))
        if len(names) != 1:
            sys.exit(f"dcm2niix made {len(names)} images: {sorted(os.listdir(out))}")
        image = nibabel.load(os.path.join(out, names[0]))
        voxels = np.asarray(image.dataobj)
    if voxels.dtype.names:  # colour: its luminance
        red, green, blue = (voxels[channel].astype(float) for channel in voxels.dtype.names)
        voxels = np.round(0.299 * red + 0.587 * green + 0.114 * blue)
    voxels = voxels.reshape(voxels.shape[:3] + (-1,)) if voxels.ndim > 2 else voxels.reshape(voxels.shape + (1, 1))
    affine = np.diag([-1, -1, 1, 1]) @ image.affine  # RAS to LPS
    # NIfTI's rows run against DICOM's; slices are brought to run along row × column.
    voxels, affine = flipped(voxels, affine, 1)
    axes = affine[:3, :3]
    if np.dot(np.cross(axes[:, 0], axes[:, 1]), axes[:, 2]) < 0:
        voxels, affine = flipped(voxels, affine, 2)
    spacing = np.linalg.norm(affine[:3, :3], axis=0)
    return voxels.transpose(3, 2, 1, 0), spacing, affine[:3, 3], affine[:3, :3] / spacing


def flipped(voxels, affine, axis):
    turn = np.eye(4)
    turn[axis, axis] = -1
    turn[axis, 3] = voxels.shape[axis] - 1
    return np.flip(voxels, axis), affine @ turn


def main():
    reader, folder, raw, *name = sys.argv[1:]
    if reader == "pydicom":
        voxels, spacing, origin, direction = with_pydicom(folder)
    else:
        voxels, spacing, origin, direction = with_dcm2niix(folder, *name, precise=reader == "dcm2niix")
    np.ascontiguousarray(voxels, dtype="<f4").tofile(raw)
    print(*voxels.shape[::-1])
    print(*(repr(float(v)) for v in spacing))
    print(*(repr(float(v)) for v in origin))
    print(*(repr(float(v)) for v in np.asarray(direction).ravel()))


if __name__ == "__main__":
    main()
