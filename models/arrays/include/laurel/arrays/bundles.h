#pragma once

#include "laurel/arrays/npy.h"
#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <filesystem>
#include <optional>

/// Images and masks as arrays, after Dafne's conventions.
///
/// Arrays are indexed [row, column], [row, column, slice] or [row, column, slice, frame].
/// `resolution` holds mm in the order row, column, slice; with two numbers a single slice is taken
/// to be 1 mm thick, and several slices are refused. `affine` (4×4, optional) maps (row, column,
/// slice) to RAS mm, as nibabel and DOSMA have it; its columns must agree with `resolution` where
/// both are present. Without affine the grid is axial with its first voxel at the origin: row 0 is
/// anterior, column 0 the patient's right, slice 0 inferior. In a Volume, x is the column, y the
/// row.
namespace laurel {

/// `data`, or `image`, with `resolution` or `affine`. A .npy holds the array alone.
/// @param geometry used where the file has neither; absent: spacing 1 mm
/// @throws Error as readNpy, and InvalidInput where the arrays do not fit together
Volume readArrayVolume(const std::filesystem::path& path, const ReadLimits& limits = {},
                       const std::optional<Geometry>& geometry = std::nullopt);

/// Masks of an .npz: the arrays `mask_<name>` where there are any, else every array but `data`,
/// `image`, `resolution` and `affine`. Names are as in the file (less `mask_`). In each mask one
/// value other than 0 may occur. Segment n of the file's order has value n, unless `label_values`
/// (what writeArrayLabels leaves) says otherwise; masks that overlap go to further layers. A .npy,
/// or an .npz with `labels` alone, is a map of label numbers without names.
/// @param geometry used where the file has neither `resolution` nor `affine`; absent: 1 mm
/// @throws Error as readArrayVolume
LabelMap readArrayLabels(const std::filesystem::path& path, const ReadLimits& limits = {},
                         const std::optional<Geometry>& geometry = std::nullopt);

/// .npz with `data`, `resolution` and `affine`; stored samples, with `rescale` [slope, intercept]
/// where it is not 1, 0. A .npy gets the rescaled samples alone: no grid.
void writeArrayVolume(const std::filesystem::path& path, const Volume& volume);

/// .npz with one `mask_<name>` for each segment, `resolution`, `affine`, `label_values`,
/// `label_layers` and `label_colors`; values without a segment become "Label N", and layers that
/// hold nothing are left out. Without any segment: `labels`, the label numbers. Abbreviations and
/// SNOMED codes have no place here. A .npy gets the first layer alone, as label numbers.
/// @throws Error Io; InvalidArgument for a .npy of several layers
void writeArrayLabels(const std::filesystem::path& path, const LabelMap& labels);

} // namespace laurel
