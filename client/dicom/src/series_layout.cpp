#include "series_layout.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>

namespace laurel {

namespace {

using Vector = std::array<double, 3>;

constexpr double sameDirection = 1e-3;  ///< greatest difference between direction cosines
constexpr double samePositionMm = 0.01; ///< slices closer than this lie at one place
constexpr double sameSpacing =
    0.05; ///< of the slice distance, by which a slice may be off its place
constexpr double mostMissing = 1000; ///< slices in a row; more is another kind of defect
constexpr double driftPixels = 0.25; ///< sideways, over the whole stack, before it counts as tilted

Vector cross(const Vector& a, const Vector& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

double dot(const Vector& a, const Vector& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

Vector rowDirection(const SliceHeader& slice) {
    const auto& o = *slice.orientation;
    return {o[0], o[1], o[2]};
}

Vector columnDirection(const SliceHeader& slice) {
    const auto& o = *slice.orientation;
    return {o[3], o[4], o[5]};
}

Vector normal(const SliceHeader& slice) {
    return cross(rowDirection(slice), columnDirection(slice));
}

std::string number(double value) {
    std::ostringstream text;
    text << std::round(value * 1000) / 1000;
    return text.str();
}

template <typename Predicate>
bool any(const std::vector<SliceHeader>& slices, Predicate predicate) {
    return std::ranges::any_of(slices, predicate);
}

bool differ(const auto& a, const auto& b, double tolerance) {
    return !std::ranges::equal(a, b,
                               [&](double x, double y) { return std::abs(x - y) <= tolerance; });
}

/// Kinds of objects that are not a stack of single grey slices; the first reason found.
std::string unsupportedKind(const std::vector<SliceHeader>& slices) {
    const SliceHeader& first = slices.front();
    if (any(slices, [](const SliceHeader& s) { return s.rows == 0 || s.columns == 0; })) {
        return "the objects are not images (" +
               (first.modality.empty() ? std::string("no modality") : first.modality) + ")";
    }
    if (first.modality == "SEG") {
        return "this is a segmentation object, not an image series";
    }
    if (any(slices, [](const SliceHeader& s) { return s.frames != 1; })) {
        return "multi-frame (enhanced) objects are not supported";
    }
    if (any(slices, [](const SliceHeader& s) { return s.isMosaic; })) {
        return "mosaic images, which pack many slices into one, are not supported";
    }
    if (any(slices, [](const SliceHeader& s) {
            return s.samplesPerPixel != 1 || !s.photometric.starts_with("MONOCHROME");
        })) {
        return "colour images (" + first.photometric + ") are not supported";
    }
    if (any(slices, [](const SliceHeader& s) { return !storedType(s); })) {
        return "pixels of " + std::to_string(first.bitsAllocated) +
               " bits are not supported; 8, 16 and 32 are";
    }
    if (any(slices, [](const SliceHeader& s) {
            return s.bitsStored < 1 || s.highBit >= s.bitsAllocated || s.highBit + 1 < s.bitsStored;
        })) {
        return "bits allocated, bits stored and high bit contradict each other";
    }
    if (any(slices, [](const SliceHeader& s) { return s.hasModalityTable; })) {
        return "modality look-up tables are not supported";
    }
    return {};
}

/// Whatever must be the same in all slices, and present.
std::string inconsistency(const std::vector<SliceHeader>& slices) {
    const SliceHeader& first = slices.front();
    if (any(slices, [&](const SliceHeader& s) {
            return s.rows != first.rows || s.columns != first.columns;
        })) {
        return "the images have different sizes";
    }
    if (any(slices, [](const SliceHeader& s) { return !s.rescale; })) {
        return "rescale slope and intercept are not two valid numbers";
    }
    if (any(slices, [](const SliceHeader& s) { return !s.position || !s.orientation; })) {
        return "image position or orientation is missing or malformed";
    }
    if (any(slices, [](const SliceHeader& s) { return !s.pixelSpacing; })) {
        return "pixel spacing is missing or malformed";
    }
    if (any(slices, [&](const SliceHeader& s) {
            return differ(*s.orientation, *first.orientation, sameDirection);
        })) {
        return "the images have mixed orientations";
    }
    if (any(slices, [&](const SliceHeader& s) {
            return differ(*s.pixelSpacing, *first.pixelSpacing, 1e-3 * (*first.pixelSpacing)[0]);
        })) {
        return "the images have different pixel spacings";
    }
    return {};
}

/// How many images lie at the place of image `at`, in sorted positions.
std::size_t imagesAt(const std::vector<double>& positions, std::size_t at) {
    std::size_t end = at + 1;
    while (end < positions.size() && positions[end] - positions[at] < samePositionMm) {
        ++end;
    }
    return end - at;
}

std::string duplicates(const std::vector<double>& positions) {
    const std::size_t atFirst = imagesAt(positions, 0);
    std::size_t places = 0;
    bool everywhereAlike = true;
    for (std::size_t at = 0; at < positions.size(); at += imagesAt(positions, at)) {
        everywhereAlike = everywhereAlike && imagesAt(positions, at) == atFirst;
        ++places;
    }
    if (places == positions.size()) {
        return {};
    }
    if (everywhereAlike && places > 1) {
        return "several volumes in one series: " + std::to_string(atFirst) + " images at each of " +
               std::to_string(places) + " positions";
    }
    return "duplicate positions: " + std::to_string(positions.size()) + " images at " +
           std::to_string(places) + " positions";
}

std::string tilt(const std::vector<SliceHeader>& slices, double extent) {
    const SliceHeader& first = slices.front();
    Vector step = *slices.back().position;
    for (int i = 0; i < 3; ++i) {
        step[i] -= (*first.position)[i];
    }
    const double alongRow = dot(step, rowDirection(first));
    const double alongColumn = dot(step, columnDirection(first));
    const double drift = std::hypot(alongRow, alongColumn);
    const double pixel = std::min((*first.pixelSpacing)[0], (*first.pixelSpacing)[1]);
    if (drift <= driftPixels * pixel) {
        return {};
    }
    constexpr double degrees = 57.29577951308232;
    return "the slices are sheared (gantry tilt) by " +
           number(std::atan2(drift, extent) * degrees) + " degrees; such series are not supported";
}

/// Slices after which the next is further away than their smallest distance explains.
std::string unevenSpacing(const std::vector<double>& positions) {
    const std::size_t count = positions.size();
    const double spacing = (positions.back() - positions.front()) / static_cast<double>(count - 1);
    double worst = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const double even = positions.front() + spacing * static_cast<double>(i);
        worst = std::max(worst, std::abs(positions[i] - even));
    }
    if (worst <= std::max(samePositionMm, sameSpacing * spacing)) {
        return {};
    }
    std::vector<double> gaps(count);
    std::adjacent_difference(positions.begin(), positions.end(), gaps.begin());
    gaps.erase(gaps.begin());
    const double smallest = *std::ranges::min_element(gaps);
    std::int64_t missing = 0;
    for (const double gap : gaps) {
        const double multiple = std::round(gap / smallest);
        const bool isMultiple = std::abs(gap - multiple * smallest) <= 2 * sameSpacing * smallest;
        if (!isMultiple || multiple > mostMissing) {
            return "the distance between slices is uneven: " + number(smallest) + " to " +
                   number(*std::ranges::max_element(gaps)) + " mm";
        }
        missing += static_cast<std::int64_t>(multiple) - 1;
    }
    return "missing slices: " + std::to_string(missing) + " of " +
           std::to_string(static_cast<std::int64_t>(count) + missing) + " at " + number(smallest) +
           " mm distance";
}

/// Sorts by position along the normal and checks the stack; the first problem found.
std::string arrange(std::vector<SliceHeader>& slices) {
    const Vector axis = normal(slices.front());
    const auto along = [&](const SliceHeader& slice) { return dot(*slice.position, axis); };
    std::ranges::stable_sort(slices, {}, along);
    std::vector<double> positions(slices.size());
    std::ranges::transform(slices, positions.begin(), along);
    if (slices.size() == 1) {
        return {};
    }
    std::string problem = duplicates(positions);
    if (problem.empty()) {
        problem = tilt(slices, positions.back() - positions.front());
    }
    return problem.empty() ? unevenSpacing(positions) : problem;
}

double sliceSpacing(const std::vector<SliceHeader>& slices, std::vector<std::string>& notes) {
    const SliceHeader& first = slices.front();
    if (slices.size() > 1) {
        const Vector axis = normal(first);
        return (dot(*slices.back().position, axis) - dot(*first.position, axis)) /
               static_cast<double>(slices.size() - 1);
    }
    for (const auto& declared : {first.sliceDistance, first.sliceThickness}) {
        if (declared && *declared > 0) {
            notes.push_back("one slice: its spacing is the declared " + number(*declared) + " mm");
            return *declared;
        }
    }
    notes.push_back("one slice of unknown thickness: its spacing is taken as 1 mm");
    return 1;
}

Geometry geometryOf(const std::vector<SliceHeader>& slices, std::vector<std::string>& notes) {
    const SliceHeader& first = slices.front();
    const Vector row = rowDirection(first);
    const Vector column = columnDirection(first);
    const Vector axis = normal(first);
    const auto& [betweenRows, betweenColumns] = *first.pixelSpacing;
    const auto& position = *first.position;
    return Geometry(
        {first.columns, first.rows, static_cast<std::int64_t>(slices.size())},
        {betweenColumns, betweenRows, sliceSpacing(slices, notes)},
        {position[0], position[1], position[2]},
        {row[0], column[0], axis[0], row[1], column[1], axis[1], row[2], column[2], axis[2]});
}

void findGeometry(SeriesLayout& layout) {
    SeriesInfo& info = layout.info;
    std::string problem = unsupportedKind(layout.slices);
    if (problem.empty()) {
        problem = inconsistency(layout.slices);
    }
    if (problem.empty()) {
        problem = arrange(layout.slices);
    }
    if (problem.empty()) {
        try {
            info.geometry = geometryOf(layout.slices, info.notes);
        } catch (const Error& error) {
            problem = error.what();
        }
    }
    if (!problem.empty()) {
        info.problems.push_back(std::move(problem));
    }
}

} // namespace

std::optional<PixelType> storedType(const SliceHeader& slice) {
    switch (slice.bitsAllocated) {
    case 8:
        return slice.isSigned ? PixelType::I16 : PixelType::U8;
    case 16:
        return slice.isSigned ? PixelType::I16 : PixelType::U16;
    case 32:
        return PixelType::I32;
    default:
        return std::nullopt;
    }
}

SeriesLayout layOutSeries(std::vector<SliceHeader> slices) {
    SeriesLayout layout;
    std::ranges::stable_sort(slices, {}, &SliceHeader::file);
    layout.slices = std::move(slices);
    findGeometry(layout);
    const SliceHeader& first = layout.slices.front();
    SeriesInfo& info = layout.info;
    info.id = first.seriesId;
    info.modality = first.modality;
    info.description = first.description;
    info.size = {first.columns, first.rows, static_cast<std::int64_t>(layout.slices.size())};
    if (first.seriesId.empty()) {
        info.notes.emplace_back("no SeriesInstanceUID: images without one count as one series");
    }
    if (first.photometric == "MONOCHROME1") {
        info.notes.emplace_back(
            "MONOCHROME1: low values are meant to be shown bright; kept as stored");
    }
    for (const SliceHeader& slice : layout.slices) {
        info.files.push_back(slice.file);
    }
    return layout;
}

} // namespace laurel
