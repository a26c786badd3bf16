#pragma once

#include "laurel/cli/commands.h"
#include "laurel/dicom/series.h"
#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <filesystem>
#include <string>

namespace laurel::cli {

/// Whether the path is to be read as DICOM: a folder, or a file whose extension no other format
/// has.
bool isDicomPath(const std::filesystem::path& path);

/// The image at a path: the one DICOM series of a folder (or the one with this SeriesInstanceUID),
/// or a file of any known format.
/// @throws Error NotFound; InvalidInput when several series are there and none was chosen
Volume readImage(const std::filesystem::path& path, const std::string& series,
                 const Environment& environment);

/// Whether a file holds labels by its own account: .seg.nrrd, masks in an npz, a label table beside
/// it.
bool holdsLabels(const std::filesystem::path& path);

} // namespace laurel::cli
