#pragma once

#include "laurel/arrays/read_limits.h"
#include "laurel/imaging/label_map.h"

#include <filesystem>
#include <optional>
#include <string>

/// A folder of masks with a file for each structure, as TotalSegmentator and Dafne write them:
/// `soleus_L.nii.gz`, `soleus_R.nii.gz` … A file holds 0 and one other value. Where the folder has
/// a table `rois.tsv` (columns as BIDS' `dseg.tsv`, and `file`), it says which files belong to it
/// and gives values, colours and names that no file can have; else each file that Laurel reads is
/// a structure called like it, numbered in the order of names. Masks that overlap go to further
/// layers. All files must have one grid; axes may run otherwise than in the first.
namespace laurel {

/// Whether it is a folder that holds a file which Laurel reads, other than DICOM.
bool isRoiFolder(const std::filesystem::path& path);

/// @param geometry used for arrays (.npy), which have no grid
/// @throws Error NotFound where the folder holds no mask or a file of its table is missing;
///         InvalidInput naming the file that is no mask, or whose grid differs; LimitExceeded for
///         more than 4096 files or more layers than `limits` allow; and as readLabels
LabelMap readRoiFolder(const std::filesystem::path& folder, const ReadLimits& limits = {},
                       const std::optional<Geometry>& geometry = std::nullopt);

/// A new folder of .nii.gz files and rois.tsv: there as a whole or not at all. Values without a
/// segment get one.
/// @throws Error AlreadyExists for what is no empty folder; Io; InvalidArgument on a name that is
///         not plain text
void writeRoiFolder(const std::filesystem::path& folder, const LabelMap& labels);

/// A file name for a structure: letters, digits, "-", "_", "." and what is not ASCII stay, all else
/// becomes "_".
std::string roiFileStem(const std::string& name);

} // namespace laurel
