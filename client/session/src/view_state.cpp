#include "laurel/session/view_state.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

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

void ViewState::setGrid(const GridSize& size) {
    size_ = size;
    setCrosshair({size.x / 2, size.y / 2, size.z / 2});
}

void ViewState::setCrosshair(const VoxelIndex& index) {
    const auto within = [](std::int64_t at, std::int64_t count) {
        return std::clamp<std::int64_t>(at, 0, count - 1);
    };
    const VoxelIndex clamped{within(index.x, size_.x), within(index.y, size_.y),
                             within(index.z, size_.z)};
    if (!(clamped == crosshair_)) {
        crosshair_ = clamped;
        Q_EMIT crosshairChanged();
    }
}

void ViewState::setFrames(std::int64_t count, std::int64_t shown) {
    frames_ = std::max<std::int64_t>(count, 1);
    setFrame(shown);
}

void ViewState::setFrame(std::int64_t frame) {
    const std::int64_t clamped = std::clamp<std::int64_t>(frame, 0, frames_ - 1);
    if (clamped != frame_) {
        frame_ = clamped;
        Q_EMIT frameChanged();
    }
}

void ViewState::setWindow(const GreyWindow& window) {
    if (!(window == window_)) {
        window_ = window;
        Q_EMIT windowChanged();
    }
}

void ViewState::setActiveSegment(int index) {
    if (index != activeSegment_) {
        activeSegment_ = index;
        Q_EMIT activeSegmentChanged();
    }
}

void ViewState::setRectangle(const std::optional<VoxelBox>& rectangle) {
    std::optional<VoxelBox> clipped = rectangle;
    if (clipped) {
        clipped->low = {std::max<std::int64_t>(clipped->low.x, 0),
                        std::max<std::int64_t>(clipped->low.y, 0), 0};
        clipped->high = {std::min(clipped->high.x, size_.x - 1),
                         std::min(clipped->high.y, size_.y - 1), size_.z - 1};
        if (clipped->empty()) {
            clipped.reset();
        }
    }
    if (clipped != rectangle_) {
        rectangle_ = clipped;
        Q_EMIT rectangleChanged();
    }
}

void ViewState::setCrossLines(bool shown) {
    if (shown != crossLines_) {
        crossLines_ = shown;
        Q_EMIT crossLinesChanged();
    }
}

void ViewState::setLinked(bool linked) {
    if (linked != linked_) {
        linked_ = linked;
        Q_EMIT linkedChanged();
    }
}

} // namespace laurel
