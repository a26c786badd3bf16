#!/usr/bin/env python3
"""read_patients.py FOLDER: for every DICOM file, its name, a tab, and its patient as Laurel shows one on screen,
by pydicom."""
import os
import sys
import warnings

import pydicom


def shown(group):
    family, *rest = group.split("^")
    rest = " ".join(part.strip() for part in rest if part.strip())
    return ", ".join(part for part in (family.strip(), rest) if part)


def label(data):
    groups = [shown(group) for group in str(data.get("PatientName", "")).split("=")]
    groups = [group for group in groups if group]
    name = " ".join(groups[:1] + [f"[{group}]" for group in groups[1:]])
    number = str(data.get("PatientID", "")).strip()
    return " ".join(part for part in (name, f"({number})" if number else "") if part)


def main():
    warnings.simplefilter("ignore")
    for name in sorted(os.listdir(sys.argv[1])):
        path = os.path.join(sys.argv[1], name)
        if pydicom.misc.is_dicom(path):
            print(f"{name}\t{label(pydicom.dcmread(path, stop_before_pixels=True))}")


if __name__ == "__main__":
    main()
