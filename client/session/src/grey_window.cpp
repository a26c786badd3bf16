#include "laurel/session/grey_window.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace laurel {

namespace {

constexpr std::int64_t mostSamples = std::int64_t{1}
                                     << 16; ///< a percentile is told to 0.4 % of ranks

/// A step through the frame that gives at most so many samples. It has no factor in common with the
/// slice, so that samples come from all columns and rows and not from a few.
std::int64_t sampleStep(const GridSize& size) {
    std::int64_t step = (size.voxels() + mostSamples - 1) / mostSamples;
    while (step > 1 && std::gcd(step, size.x * size.y) != 1) {
        ++step;
    }
    return step;
}

/// Rescaled values that are numbers.
std::vector<double> samplesOf(const Volume& image, std::int64_t frame) {
    const GridSize& size = image.geometry().size();
    const std::int64_t step = sampleStep(size);
    const Rescale& rescale = image.rescale();
    std::vector<double> samples;
    samples.reserve(static_cast<std::size_t>(size.voxels() / step + 1));
    std::visit(
        [&]<typename T>(const std::vector<T>&) {
            const std::span<const T> stored = image.frame<T>(frame);
            for (std::size_t i = 0; i < stored.size(); i += static_cast<std::size_t>(step)) {
                const double value =
                    static_cast<double>(stored[i]) * rescale.slope + rescale.intercept;
                if (std::isfinite(value)) {
                    samples.push_back(value);
                }
            }
        },
        image.pixels());
    return samples;
}

/// Reorders the samples. @param percent 0 to 100
double percentile(std::vector<double>& samples, double percent) {
    const double last = static_cast<double>(samples.size() - 1);
    const auto rank = static_cast<std::ptrdiff_t>(std::llround(percent / 100 * last));
    std::nth_element(samples.begin(), samples.begin() + rank, samples.end());
    return samples[static_cast<std::size_t>(rank)];
}

} // namespace

GreyWindow percentileWindow(const Volume& image, std::int64_t frame, double low, double high) {
    std::vector<double> samples = samplesOf(image, frame);
    if (samples.empty()) {
        return {};
    }
    const double black = percentile(samples, std::clamp(low, 0.0, 100.0));
    const double white = percentile(samples, std::clamp(high, 0.0, 100.0));
    return {white > black ? white - black : 1.0, black + (white - black) / 2};
}

namespace {

/// Rescaled values of a slice that are numbers, of so many rows and columns that there are not more
/// than the most.
std::vector<double> samplesOf(const Volume& image, std::int64_t frame, const SlicePlane& plane) {
    const GridSize& size = image.geometry().size();
    const int across = plane.axis == 0 ? 1 : 0;
    const int down = plane.axis == 2 ? 1 : 2;
    const double all = static_cast<double>(size[across]) * static_cast<double>(size[down]);
    const auto step = static_cast<std::int64_t>(
        std::max(1.0, std::ceil(std::sqrt(all / static_cast<double>(mostSamples)))));
    std::vector<double> samples;
    for (std::int64_t row = 0; row < size[down]; row += step) {
        for (std::int64_t column = 0; column < size[across]; column += step) {
            const VoxelIndex at = plane.axis == 0   ? VoxelIndex{plane.index, column, row}
                                  : plane.axis == 1 ? VoxelIndex{column, plane.index, row}
                                                    : VoxelIndex{column, row, plane.index};
            const double value = image.value(at, frame);
            if (std::isfinite(value)) {
                samples.push_back(value);
            }
        }
    }
    return samples;
}

} // namespace

std::vector<double> greyHistogram(const Volume& image, std::int64_t frame,
                                  const std::optional<SlicePlane>& plane, double low, double high,
                                  int bars) {
    std::vector<double> shares(static_cast<std::size_t>(bars));
    const std::vector<double> samples =
        plane ? samplesOf(image, frame, *plane) : samplesOf(image, frame);
    for (const double value : samples) {
        if (value >= low && value <= high && high > low) {
            const double place = (value - low) / (high - low) * bars;
            shares[static_cast<std::size_t>(std::min(place, bars - 1.0))] += 1;
        }
    }
    for (double& share : shares) {
        share /= static_cast<double>(std::max<std::size_t>(samples.size(), 1));
    }
    return shares;
}

} // namespace laurel
