"""Whether readers that share no code with Laurel see in a file what Laurel saw: voxels and where they lie.

compare_images.py LIST FOLDER: for each line of LIST, one line on stdout: the readers that agree, or "differs: why".
A line holds, separated by tabs: kind, size (x y z frames), spacing, origin and direction of Laurel's volume (LPS, the
direction's rows one after the other), then the files. FOLDER/<number of the line> holds the voxels as float32,
x fastest, frames last. Kinds: nifti (nibabel), npz (NumPy), series (pydicom, or dcm2niix; the ground truth beside
the folder too), converted (dcm2niix), missing (slices of a series, some of which were interpolated), tilted (dcm2niix's correction of a
tilted gantry), seg (pydicom; a frame for each segment), names (of an RTSTRUCT's regions, after the file).
"""
import glob
import os
import pathlib
import subprocess
import sys
import tempfile

import nibabel
import numpy as np
import pydicom

sys.path[:0] = [str(pathlib.Path(__file__).parent.parent / other) for other in ("dicom", "dicom_objects")]
import read_masks
import read_series

RAS_TO_LPS = np.diag([-1.0, -1, 1, 1])


class Differs(Exception):
    pass


def require(holds, why):
    if not holds:
        raise Differs(why)


def affine_of(spacing, origin, direction):
    affine = np.eye(4)
    affine[:3, :3] = np.reshape(direction, (3, 3)) * np.reshape(spacing, (1, 3))
    affine[:3, 3] = origin
    return affine


def on_grid(values, affine, grid):
    """The same voxels in the order of another grid, which differs in the order and sense of axes at most."""
    between = np.linalg.inv(affine) @ grid
    turn = np.round(between[:3, :3])
    require(np.allclose(np.abs(turn).sum(0), 1) and np.allclose(np.abs(turn).sum(1), 1), f"axes are {between[:3, :3]}")
    order = [int(np.argmax(np.abs(turn[:, axis]))) for axis in range(3)]
    start = np.array([values.shape[row] - 1 if turn[row].sum() < 0 else 0 for row in range(3)])
    end = np.array([values.shape[order[axis]] for axis in range(3)])
    for corner in (np.zeros(3), end - 1):
        expected = turn @ corner + start
        found = (between @ np.append(corner, 1))[:3]
        away = np.abs(found - expected).max()  # dcm2niix takes a rounded slice distance from the header
        require(away < 2e-3, f"a corner lies {away:.4g} voxels away")
    flipped = values[tuple(slice(None, None, -1 if turn[row].sum() < 0 else 1) for row in range(3))]
    return flipped.transpose(*order, 3)


def same_values(ours, theirs, tolerance=1e-6):
    require(ours.shape == theirs.shape, f"extents {theirs.shape}")
    largest = max(1.0, float(np.abs(theirs).max(initial=0)))
    worst = float(np.abs(ours - theirs.astype(np.float32)).max(initial=0))
    require(worst <= tolerance * largest, f"values differ by up to {worst:.6g} of {largest:.6g}")


def four(values):
    return values.reshape(values.shape + (1,) * (4 - values.ndim))


def nifti(ours, grid, files):
    image = nibabel.load(files[0])
    same_values(ours, on_grid(four(image.get_fdata(dtype=np.float64)), RAS_TO_LPS @ image.affine, grid))
    return "nibabel"


def npz(ours, grid, files):
    arrays = np.load(files[0], allow_pickle=False)
    image = arrays["data" if "data" in arrays else "image"]
    same_values(ours[:, :, 0, 0], image.T)
    spacing = np.linalg.norm(grid[:3, :3], axis=0)
    require(np.allclose(spacing[:2], arrays["resolution"][:2]), f"resolution {arrays['resolution']}")
    return "NumPy"


def syntax_of(data):
    return data.file_meta.TransferSyntaxUID.name if "TransferSyntaxUID" in data.file_meta else ""


def decompressor(data):
    """DCMTK's program for what Debian's pydicom and dcm2niix do not decode."""
    name = syntax_of(data)
    if "JPEG-LS" in name:
        return "dcmdjpls"
    return "dcmdjpeg" if name.startswith("JPEG ") and "2000" not in name else ""


