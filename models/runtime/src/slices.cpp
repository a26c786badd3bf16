#include "slices.h"

#include <cmath>

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

std::vector<bool> canonicalSlices(const Geometry& file, const Orientation& canonical,
                                  const std::optional<SliceRange>& range) {
    const Orientation own = Orientation::of(file.direction());
    int sliceAxis = 0;
    while (own.patientAxis(sliceAxis) != canonical.patientAxis(2)) {
        ++sliceAxis;
    }
    const std::int64_t slices = file.size()[sliceAxis];
    std::vector<bool> wanted(static_cast<std::size_t>(slices), true);
    if (range && sliceAxis == 2) {
        const bool reversed = own.isFlipped(2) != canonical.isFlipped(2);
        for (std::int64_t z = 0; z < slices; ++z) {
            wanted[static_cast<std::size_t>(z)] = range->contains(reversed ? slices - 1 - z : z);
        }
    }
    return wanted;
}

} // namespace laurel
