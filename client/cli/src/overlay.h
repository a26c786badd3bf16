#pragma once

#include "canvas.h"

#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace laurel {

/// What a picture shows. All lie on one grid.
struct OverlayScene {
    Volume image;                      ///< its first frame
    std::optional<LabelMap> labels;    ///< filled at 34 %, outlined in their colours
    std::optional<LabelMap> reference; ///< outlined in white
};

/// Slices worth showing: up to `most` of those from first to last, evenly spread, preferring slices
/// with labels where there are any.
std::vector<std::int64_t> chooseSlices(const OverlayScene& scene, std::int64_t first,
                                       std::int64_t last, std::size_t most);

/// The slices side by side, seen as radiologists do (the patient's right at the left, anterior or
/// superior on top), cropped to the body, with a legend. Grey values: the 1st to the 99.5th
/// percentile.
Canvas drawOverlay(const OverlayScene& scene, const std::vector<std::int64_t>& slices);

} // namespace laurel
