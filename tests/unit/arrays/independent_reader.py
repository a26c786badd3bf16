"""What nibabel and NumPy say of files, for comparison with Laurel's readers.

independent_reader.py nifti FOLDER FILE...        shape and affine of each on stdout, scaled voxels to FOLDER/<n>
independent_reader.py npz FOLDER FILE:NAME...     shape of each on stdout, values to FOLDER/<n>
independent_reader.py write-nifti FOLDER          files of several kinds; voxel i (x fastest) holds i % 100
independent_reader.py write-npz FILE              arrays of several kinds
Values are float64: of images x fastest, of arrays in C order.
"""
import sys

import numpy as np


def show(name, values):
    print(name, *(repr(float(v)) for v in np.ravel(values)))


def read_nifti(folder, *paths):
    import nibabel

    for number, path in enumerate(paths):
        image = nibabel.load(path)
        print("file")
        show("shape", image.shape)
        show("affine", image.affine)
        image.get_fdata(dtype=np.float64).ravel(order="F").tofile(f"{folder}/{number}")


def read_npz(folder, *places):
    for number, place in enumerate(places):
        path, name = place.rsplit(":", 1)
        array = np.load(path, allow_pickle=False)[name]
        print("file")
        show("shape", array.shape)
        array.astype(np.float64).ravel(order="C").tofile(f"{folder}/{number}")


def write_nifti(folder):
    import nibabel

    values = (np.arange(3 * 4 * 5) % 100).reshape((3, 4, 5), order="F")
    affine = np.array([[0, -2, 0, 5], [1.5, 0, 0, -7], [0, 0, 3, 11], [0, 0, 0, 1.0]])
    for kind in ("u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f4", "f8"):
        for order in "<>":
            header = nibabel.Nifti1Header(endianness=order)
            header.set_data_dtype(np.dtype(order + kind))
            image = nibabel.Nifti1Image(values.astype(order + kind), affine, header)
            image.to_filename(f"{folder}/one_{kind}_{'little' if order == '<' else 'big'}.nii.gz")
            header = nibabel.Nifti2Header(endianness=order)
            header.set_data_dtype(np.dtype(order + kind))
            image = nibabel.Nifti2Image(values.astype(order + kind), affine, header)
            image.to_filename(f"{folder}/two_{kind}_{'little' if order == '<' else 'big'}.nii")
    nibabel.Nifti1Pair(values.astype("i2"), affine).to_filename(f"{folder}/pair.img")
    only_qform = nibabel.Nifti1Image(values.astype("u1"), affine)
    only_qform.set_sform(None, 0)
    only_qform.set_qform(affine, 1)
    only_qform.to_filename(f"{folder}/qform.nii")


def write_npz(path):
    grid = np.arange(24).reshape(2, 3, 4)
    arrays = {kind: grid.astype(kind) for kind in "u1 i1 u2 i2 u4 i4 u8 i8 f2 f4 f8 >i4 >f8 ?".split()}
    np.savez_compressed(path, fortran=np.asfortranarray(grid.astype("i2")), **arrays)


if __name__ == "__main__":
    {"nifti": read_nifti, "npz": read_npz, "write-nifti": write_nifti, "write-npz": write_npz}[sys.argv[1]](*sys.argv[2:])
