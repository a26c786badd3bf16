#include "series_layout.h"

#include "laurel/base/error.h"
#include "plane_vectors.h"
#include "slice_places.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <sstream>

namespace laurel {

namespace {

constexpr double mostMissing = 1000; ///< slices in a row; more is another kind of defect

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

/// Objects whose pixels are not a picture of the patient.
std::string notAnImage(const std::vector<SliceHeader>& slices) {
    const SliceHeader& first = slices.front();
    if (any(slices, [](const SliceHeader& s) { return s.rows == 0 || s.columns == 0; })) {
        return "the objects are not images (" +
               (first.modality.empty() ? std::string("no modality") : first.modality) + ")";
    }
    if (first.modality == "SEG") {
        return "this is a segmentation object, not an image series";
    }
    return {};
}

/// How the frames of one object make slices, where they do.
std::string unsupportedFrames(const std::vector<SliceHeader>& slices) {
    if (any(slices, [](const SliceHeader& s) { return s.frames != 1 && !s.hasFrameGroups; })) {
        return "multi-frame image without a description of each frame (no functional groups): "
               "where its frames lie is not known, and they are no film either";
    }
    if (any(slices, [](const SliceHeader& s) { return s.isMosaic; })) {
        return "mosaic image, which packs many slices into one, whose Siemens header is missing or "
               "damaged: where its slices lie is not known";
    }
    return {};
}

std::string unsupportedPixels(const std::vector<SliceHeader>& slices) {
    const SliceHeader& first = slices.front();
    const auto isKnownColor = [](const SliceHeader& s) {
        const bool isRgb = s.samplesPerPixel == 3 && s.bitsAllocated == 8 &&
                           (s.photometric == "RGB" || s.photometric.starts_with("YBR_"));
        return isRgb || (s.photometric == "PALETTE COLOR" && s.samplesPerPixel == 1);
    };
    if (any(slices, [&](const SliceHeader& s) {
            return !s.photometric.starts_with("MONOCHROME") ? !isKnownColor(s)
                                                            : s.samplesPerPixel != 1;
        })) {
        return "colour images of this kind (" + first.photometric + ", " +
               std::to_string(first.samplesPerPixel) + " samples of " +
               std::to_string(first.bitsAllocated) + " bits) are not supported";
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
        return "modality look-up tables are not supported: stored values mean nothing without "
               "theirs";
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

std::string duplicates(const SlicePlaces& places) {
    if (places.duplicates() == 0) {
        return {};
    }
    const std::string count = std::to_string(places.places);
    if (places.everywhereAlike && places.places > 1) {
        return "several volumes in one series: " + std::to_string(places.mostAtOne) +
               " images at each of " + count + " positions";
    }
    return "duplicate positions: " + std::to_string(places.along.size()) + " images at " + count +
           " positions";
}

/// How far the slices lie beside each other, along rows and columns: of the last one, and of the
/// one that is farthest from the line on which even steps would put it.
struct Drift {
    double whole = 0;
    double offLine = 0;
};

Drift driftOf(const std::vector<SliceHeader>& slices) {
    const SliceHeader& first = slices.front();
    const auto sideways = [&](const SliceHeader& slice) {
        Vector3 step = *slice.position;
        for (std::size_t i = 0; i < 3; ++i) {
            step[i] -= (*first.position)[i];
        }
        return std::array<double, 3>{dot(step, rowDirection(first)),
                                     dot(step, columnDirection(first)), dot(step, normalOf(first))};
    };
    const auto last = sideways(slices.back());
    Drift drift{std::hypot(last[0], last[1]), 0};
    for (const SliceHeader& slice : slices) {
        const auto own = sideways(slice);
        const double share = own[2] / last[2];
        drift.offLine =
            std::max(drift.offLine, std::hypot(own[0] - share * last[0], own[1] - share * last[1]));
    }
    return drift;
}

std::string tilt(const std::vector<SliceHeader>& slices, double extent) {
    const SliceHeader& first = slices.front();
    const auto [whole, offLine] = driftOf(slices);
    const double bound = driftPixels * std::min((*first.pixelSpacing)[0], (*first.pixelSpacing)[1]);
    if (offLine > bound) {
        return "the slices lie beside each other, by up to " + number(offLine) + " mm";
    }
    if (whole <= bound) {
        return {};
    }
    constexpr double degrees = 57.29577951308232;
    return "the slices are sheared (gantry tilt) by " +
           number(std::atan2(whole, extent) * degrees) + " degrees";
}

/// Slices after which the next is further away than their smallest distance explains.
std::string unevenSpacing(const SlicePlaces& places) {
    if (places.isEven()) {
        return {};
    }
    const std::size_t count = places.along.size();
    std::vector<double> gaps(count);
    std::adjacent_difference(places.along.begin(), places.along.end(), gaps.begin());
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

std::string listOf(const std::vector<std::int64_t>& numbers) {
    constexpr std::size_t most = 20;
    std::string list;
    for (std::size_t i = 0; i < std::min(numbers.size(), most); ++i) {
        list += (i == 0 ? "" : ", ") + std::to_string(numbers[i]);
    }
    return numbers.size() > most ? list + " and more" : list;
}

void offerResampling(SeriesLayout& layout, std::string& problem) {
    layout.irregular = planResampling(layout.slices);
    if (!layout.irregular) {
        return;
    }
    layout.info.resampled = layout.irregular->grid;
    problem += "; it can be resampled onto a regular grid on request";
    const auto& between = layout.irregular->interpolated;
    if (!between.empty()) {
        layout.info.notes.push_back(
            "resampled, " + std::to_string(between.size()) + " of " +
            std::to_string(layout.irregular->grid.size().z) +
            " slices would be interpolated between acquired ones (counted from 0): " +
            listOf(between));
    }
}

/// Sorts by position along the normal and checks the stack; the first problem found.
std::string arrange(SeriesLayout& layout) {
    std::vector<SliceHeader>& slices = layout.slices;
    const Vector3 axis = normalOf(slices.front());
    std::ranges::stable_sort(slices, {},
                             [&](const SliceHeader& slice) { return dot(*slice.position, axis); });
    if (slices.size() == 1) {
        return {};
    }
    const SlicePlaces places = placesOf(slices);
    std::string problem = duplicates(places);
    if (!problem.empty()) {
        return problem;
    }
    problem = tilt(slices, places.along.back() - places.along.front());
    if (const std::string spacing = unevenSpacing(places); !spacing.empty()) {
        problem += (problem.empty() ? "" : "; ") + spacing;
    }
    if (!problem.empty()) {
        offerResampling(layout, problem);
    }
    return problem;
}

double sliceSpacing(const std::vector<SliceHeader>& slices, std::vector<std::string>& notes) {
    const SliceHeader& first = slices.front();
    if (slices.size() > 1) {
        const Vector3 axis = normalOf(first);
        return (dot(*slices.back().position, axis) - dot(*first.position, axis)) /
               static_cast<double>(slices.size() - 1);
    }
    for (const auto& declared : {first.sliceDistance, first.sliceThickness}) {
        if (declared && *declared > 0) {
            notes.emplace_back("one slice: its spacing is the declared " + number(*declared) +
                               " mm");
            return *declared;
        }
    }
    notes.emplace_back("one slice of unknown thickness: its spacing is taken as 1 mm");
    return 1;
}

Geometry geometryOf(const std::vector<SliceHeader>& slices, std::vector<std::string>& notes) {
    const SliceHeader& first = slices.front();
    const Vector3 row = rowDirection(first);
    const Vector3 column = columnDirection(first);
    const Vector3 axis = normalOf(first);
    const auto& [betweenRows, betweenColumns] = *first.pixelSpacing;
    const auto& position = *first.position;
    return Geometry(
        {first.columns, first.rows, static_cast<std::int64_t>(slices.size())},
        {betweenColumns, betweenRows, sliceSpacing(slices, notes)},
        {position[0], position[1], position[2]},
        {row[0], column[0], axis[0], row[1], column[1], axis[1], row[2], column[2], axis[2]});
}

/// Radiographs, captures and ultrasound say nothing of where they lie: a single one is shown
/// nevertheless.
void placeSinglePicture(SeriesLayout& layout) {
    SliceHeader& only = layout.slices.front();
    if (layout.slices.size() > 1 || only.position || only.orientation) {
        return;
    }
    only.position = {0, 0, 0};
    only.orientation = {1, 0, 0, 0, 1, 0};
    layout.info.notes.emplace_back("the image does not say where in the patient it lies");
    if (!only.pixelSpacing) {
        only.pixelSpacing = {1, 1};
        layout.info.notes.emplace_back("pixel size unknown: lengths and areas are not true");
    }
}

std::string findProblem(SeriesLayout& layout) {
    for (const auto check : {notAnImage, unsupportedFrames, unsupportedPixels}) {
        if (std::string problem = check(layout.slices); !problem.empty()) {
            return problem;
        }
    }
    placeSinglePicture(layout);
    std::string problem = inconsistency(layout.slices);
    return problem.empty() ? arrange(layout) : problem;
}

void findGeometry(SeriesLayout& layout) {
    SeriesInfo& info = layout.info;
    std::string problem = findProblem(layout);
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

void noteWhatIsSpecial(const SliceHeader& first, SeriesInfo& info) {
    if (first.seriesId.empty()) {
        info.notes.emplace_back("no SeriesInstanceUID: images without one count as one series");
    }
    if (first.photometric == "MONOCHROME1") {
        info.notes.emplace_back(
            "MONOCHROME1: low values are meant to be shown bright; kept as stored");
    }
    if (info.isColor) {
        info.notes.emplace_back("colour image: shown as grey, cannot be segmented");
    }
    if (!first.rescaleSource.empty()) {
        info.notes.push_back("values are " + first.rescaleSource);
    }
}

void listFiles(const std::vector<SliceHeader>& slices, SeriesInfo& info) {
    std::set<std::filesystem::path> known;
    for (const SliceHeader& slice : slices) {
        info.planes.push_back({slice.file, slice.frame, slice.tile ? slice.tile->index : 0});
        if (known.insert(slice.file).second) {
            info.files.push_back(slice.file);
        }
    }
}

} // namespace

std::optional<PixelType> storedType(const SliceHeader& slice) {
    if (slice.isColor()) {
        const bool isKnown = slice.bitsAllocated == 8 || slice.bitsAllocated == 16;
        return isKnown ? std::optional(PixelType::U8) : std::nullopt;
    }
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
    info.seriesId = first.seriesId;
    info.modality = first.modality;
    info.description = first.description;
    info.size = {first.columns, first.rows, static_cast<std::int64_t>(layout.slices.size())};
    info.isColor = first.isImage() && first.modality != "SEG" && first.isColor();
    noteWhatIsSpecial(first, info);
    listFiles(layout.slices, info);
    return layout;
}

} // namespace laurel
