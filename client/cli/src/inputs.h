#pragma once

#include "console.h"

#include "laurel/dicom/series.h"
#include "laurel/engine/engine.h"
#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <filesystem>
#include <optional>
#include <string>

namespace laurel {

/// Whether the path is read through DICOM: a folder, or a file of no extension that Laurel knows.
bool isDicomPath(const std::filesystem::path& path);

/// The one series of the path that can be read, or that of this SeriesInstanceUID.
/// @throws Error InvalidInput where there is none, InvalidArgument naming them where there are
/// several
SeriesInfo chooseSeries(const std::filesystem::path& path, const std::string& seriesId,
                        Console& console);

Volume loadImage(const std::filesystem::path& path, const std::string& seriesId, Console& console);

/// Labels whose file may not say where they lie (arrays without affine or resolution): there they
/// take this grid.
LabelMap loadLabelsOn(const std::filesystem::path& path, const Geometry& grid);

/// Two label maps of one case; a grid that only one of the files holds serves both.
struct LabelPair {
    LabelMap reference;
    LabelMap segmentation;
};
LabelPair loadLabelPair(const std::filesystem::path& reference,
                        const std::filesystem::path& segmentation);

/// Labels where the file names structures (or is forced to be read as labels), else none.
std::optional<LabelMap> loadAsLabels(const std::filesystem::path& path, bool force);

/// "320×192×24 voxels of 1×1×8 mm, first voxel at (0, 0, 0) mm, axes LPS".
std::string describeGrid(const Geometry& geometry);

/// @throws Error InvalidInput describing both where the grids differ
void requireSameGrid(const Geometry& first, const std::string& firstName, const Geometry& second,
                     const std::string& secondName);

/// @throws Error InvalidArgument where the range leaves the image
void requireWithin(const std::optional<SliceRange>& slices, const Geometry& geometry);

} // namespace laurel