def decoded(path):
    """The object, its pixels decompressed by DCMTK's programs where pydicom cannot."""
    data = pydicom.dcmread(path, force=True)
    program = decompressor(data)
    if not program:
        return data, "pydicom"
    with tempfile.TemporaryDirectory() as scratch:
        plain = os.path.join(scratch, "plain")
        subprocess.run([program, path, plain], check=True)
        data = pydicom.dcmread(plain)
        data.PixelData
    return data, f"{program}, pydicom"


def needs_dcm2niix(data):
    is_philips_enhanced = "Philips" in str(data.get("Manufacturer", "")) and "NumberOfFrames" in data
    is_mosaic = "MOSAIC" in list(data.get("ImageType", []))
    return is_philips_enhanced or is_mosaic or "2000" in syntax_of(data) or data.get("SamplesPerPixel", 1) > 1


def frames_of(data):
    """(position, orientation, spacing, distance, key, pixels) of each frame."""
    pixels = data.pixel_array
    if "PerFrameFunctionalGroupsSequence" not in data:
        spacing = data.get("PixelSpacing", data.get("ImagerPixelSpacing", [1, 1]))
        place = (data.get("ImagePositionPatient", [0, 0, 0]), data.get("ImageOrientationPatient", [1, 0, 0, 0, 1, 0]))
        key = (int(data.get("AcquisitionNumber") or 0), int(data.get("InstanceNumber") or 0))
        scaled = pixels * float(data.get("RescaleSlope", 1)) + float(data.get("RescaleIntercept", 0))
        return [(*place, spacing, key, scaled)]
    found = []
    for number, (frame, plane) in enumerate(zip(data.PerFrameFunctionalGroupsSequence, pixels)):
        group = lambda name: read_masks.groups(data, frame, name)
        rescale = group("PixelValueTransformationSequence") if has_group(data, frame, "PixelValueTransformationSequence") else {}
        found.append((group("PlanePositionSequence").ImagePositionPatient,
                      group("PlaneOrientationSequence").ImageOrientationPatient,
                      group("PixelMeasuresSequence").PixelSpacing, (number,),
                      plane * float(rescale.get("RescaleSlope", 1)) + float(rescale.get("RescaleIntercept", 0))))
    return found


def has_group(data, frame, name):
    return name in frame or name in data.SharedFunctionalGroupsSequence[0]


def slices_of(files):
    """Slices in order of height, then time, with their heights; and what they have in common."""
    frames = []
    for path in files:
        data, reader = decoded(path)
        frames += frames_of(data)
    row, column = (np.array(frames[0][1][i:i + 3], float) for i in (0, 3))
    normal = np.cross(row, column)
    height = lambda frame: round(float(np.dot(normal, np.array(frame[0], float))), 3)
    frames.sort(key=lambda frame: (height(frame), frame[3]))
    thickness = float(data.get("SliceThickness") or 1)
    return frames, [height(frame) for frame in frames], np.stack([row, column, normal], 1), thickness, reader


def with_pydicom(files):
    frames, heights, axes, thickness, reader = slices_of(files)
    levels = sorted(set(heights))
    times = len(frames) // len(levels)
    first = np.array(frames[0][0], float)
    last = np.array(frames[-1][0], float)
    distance = np.dot(axes[:, 2], last - first) / (len(levels) - 1) if len(levels) > 1 else thickness
    spacing = [float(frames[0][2][1]), float(frames[0][2][0]), distance]
    voxels = np.stack([frame[4] for frame in frames]).reshape(len(levels), times, *frames[0][4].shape)
    return voxels.transpose(3, 2, 0, 1), affine_of(spacing, first, axes), reader


def with_dcm2niix(files, name=""):
    try:
        return convert(files, name)
    except SystemExit as several:  # one image for each file
        if len(files) == 1:
            raise RuntimeError(several) from None
        images = [with_dcm2niix([path], name) for path in files]
        require(all(np.allclose(affine, images[0][1], atol=1e-4) for _, affine, _ in images), "places differ")
        return np.concatenate([values for values, _, _ in images], axis=3), *images[0][1:]


