#include "laurel/dicom/series.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

constexpr int smallestEdge = 16;
constexpr int largestEdge = 1024;

/// The middle slice as a series of its own.
SeriesInfo middleSlice(const SeriesInfo& series) {
    const auto slices =
        series.planes.size() / static_cast<std::size_t>(std::max<std::int64_t>(1, series.frames));
    SeriesInfo one;
    one.id = series.id;
    one.planes = {series.planes.at(slices / 2)};
    one.files = {one.planes.front().file};
    return one;
}

/// The mean of what lies under each pixel of the picture, or the nearest where that is nothing.
std::vector<float> reduced(const Volume& slice, int width, int height) {
    const std::vector<float> values = slice.toFloat();
    const GridSize& size = slice.geometry().size();
    std::vector<float> result;
    const auto range = [](int at, int count, std::int64_t of) {
        const std::int64_t first = of * at / count;
        return std::pair(first, std::max(first + 1, of * (at + 1) / count));
    };
    for (int row = 0; row < height; ++row) {
        const auto [top, bottom] = range(row, height, size.y);
        for (int column = 0; column < width; ++column) {
            const auto [left, right] = range(column, width, size.x);
            double sum = 0;
            for (std::int64_t y = top; y < bottom; ++y) {
                for (std::int64_t x = left; x < right; ++x) {
                    sum += static_cast<double>(values[static_cast<std::size_t>(x + size.x * y)]);
                }
            }
            result.push_back(
                static_cast<float>(sum / static_cast<double>((bottom - top) * (right - left))));
        }
    }
    return result;
}

/// From the darkest to the brightest percent.
std::vector<std::uint8_t> windowed(const std::vector<float>& values) {
    std::vector<float> ranked = values;
    const auto percent = static_cast<std::ptrdiff_t>(ranked.size() / 100);
    std::ranges::nth_element(ranked, ranked.begin() + percent);
    const float low = ranked[static_cast<std::size_t>(percent)];
    std::ranges::nth_element(ranked, ranked.end() - 1 - percent);
    const float high = *(ranked.end() - 1 - percent);
    const float scale = high > low ? 255 / (high - low) : 0;
    std::vector<std::uint8_t> grey(values.size());
    std::ranges::transform(values, grey.begin(), [&](float value) {
        return static_cast<std::uint8_t>(
            std::lround(std::clamp((value - low) * scale, 0.F, 255.F)));
    });
    return grey;
}

} // namespace

std::optional<Thumbnail> seriesThumbnail(const SeriesInfo& series, int edge) {
    if (series.planes.empty() || series.size.x < 1) {
        return std::nullopt;
    }
    try {
        NoProgress progress;
        const Volume slice = readSeries(middleSlice(series), progress, {});
        const auto& spacing = slice.geometry().spacing();
        const double width = static_cast<double>(slice.geometry().size().x) * spacing[0];
        const double height = static_cast<double>(slice.geometry().size().y) * spacing[1];
        const double scale = std::clamp(edge, smallestEdge, largestEdge) / std::max(width, height);
        Thumbnail picture;
        picture.width = std::max(1, static_cast<int>(std::lround(width * scale)));
        picture.height = std::max(1, static_cast<int>(std::lround(height * scale)));
        picture.pixels = windowed(reduced(slice, picture.width, picture.height));
        return picture;
    } catch (const Error&) { // what is wrong is told when the series is opened
        return std::nullopt;
    }
}

} // namespace laurel
