#include "laurel/reading/slice_picture.h"

#include "laurel/base/error.h"
#include "laurel/imaging/orientation.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

/// Which way columns, rows and slices have to run for the slice to be seen upright.
Orientation uprightFor(const Geometry& geometry) {
    constexpr int leftRight = 0;
    constexpr int upDown = 2;
    const int normal = Orientation::of(geometry.direction()).patientAxis(2);
    return Orientation(normal == upDown ? "LPS" : normal == leftRight ? "PIL" : "LIP");
}

/// One axis of a picture in the grid: which, and whether it is seen against its direction.
struct PictureSide {
    int axis = 0;
    bool mirrored = false;
};

PictureSide sideAlong(const Orientation& ofGrid, const Orientation& seen, int axisOfPicture) {
    for (int axis = 0; axis < 3; ++axis) {
        if (ofGrid.patientAxis(axis) == seen.patientAxis(axisOfPicture)) {
            return {axis, ofGrid.isFlipped(axis) != seen.isFlipped(axisOfPicture)};
        }
    }
    return {};
}

/// Offsets of the places along one side of the picture, three for each pixel.
std::vector<std::int64_t> placesAlong(const Geometry& geometry, const PictureSide& side,
                                      int pixels) {
    const GridSize& size = geometry.size();
    const std::int64_t count = size[side.axis];
    const std::int64_t stride = side.axis == 0 ? 1 : side.axis == 1 ? size.x : size.x * size.y;
    std::vector<std::int64_t> places;
    for (int place = 0; place < 3 * pixels; ++place) {
        const double part = (place + 0.5) / (3.0 * pixels);
        const auto at =
            std::min(count - 1, static_cast<std::int64_t>(part * static_cast<double>(count)));
        places.push_back((side.mirrored ? count - 1 - at : at) * stride);
    }
    return places;
}

} // namespace

SeenSlice::SeenSlice(const Geometry& geometry, std::int64_t slice, int edge) {
    const GridSize& size = geometry.size();
    if (slice < 0 || slice >= size.z || edge < 1) {
        throw Error(ErrorCode::InvalidArgument, "there is no slice " + std::to_string(slice));
    }
    const Orientation ofGrid = Orientation::of(geometry.direction());
    const Orientation seen = uprightFor(geometry);
    const PictureSide across = sideAlong(ofGrid, seen, 0);
    const PictureSide down = sideAlong(ofGrid, seen, 1);
    const auto lengthOf = [&](const PictureSide& side) {
        return static_cast<double>(size[side.axis]) *
               geometry.spacing()[static_cast<std::size_t>(side.axis)];
    };
    const double longer = std::max(lengthOf(across), lengthOf(down));
    const auto pixelsOf = [&](const PictureSide& side) {
        return std::max(1, static_cast<int>(std::lround(edge * lengthOf(side) / longer)));
    };
    width_ = pixelsOf(across);
    height_ = pixelsOf(down);
    const auto columns = placesAlong(geometry, across, width_);
    const auto rows = placesAlong(geometry, down, height_);
    places_.reserve(columns.size() * rows.size());
    for (int y = 0; y < height_; ++y) {
        for (int x = 0; x < width_; ++x) {
            for (std::size_t place = 0; place < placesOfPixel; ++place) {
                places_.push_back(slice * size.x * size.y +
                                  rows[3 * static_cast<std::size_t>(y) + place / 3] +
                                  columns[3 * static_cast<std::size_t>(x) + place % 3]);
            }
        }
    }
}

std::span<const std::int64_t> SeenSlice::placesOf(int x, int y) const noexcept {
    const auto pixel = static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                       static_cast<std::size_t>(x);
    const std::size_t first = pixel * placesOfPixel;
    return std::span(places_).subspan(first, placesOfPixel);
}

std::vector<std::uint8_t> greysOf(const Volume& image, std::int64_t frame, const SeenSlice& slice) {
    const GridSize& size = image.geometry().size();
    std::vector<double> values;
    for (int y = 0; y < slice.height(); ++y) {
        for (int x = 0; x < slice.width(); ++x) {
            for (const std::int64_t at : slice.placesOf(x, y)) {
                values.push_back(image.value(
                    {at % size.x, at / size.x % size.y, at / (size.x * size.y)}, frame));
            }
        }
    }
    std::vector<double> sorted = values;
    std::erase_if(sorted, [](double value) { return !std::isfinite(value); });
    if (sorted.empty()) {
        return std::vector<std::uint8_t>(values.size(), 0);
    }
    const auto percentile = [&sorted](std::size_t percent) {
        const auto at =
            sorted.begin() + static_cast<std::ptrdiff_t>((sorted.size() - 1) * percent / 100);
        std::nth_element(sorted.begin(), at, sorted.end());
        return *at;
    };
    const double low = percentile(1);
    const double range = std::max(percentile(99) - low, 1e-9);
    std::vector<std::uint8_t> greys;
    greys.reserve(values.size());
    for (const double value : values) {
        const double part = std::isfinite(value) ? (value - low) / range : 0;
        greys.push_back(static_cast<std::uint8_t>(std::lround(255 * std::clamp(part, 0.0, 1.0))));
    }
    return greys;
}

SmallPicture middlePicture(const Volume& image, std::int64_t frame, int edge) {
    const SeenSlice slice(image.geometry(), image.geometry().size().z / 2, edge);
    const std::vector<std::uint8_t> greys = greysOf(image, frame, slice);
    SmallPicture picture{slice.width(), slice.height(), {}};
    for (auto at = greys.begin(); at != greys.end(); at += SeenSlice::placesOfPixel) {
        int sum = 0;
        std::for_each(at, at + SeenSlice::placesOfPixel,
                      [&sum](std::uint8_t grey) { sum += grey; });
        picture.pixels.push_back(static_cast<std::uint8_t>(sum / SeenSlice::placesOfPixel));
    }
    return picture;
}

} // namespace laurel
