#include "inputs.h"

#include "commands.h"

#include "laurel/arrays/file_names.h"
#include "laurel/formats/files.h"
#include "laurel/formats/label_tables.h"
#include "laurel/formats/roi_folder.h"

#include <algorithm>

namespace laurel {

namespace fs = std::filesystem;

namespace {

/// Whether names of structures may stand in the file or in a table beside it.
bool mayNameStructures(const fs::path& path) {
    return isRoiFolder(path) || isDicomMask(path) || hasExtension(path, ".npz") ||
           hasExtension(path, ".nrrd") || hasExtension(path, ".nhdr") ||
           findLabelTable(path, TableScope::File);
}

/// What only a person can agree to is an option here.
LoadedImage loadOrTellTheWay(const ImageRequest& request, Console& console) {
    try {
        return loadImage(request, console, console.cancel());
    } catch (const BrokenSlices& broken) {
        throw Error(broken.code(), std::string(broken.what()) +
                                       "; --blank-broken reads the others and leaves these empty");
    }
}

} // namespace

LoadedImage loadNotedImage(const fs::path& path, const ImageSelection& which, Console& console) {
    if (!which.series.empty() && !isDicomPath(path)) {
        throw Error(ErrorCode::InvalidArgument,
                    "--series is for DICOM; " + path.string() + " is not a folder");
    }
    LoadedImage loaded =
        loadOrTellTheWay({path, which.series, "choose one with --series", which.consent}, console);
    for (const std::string& note : loaded.notes) {
        console.note(path.string() + ": " + note);
    }
    return loaded;
}

Volume loadImage(const fs::path& path, const ImageSelection& which, Console& console) {
    return loadNotedImage(path, which, console).volume;
}

LabelMap loadLabelsOn(const fs::path& path, const LoadedImage& image, LabelOptions options,
                      Console& console) {
    const Geometry& grid = image.volume.geometry();
    options.imageFrameOfReference = image.frameOfReference;
    OpenedLabels opened = placeLabels(readLabelsOn(path, grid, options.table), grid, options,
                                      path.string(), image.path.string());
    for (const std::string& note : opened.notes) {
        console.note(path.string() + ": " + note);
    }
    return std::move(opened.labels);
}

LabelPair loadLabelPair(const fs::path& reference, const fs::path& segmentation) {
    if (mayLackGrid(reference)) {
        LabelMap other = readLabelsOn(segmentation, std::nullopt).labels;
        LabelMap first = readLabelsOn(reference, other.geometry()).labels;
        return {std::move(first), std::move(other)};
    }
    LabelMap first = readLabelsOn(reference, std::nullopt).labels;
    LabelMap other = readLabelsOn(segmentation, first.geometry()).labels;
    return {std::move(first), std::move(other)};
}

std::optional<LabelMap> loadAsLabels(const fs::path& path, bool force, const fs::path& table,
                                     const std::optional<Geometry>& grid) {
    if (force || !table.empty()) {
        return readLabelsOn(path, grid, table).labels;
    }
    if (!mayNameStructures(path)) {
        return std::nullopt;
    }
    try {
        LabelMap labels = readLabelsOn(path, grid).labels;
        return labels.segments().empty() ? std::nullopt : std::optional(std::move(labels));
    } catch (const Error& error) {
        if (error.code() == ErrorCode::NotFound || error.code() == ErrorCode::Io) {
            throw;
        }
        return std::nullopt; // an image, then
    }
}

void requireWithin(const std::optional<SliceRange>& slices, const Geometry& geometry) {
    if (slices && slices->last >= geometry.size().z) {
        throw Error(ErrorCode::InvalidArgument, "--slices " + std::to_string(slices->first) + "-" +
                                                    std::to_string(slices->last) +
                                                    " leaves the image, whose slices are 0 to " +
                                                    std::to_string(geometry.size().z - 1));
    }
}

SliceRange parseSliceRange(const std::string& text) {
    const auto refuse = [&]() -> SliceRange {
        throw Error(ErrorCode::InvalidArgument,
                    "--slices takes one slice or a range such as 3-7, not \"" + text + "\"");
    };
    const auto parse = [&](const std::string& digits) {
        constexpr std::size_t mostDigits = 6;
        if (digits.empty() || digits.size() > mostDigits ||
            digits.find_first_not_of("0123456789") != std::string::npos) {
            refuse();
        }
        return static_cast<std::int64_t>(std::stol(digits));
    };
    const std::size_t dash = text.find('-');
    const std::int64_t first = parse(text.substr(0, dash));
    const std::int64_t last = dash == std::string::npos ? first : parse(text.substr(dash + 1));
    return first <= last ? SliceRange{first, last} : refuse();
}

} // namespace laurel
