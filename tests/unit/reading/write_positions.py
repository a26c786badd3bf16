"""Writes a series of MR images for every way in which a patient lies in a scanner (PS3.3 C.7.3.1.1.2).

write_positions.py FOLDER: FOLDER/HFS, FOLDER/FFDL and so on. The voxel at the patient's x, y, z (LPS, mm) holds
20000 + 7 x + 110 y + 1300 z, rounded. The axes of the images are the scanner's: x to the right as seen from its
front, y down, z inwards; what they are in the patient follows from how the patient lies.
"""
import pathlib
import sys

import numpy as np
import pydicom
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage, generate_uid

LEFT, POSTERIOR, SUPERIOR = np.eye(3)
DOWN = {"S": POSTERIOR, "P": -POSTERIOR, "DR": -LEFT, "DL": LEFT}
INWARDS = {"HF": SUPERIOR, "FF": -SUPERIOR}
COLUMNS, ROWS, SLICES = 7, 6, 5
SPACING = np.array([1.5, 2, 4])  # along columns, rows, slices
CENTRE = np.array([3.0, -5, 9])


def series(folder, position):
    down = DOWN[position[2:]]
    inwards = INWARDS[position[:2]]
    axes = np.stack([np.cross(down, inwards), down, inwards], axis=1) * SPACING
    uid, frame_of_reference, study = (generate_uid(entropy_srcs=[position, what]) for what in "abc")
    for number in range(SLICES):
        first = CENTRE + axes @ [-(COLUMNS - 1) / 2, -(ROWS - 1) / 2, number - (SLICES - 1) / 2]
        grid = np.indices((ROWS, COLUMNS))
        places = first + grid[1][..., None] * axes[:, 0] + grid[0][..., None] * axes[:, 1]
        data = FileDataset(None, {}, preamble=b"\0" * 128, file_meta=FileMetaDataset())
        data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        data.file_meta.MediaStorageSOPClassUID = data.SOPClassUID = MRImageStorage
        data.SOPInstanceUID = generate_uid(entropy_srcs=[position, str(number)])
        data.file_meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID
        data.is_little_endian, data.is_implicit_VR = True, False
        data.Modality, data.Manufacturer, data.ImageType = "MR", "SIEMENS", ["ORIGINAL", "PRIMARY", "M"]
        data.StudyInstanceUID, data.SeriesInstanceUID, data.FrameOfReferenceUID = study, uid, frame_of_reference
        data.PatientPosition, data.SeriesNumber, data.InstanceNumber = position, 1, number + 1
        data.ImagePositionPatient = [f"{v:.6f}" for v in first]
        data.ImageOrientationPatient = [f"{v:.6f}" for v in np.concatenate([axes[:, 0] / SPACING[0], down])]
        data.PixelSpacing, data.SliceThickness = [float(SPACING[1]), float(SPACING[0])], float(SPACING[2])
        data.SpacingBetweenSlices = float(SPACING[2])
        data.Rows, data.Columns, data.SamplesPerPixel = ROWS, COLUMNS, 1
        data.PhotometricInterpretation = "MONOCHROME2"
        data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 16, 16, 15, 0
        data.PixelData = np.round(20000 + places @ [7, 110, 1300]).astype("<u2").tobytes()
        data.save_as(folder / f"{number:02}.dcm", write_like_original=False)


def main():
    for lies in DOWN:
        for entry in INWARDS:
            folder = pathlib.Path(sys.argv[1]) / (entry + lies)
            folder.mkdir()
            series(folder, entry + lies)


if __name__ == "__main__":
    main()
