#include "prepared_volume.h"

#include "bias.h"
#include "intensity.h"
#include "laurel/base/error.h"
#include "laurel/imaging/masks.h"
#include "laurel/imaging/orientation.h"
#include "laurel/imaging/resampling.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

/// As many voxels of the network's spacing as fill the canonical grid's box best, around its
/// middle.
Geometry networkGrid(const Geometry& canonical, const ModelInput& input) {
    const std::array<double, 3> spacing{input.spacingMm[2], input.spacingMm[1], input.spacingMm[0]};
    std::array<std::int64_t, 3> size{};
    std::array<double, 3> first{};
    for (int axis = 0; axis < 3; ++axis) {
        const auto a = static_cast<std::size_t>(axis);
        const double step = spacing[a] / canonical.spacing()[a];
        const auto extent = static_cast<double>(canonical.size()[axis]);
        size[a] = std::max<std::int64_t>(1, std::llround(extent / step));
        first[a] = (extent - 1) / 2 - step * static_cast<double>(size[a] - 1) / 2;
    }
    const WorldPoint origin = canonical.toWorld(ContinuousIndex{first[0], first[1], first[2]});
    return {{size[0], size[1], size[2]}, spacing, origin, canonical.direction()};
}

void requireFit(const Geometry& grid) {
    constexpr std::int64_t mostVoxels = std::int64_t{1} << 28;
    if (grid.size().voxels() > mostVoxels) {
        throw Error(ErrorCode::LimitExceeded, "at the model's spacing the image has " +
                                                  grid.describe() + ", more than " +
                                                  std::to_string(mostVoxels));
    }
}

Mask brighterThanAir(const std::vector<float>& values) {
    const float threshold = otsuThreshold(values);
    Mask body(values.size());
    std::ranges::transform(values, body.begin(), [threshold](float value) {
        return static_cast<std::uint8_t>(value > threshold);
    });
    return body;
}

} // namespace

PreparedVolume::PreparedVolume(const ModelInput& input, const Geometry& image,
                               const Geometry& canonical, const Geometry& grid,
                               std::vector<float> values)
    : input_(input), image_(image), canonical_(canonical), grid_(grid), values_(std::move(values)) {
}

std::size_t PreparedVolume::planes() const noexcept {
    std::size_t count = 1;
    for (int axis = 0; axis < 3; ++axis) {
        count *= windowStarts(grid_.size()[axis], window()[axis]).size();
    }
    return count;
}

std::size_t PreparedVolume::bytes() const noexcept {
    return sizeof(*this) + values_.size() * sizeof(float);
}

std::shared_ptr<const PreparedVolume> prepareVolume(const ModelInput& input, const Volume& image,
                                                    std::int64_t frame,
                                                    const CancellationToken& cancel) {
    Volume volume = reorient(image, Orientation(input.orientation));
    if (input.biasCorrection) {
        volume = withoutBias(volume, frame, cancel);
        frame = 0;
    }
    cancel.throwIfCancelled();
    const Geometry grid = networkGrid(volume.geometry(), input);
    requireFit(grid);
    const Volume resampled = resampleLinear(volume, grid, frame);
    auto values = std::get<std::vector<float>>(resampled.pixels());
    std::ranges::replace_if(
        values, [](float value) { return !std::isfinite(value); }, 0.0F);
    normalise(values, brighterThanAir(values), input);
    return std::make_shared<const PreparedVolume>(input, image.geometry(), volume.geometry(), grid,
                                                  std::move(values));
}

std::vector<std::int64_t> windowStarts(std::int64_t extent, std::int64_t window) {
    std::vector<std::int64_t> starts{0};
    const std::int64_t step = std::max<std::int64_t>(1, window / 2);
    while (starts.back() + window < extent) {
        starts.push_back(std::min(starts.back() + step, extent - window));
    }
    return starts;
}

} // namespace laurel
