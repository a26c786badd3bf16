#include "segmentation_object_grid.h"

#include "dicom_text.h"
#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

constexpr double samePositionMm = 0.01;   ///< frames closer than this lie in one plane
constexpr double sameSpacing = 0.05;      ///< of the slice distance
constexpr double driftPixels = 0.25;      ///< sideways, before planes count as shifted
constexpr std::int64_t mostAbsent = 4096; ///< slices without a frame

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
    throw Error(ErrorCode::Unsupported, path.string() + ": the planes of the segmentation " + why);
}

/// Positions along the normal, relative to the first frame's.
std::vector<double> heightsOf(const SegmentationHeader& header, const std::filesystem::path& path) {
    const FramePlane& first = header.frames.front().plane;
    const auto normal = normalOf(first);
    const double pixel = std::min(first.pixelSpacing[0], first.pixelSpacing[1]);
    std::vector<double> heights;
    for (const auto& frame : header.frames) {
        if (!areParallel(first, frame.plane)) {
            refuse(path, "differ in orientation or pixel spacing");
        }
        const auto shift = difference(frame.plane.position, first.position);
        const double height = along(normal, shift);
        const double square = along(shift, shift) - height * height;
        if (std::sqrt(std::max(0.0, square)) > driftPixels * pixel) {
            refuse(path, "are shifted sideways against each other");
        }
        heights.push_back(height);
    }
    return heights;
}

std::vector<double> levelsOf(std::vector<double> heights) {
    std::ranges::sort(heights);
    std::vector<double> levels;
    for (const double height : heights) {
        if (levels.empty() || height - levels.back() > samePositionMm) {
            levels.push_back(height);
        }
    }
    return levels;
}

bool isEven(const std::vector<double>& levels, double step) {
    return std::ranges::all_of(levels, [&](double level) {
        const double slices = (level - levels.front()) / step;
        return std::abs(slices - std::round(slices)) <= sameSpacing;
    });
}

/// The distance of slices: the declared one where the positions are multiples of it (frames of
/// some slices may be absent), else the smallest that occurs; made exact over the whole stack.
double distanceOf(const std::vector<double>& levels, const FramePlane& first,
                  const std::filesystem::path& path) {
    const std::optional<double> declared = first.distance ? first.distance : first.thickness;
    if (levels.size() == 1) {
        return declared.value_or(1);
    }
    double smallest = levels.back() - levels.front();
    for (std::size_t i = 1; i < levels.size(); ++i) {
        smallest = std::min(smallest, levels[i] - levels[i - 1]);
    }
    const bool fits = first.distance && isEven(levels, *first.distance);
    const double step = fits ? *first.distance : smallest;
    if (!isEven(levels, step)) {
        refuse(path, "are unevenly spaced (" + toDecimalString(smallest) + " mm at the closest)");
    }
    const double range = levels.back() - levels.front();
    return range / std::round(range / step);
}

} // namespace

SegmentationGrid segmentationGrid(const SegmentationHeader& header,
                                  const std::filesystem::path& path) {
    const auto heights = heightsOf(header, path);
    const auto levels = levelsOf(heights);
    FramePlane first = header.frames.front().plane;
    const double distance = distanceOf(levels, first, path);
    const double slices = std::round((levels.back() - levels.front()) / distance) + 1;
    if (slices - static_cast<double>(levels.size()) > mostAbsent) {
        refuse(path, "lie too far apart: " + toDecimalString(slices) + " slices, of which " +
                         std::to_string(levels.size()) + " are there");
    }
    const auto lowest = std::ranges::min_element(heights) - heights.begin();
    first.position = header.frames[static_cast<std::size_t>(lowest)].plane.position;
    SegmentationGrid grid{
        gridOf(first, header.columns, header.rows, static_cast<std::int64_t>(slices), distance),
        {}};
    for (const double height : heights) {
        grid.sliceOf.push_back(
            static_cast<std::int64_t>(std::round((height - levels.front()) / distance)));
    }
    return grid;
}

} // namespace laurel
