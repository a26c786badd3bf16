#include "slices.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace laurel {

std::vector<float> sliceValues(const Volume& volume, std::int64_t frame, std::int64_t slice) {
    const GridSize& size = volume.geometry().size();
    const auto count = static_cast<std::size_t>(size.x * size.y);
    const std::size_t first = count * static_cast<std::size_t>(frame * size.z + slice);
    std::vector<float> values(count);
    std::visit(
        [&](const auto& samples) {
            for (std::size_t i = 0; i < count; ++i) {
                const auto value = static_cast<float>(static_cast<double>(samples[first + i]) *
                                                          volume.rescale().slope +
                                                      volume.rescale().intercept);
                values[i] = std::isfinite(value) ? value : 0;
            }
        },
        volume.pixels());
    return values;
}

std::optional<std::vector<std::int64_t>> fileSlices(const Geometry& file,
                                                    const Orientation& canonical) {
    const Orientation own = Orientation::of(file.direction());
    if (own.patientAxis(2) != canonical.patientAxis(2)) {
        return std::nullopt;
    }
    std::vector<std::int64_t> slices(static_cast<std::size_t>(file.size().z));
    std::iota(slices.begin(), slices.end(), std::int64_t{0});
    if (own.isFlipped(2) != canonical.isFlipped(2)) {
        std::reverse(slices.begin(), slices.end());
    }
    return slices;
}

std::vector<bool> canonicalSlices(const Geometry& file, const Orientation& canonical,
                                  const std::optional<SliceRange>& range) {
    std::vector<bool> wanted(static_cast<std::size_t>(reorient(file, canonical).size().z), true);
    const std::optional<std::vector<std::int64_t>> slices = fileSlices(file, canonical);
    if (range && slices) {
        std::transform(slices->begin(), slices->end(), wanted.begin(),
                       [&](std::int64_t slice) { return range->contains(slice); });
    }
    return wanted;
}

} // namespace laurel
