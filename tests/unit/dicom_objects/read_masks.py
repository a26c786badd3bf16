"""What DICOM masks hold, as pydicom and nibabel see it; shares no code with Laurel.

read_masks.py seg SEG RAW            size, then names and codes of the segments; bytes of 0 and 1,
                                     columns fastest, then rows, slices, segments
read_masks.py seg-categories SEG     whether each segment's category is in the standard's group
read_masks.py seg-references SEG FOLDER      frames, frames whose source image lies in their plane
read_masks.py rt-references RTSTRUCT FOLDER  contours, contours whose image lies in their plane
read_masks.py rt-axial RTSTRUCT OUT SPACING*3 ORIGIN*3 DIRECTION*9
                                     the same contours in mm along the axes of that grid
read_masks.py nifti FILE RAW         bytes of 0 and 1, x fastest
"""
import pathlib
import sys

import numpy as np
import pydicom
from pydicom.sr.codedict import codes


def groups(data, frame, name):
    own = getattr(frame, name, None)
    return (own or getattr(data.SharedFunctionalGroupsSequence[0], name))[0]


def normal(orientation):
    return np.cross(orientation[:3], orientation[3:])


def seg_pixels(data):
    count = int(data.NumberOfFrames)
    shape = (count, data.Rows, data.Columns)
    if data.SegmentationType == "BINARY":
        bits = np.unpackbits(np.frombuffer(data.PixelData, np.uint8), bitorder="little")
        return bits[: np.prod(shape)].reshape(shape)
    values = np.frombuffer(data.PixelData, np.uint8)[: np.prod(shape)].reshape(shape)
    return (2 * values.astype(int) >= data.MaximumFractionalValue).astype(np.uint8)


def code_in(item, keyword):
    sequence = item.get(keyword)
    return (sequence[0].CodeValue, sequence[0].CodingSchemeDesignator) if sequence else None


def side_of(segment):
    kind = segment.SegmentedPropertyTypeCodeSequence[0]
    found = code_in(kind, "SegmentedPropertyTypeModifierCodeSequence")
    sides = {"left": codes.cid244.Left, "right": codes.cid244.Right}
    return "".join(f"|{side}" for side, code in sides.items() if found == (code.value, code.scheme_designator))


def seg_categories(path):
    """Whether pydicom's table of context group 7150 (PS3.16) has each segment's category."""
    known = {(code.value, code.scheme_designator) for code in codes.cid7150.concepts.values()}
    for segment in pydicom.dcmread(path).SegmentSequence:
        print(code_in(segment, "SegmentedPropertyCategoryCodeSequence") in known)


def seg_voxels(data):
    """0 and 1 by segment, slice, row, column; and where the first slice lies."""
    frames = data.PerFrameFunctionalGroupsSequence
    along = normal(np.array(groups(data, frames[0], "PlaneOrientationSequence").ImageOrientationPatient, float))
    heights = np.array([np.dot(along, np.array(groups(data, f, "PlanePositionSequence").ImagePositionPatient, float))
                        for f in frames])
    levels = np.unique(np.round(heights, 3))
    measures = groups(data, frames[0], "PixelMeasuresSequence")
    step = float(getattr(measures, "SpacingBetweenSlices", 0)) or (np.diff(levels).min() if len(levels) > 1 else 1)
    slices = np.round((heights - heights.min()) / step).astype(int)
    segments = data.SegmentSequence
    result = np.zeros((len(segments), slices.max() + 1, data.Rows, data.Columns), np.uint8)
    for pixels, frame, where in zip(seg_pixels(data), frames, slices):
        number = groups(data, frame, "SegmentIdentificationSequence").ReferencedSegmentNumber
        result[number - 1, where] |= pixels
    return result, groups(data, frames[int(heights.argmin())], "PlanePositionSequence").ImagePositionPatient


def seg(path, raw):
    data = pydicom.dcmread(path)
    voxels, _ = seg_voxels(data)
    voxels.tofile(raw)
    print(data.Columns, data.Rows, voxels.shape[1])
    for segment in data.SegmentSequence:
        code = segment.SegmentedPropertyTypeCodeSequence[0]
        print(f"{segment.SegmentLabel}|{code.CodingSchemeDesignator}|{code.CodeValue}|{segment.SegmentAlgorithmType}"
              + side_of(segment))


def positions(folder):
    images = [pydicom.dcmread(f, stop_before_pixels=True) for f in pathlib.Path(folder).iterdir()]
    return {i.SOPInstanceUID: i for i in images}


def position_of(reference, images):
    image = images[reference.ReferencedSOPInstanceUID]
    if "PerFrameFunctionalGroupsSequence" in image:
        frame = image.PerFrameFunctionalGroupsSequence[int(reference.ReferencedFrameNumber) - 1]
        image = groups(image, frame, "PlanePositionSequence")
    return np.array(image.ImagePositionPatient, float)


def seg_references(path, folder):
    data = pydicom.dcmread(path)
    images = positions(folder)
    matched = 0
    for frame in data.PerFrameFunctionalGroupsSequence:
        wanted = np.array(groups(data, frame, "PlanePositionSequence").ImagePositionPatient, float)
        sources = frame.DerivationImageSequence[0].SourceImageSequence
        matched += all(np.allclose(wanted, position_of(s, images), atol=1e-4) for s in sources)
    listed = {r.ReferencedSOPInstanceUID
              for series in data.ReferencedSeriesSequence for r in series.ReferencedInstanceSequence}
    assert listed == set(images), "every source image is listed once"
    print(len(data.PerFrameFunctionalGroupsSequence), matched)


def contours(data):
    return [c for r in data.ROIContourSequence for c in getattr(r, "ContourSequence", [])]


def rt_references(path, folder):
    data = pydicom.dcmread(path)
    images = positions(folder)
    matched = 0
    for contour in contours(data):
        image = images[contour.ContourImageSequence[0].ReferencedSOPInstanceUID]
        along = normal(np.array(image.ImageOrientationPatient, float))
        points = np.array(contour.ContourData, float).reshape(-1, 3)
        away = (points - np.array(image.ImagePositionPatient, float)) @ along
        matched += np.abs(away).max() < 0.01
    print(len(contours(data)), matched)


def rt_axial(path, out, *numbers):
    values = np.array(numbers, float)
    origin, direction = values[3:6], values[6:].reshape(3, 3)
    data = pydicom.dcmread(path, force=True)
    for contour in contours(data):
        points = (np.array(contour.ContourData, float).reshape(-1, 3) - origin) @ direction
        points[:, 2] = np.round(points[:, 2].mean() / values[2]) * values[2]
        contour.ContourData = [f"{v:.6f}"[:16] for v in points.ravel()]
    data.save_as(out)


def nifti(path, raw):
    import nibabel
    image = nibabel.load(path)
    (np.asarray(image.dataobj) != 0).astype(np.uint8).ravel(order="F").tofile(raw)


if __name__ == "__main__":
    globals()[sys.argv[1].replace("-", "_")](*sys.argv[2:])
