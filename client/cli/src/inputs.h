#pragma once

#include "commands.h"

#include "laurel/engine/engine.h"
#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"
#include "laurel/workflow/image_source.h"
#include "laurel/workflow/label_source.h"

#include <filesystem>
#include <optional>
#include <string>

namespace laurel {

/// As loadImage of laurel/reading, with what is worth knowing told on the console.
LoadedImage loadNotedImage(const std::filesystem::path& path, const ImageSelection& which,
                           Console& console);
Volume loadImage(const std::filesystem::path& path, const ImageSelection& which, Console& console);

/// Labels brought onto the image's grid, with what is worth knowing told on the console.
LabelMap loadLabelsOn(const std::filesystem::path& path, const LoadedImage& image,
                      LabelOptions options, Console& console);

/// Two label maps of one case; a grid that only one of the files holds serves both.
struct LabelPair {
    LabelMap reference;
    LabelMap segmentation;
};
LabelPair loadLabelPair(const std::filesystem::path& reference,
                        const std::filesystem::path& segmentation);

/// Labels where the file names structures (or is forced to be read as labels), else none.
/// @param table that names the values; empty: the one beside the file, if any
/// @param grid  for contours and for arrays that say no place
std::optional<LabelMap> loadAsLabels(const std::filesystem::path& path, bool force,
                                     const std::filesystem::path& table = {},
                                     const std::optional<Geometry>& grid = {});

/// @throws Error InvalidArgument where the range leaves the image
void requireWithin(const std::optional<SliceRange>& slices, const Geometry& geometry);

} // namespace laurel