def convert(files, name):
    with tempfile.TemporaryDirectory() as folder:
        for number, path in enumerate(files):
            plain = os.path.join(folder, f"{number:04}.dcm")
            program = decompressor(pydicom.dcmread(path, stop_before_pixels=True, force=True))
            subprocess.run([program, path, plain], check=True) if program else os.symlink(path, plain)
        voxels, spacing, origin, direction = read_series.with_dcm2niix(folder, name)
    return voxels.transpose(3, 2, 1, 0), affine_of(spacing, origin, direction), "dcm2niix"


def ground_truth(ours, grid, files):
    """A NIfTI file beside the folder, made by the authors of the data."""
    found = os.path.dirname(files[0]) + "_ground_truth.nii.gz"
    if not os.path.exists(found):
        return ""
    image = nibabel.load(found)
    if image.header.get_data_dtype().names:
        return ""  # colours
    same_values(ours, on_grid(four(image.get_fdata(dtype=np.float64)), RAS_TO_LPS @ image.affine, grid))
    return ", ground truth"


def series(ours, grid, files):
    data = pydicom.dcmread(files[0], stop_before_pixels=True, force=True)
    values, affine, reader = with_dcm2niix(files) if needs_dcm2niix(data) else with_pydicom(files)
    same_values(ours, on_grid(values, affine, grid))
    return reader + ground_truth(ours, grid, files)


def converted(ours, grid, files):
    values, affine, reader = with_dcm2niix(files)
    same_values(ours, on_grid(values, affine, grid))
    return reader


def missing(ours, grid, files):
    frames, heights, axes, _, reader = slices_of(files)
    inverse = np.linalg.inv(grid)
    for frame in frames:
        at = (inverse @ np.append(np.array(frame[0], float), 1))[:3]
        require(np.abs(at - np.round(at)).max() < 1e-3, f"a slice lies at {at}")
        same_values(ours[:, :, int(round(at[2])), 0], frame[4].T, 1e-3)  # interpolated at its own place
    return f"{reader} (the acquired slices)"


def tilted(ours, grid, files):
    values, affine, reader = with_dcm2niix(files, "_Tilt_1")
    require(values.shape == ours.shape, f"extents {values.shape}")
    require(np.allclose(affine[:3, :3], grid[:3, :3], atol=1e-3), f"axes {affine}")
    far = np.count_nonzero(np.abs(values - ours) > 1)
    require(far <= 2 * ours.shape[0] * ours.shape[2], f"{far} values differ by more than 1")  # half outside
    return f"{reader} (its correction of the tilt, to rounding)"


def seg(ours, grid, files):
    voxels, position = read_masks.seg_voxels(pydicom.dcmread(files[0]))
    same_values(ours, voxels.transpose(3, 2, 1, 0))
    require(np.allclose(grid[:3, 3], position, atol=2e-3), f"the first slice lies at {position}")
    return "pydicom"


def names(_, __, files):
    regions = pydicom.dcmread(files[0], force=True).StructureSetROISequence
    found = [str(region.ROIName) for region in regions]
    require(sorted(found) == sorted(files[1:]), f"structures {found}")
    return "pydicom (structures)"


def compared(number, line, folder):
    kind, size, spacing, origin, direction, *files = line.split("\t")
    numbers = lambda text: [float(word) for word in text.split()]
    shape = [int(n) for n in numbers(size)]
    grid = affine_of(numbers(spacing), numbers(origin), numbers(direction))
    ours = np.fromfile(os.path.join(folder, str(number)), "<f4").reshape(shape, order="F")
    try:
        return globals()[kind](ours, grid, files)
    except Differs as reason:
        return f"differs: {reason}"
    except Exception as error:  # a reader that cannot read it
        return f"differs: {type(error).__name__}: {error}".replace("\n", " ")


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            print(compared(number, line.rstrip("\n"), sys.argv[2]), flush=True)


if __name__ == "__main__":
    main()
