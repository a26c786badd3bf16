#pragma once

#include "console.h"

#include "laurel/engine/engine.h"
#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"
#include "laurel/workflow/image_source.h"

#include <filesystem>
#include <optional>
#include <string>

namespace laurel {

/// As the function of laurel/workflow, with what is worth knowing told on the console.
Volume loadImage(const std::filesystem::path& path, const std::string& seriesId, Console& console);

/// Two label maps of one case; a grid that only one of the files holds serves both.
struct LabelPair {
    LabelMap reference;
    LabelMap segmentation;
};
LabelPair loadLabelPair(const std::filesystem::path& reference,
                        const std::filesystem::path& segmentation);

/// Labels where the file names structures (or is forced to be read as labels), else none.
std::optional<LabelMap> loadAsLabels(const std::filesystem::path& path, bool force);

/// @throws Error InvalidArgument where the range leaves the image
void requireWithin(const std::optional<SliceRange>& slices, const Geometry& geometry);

} // namespace laurel
