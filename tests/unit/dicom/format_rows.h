#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace laurel {

/// What Laurel does with the DICOM files of one folder.
struct FormatRow {
    std::string folder; ///< relative to the root
    std::string what;   ///< "MR Image Storage, JPEG-LS Lossless, 4 files"
    bool isOpened = false;
    std::string result; ///< "opens as 256×256×4 voxels of 1×1×1 mm" or "refused: why"
};

/// One row for each series of each folder under `root` that holds DICOM files of its own, in the
/// order of names. Volumes are decoded; those that have to be resampled are.
std::vector<FormatRow> formatRows(const std::filesystem::path& root);

/// As a table in Markdown.
std::string formatTable(const std::vector<FormatRow>& rows);

} // namespace laurel
