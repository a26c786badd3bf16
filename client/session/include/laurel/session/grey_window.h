#pragma once

#include "laurel/edit/segmentation.h"
#include "laurel/imaging/volume.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace laurel {

/// Grey values shown: black at level - width / 2, white at level + width / 2; rescaled units.
struct GreyWindow {
    double width = 1;
    double level = 0.5;
    bool inverted = false;
    bool operator==(const GreyWindow&) const = default;
};

/// Between these percentiles (0 to 100) of the frame's values; a sample of at most 2^16 of them.
GreyWindow percentileWindow(const Volume& image, std::int64_t frame, double low, double high);

/// Which part of the values falls into each of so many equal bars from `low` to `high`; of a slice,
/// or of all. A sample of about 2^16 values at most; what is no number counts nowhere.
/// Precondition: bars > 0, the plane lies in the image.
std::vector<double> greyHistogram(const Volume& image, std::int64_t frame,
                                  const std::optional<SlicePlane>& plane, double low, double high,
                                  int bars);

/// In which colours values are shown, from the darkest to the brightest.
enum class ColorMap : std::uint8_t { Grey, Hot, Inferno, Viridis };
inline constexpr int colorMaps = static_cast<int>(ColorMap::Viridis) + 1;

} // namespace laurel
