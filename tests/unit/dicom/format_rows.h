#pragma once

#include "laurel/dicom/series.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// What Laurel does with the DICOM files of one folder.
struct FormatRow {
    std::string folder; ///< relative to the root
    std::string what;   ///< "MR Image Storage, JPEG-LS Lossless, 4 files"
    bool isOpened = false;
    std::string result; ///< "opens as 256×256×4 voxels of 1×1×1 mm" or "refused: why"
    /// Of an image that was opened: its number among those that a comparison was given.
    std::optional<std::size_t> number = {};
    std::string readers = {}; ///< which others see the same
};

/// Is told what was read, and gives it a number.
using SeriesObserver = std::function<std::size_t(const SeriesInfo&, const Volume&)>;

/// One row for each series of each folder under `root` that holds DICOM files of its own, in the
/// order of names. Volumes are decoded; those that have to be resampled are.
std::vector<FormatRow> formatRows(const std::filesystem::path& root,
                                  const SeriesObserver& observer = {});

/// As a table in Markdown.
std::string formatTable(const std::vector<FormatRow>& rows);

} // namespace laurel
