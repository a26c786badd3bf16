#include "inputs.h"

#include "commands.h"

#include "laurel/arrays/bundles.h"
#include "laurel/arrays/file_names.h"
#include "laurel/formats/files.h"
#include "laurel/imaging/orientation.h"

#include <algorithm>
#include <sstream>

namespace laurel {

namespace fs = std::filesystem;

namespace {

bool isArrayFile(const fs::path& path) {
    return hasExtension(path, ".npz") || hasExtension(path, ".npy");
}

/// Whether names of structures may stand in the file or in a table beside it.
bool mayNameStructures(const fs::path& path) {
    if (hasExtension(path, ".npz") || hasExtension(path, ".nrrd") || hasExtension(path, ".nhdr")) {
        return true;
    }
    const std::string name = path.filename().string();
    const std::string stem = name.substr(0, name.find('.'));
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    std::error_code unreadable;
    const fs::directory_iterator entries(folder, unreadable);
    return std::any_of(begin(entries), end(entries), [&](const fs::directory_entry& entry) {
        const std::string beside = entry.path().filename().string();
        return beside.starts_with(stem) && beside.ends_with("labels.txt");
    });
}

std::string listOf(const std::vector<SeriesInfo>& series) {
    std::string list;
    for (const SeriesInfo& one : series) {
        list += "\n  " + one.id + "  " + one.modality + " " + one.description + " (" +
                std::to_string(one.files.size()) + " files)";
        if (!one.problems.empty()) {
            list += ": " + one.problems.front();
        }
    }
    return list;
}

[[noreturn]] void refuseChoice(const fs::path& path, const std::vector<SeriesInfo>& found,
                               std::size_t candidates) {
    if (found.empty()) {
        throw Error(ErrorCode::InvalidInput,
                    path.string() + " holds no DICOM series, and its name has no known extension");
    }
    if (candidates == 0) {
        throw Error(ErrorCode::InvalidInput,
                    path.string() + " holds no series that can be read:" + listOf(found));
    }
    throw Error(ErrorCode::InvalidArgument,
                path.string() + " holds several series; choose one with --series:" + listOf(found));
}

} // namespace

bool isDicomPath(const fs::path& path) {
    return fs::is_directory(path) || !isKnownFormat(path);
}

SeriesInfo chooseSeries(const fs::path& path, const std::string& seriesId, Console& console) {
    const std::vector<SeriesInfo> found = findSeries(path, console.cancel());
    std::vector<SeriesInfo> candidates;
    std::ranges::copy_if(found, std::back_inserter(candidates), [&](const SeriesInfo& series) {
        return seriesId.empty() ? series.problems.empty() : series.id == seriesId;
    });
    if (!seriesId.empty() && candidates.empty() && !found.empty()) {
        throw Error(ErrorCode::InvalidArgument, path.string() + " holds no series " + seriesId +
                                                    "; there are:" + listOf(found));
    }
    if (candidates.size() != 1) {
        refuseChoice(path, found, candidates.size());
    }
    for (const std::string& note : candidates.front().notes) {
        console.note(path.string() + ": " + note);
    }
    return candidates.front();
}

Volume loadImage(const fs::path& path, const std::string& seriesId, Console& console) {
    if (isDicomPath(path)) {
        return readSeries(chooseSeries(path, seriesId, console), console, console.cancel());
    }
    if (!seriesId.empty()) {
        throw Error(ErrorCode::InvalidArgument,
                    "--series is for DICOM; " + path.string() + " is not a folder");
    }
    console.report(0, "reading the image");
    return readVolume(path);
}

LabelMap loadLabelsOn(const fs::path& path, const Geometry& grid) {
    return isArrayFile(path) ? readArrayLabels(path, {}, grid) : readLabels(path);
}

LabelPair loadLabelPair(const fs::path& reference, const fs::path& segmentation) {
    if (isArrayFile(reference)) {
        LabelMap other = readLabels(segmentation);
        LabelMap first = loadLabelsOn(reference, other.geometry());
        return {std::move(first), std::move(other)};
    }
    LabelMap first = readLabels(reference);
    LabelMap other = loadLabelsOn(segmentation, first.geometry());
    return {std::move(first), std::move(other)};
}

std::optional<LabelMap> loadAsLabels(const fs::path& path, bool force) {
    if (force) {
        return readLabels(path);
    }
    if (!mayNameStructures(path)) {
        return std::nullopt;
    }
    try {
        LabelMap labels = readLabels(path);
        return labels.segments().empty() ? std::nullopt : std::optional(std::move(labels));
    } catch (const Error& error) {
        if (error.code() == ErrorCode::NotFound || error.code() == ErrorCode::Io) {
            throw;
        }
        return std::nullopt; // an image, then
    }
}

std::string describeGrid(const Geometry& geometry) {
    std::ostringstream text;
    const WorldPoint& origin = geometry.origin();
    text << geometry.describe() << ", first voxel at (" << origin.x << ", " << origin.y << ", "
         << origin.z << ") mm, axes " << Orientation::of(geometry.direction()).letters();
    return text.str();
}

void requireSameGrid(const Geometry& first, const std::string& firstName, const Geometry& second,
                     const std::string& secondName) {
    if (!first.sameGridAs(second)) {
        throw Error(ErrorCode::InvalidInput, "the grids differ: " + firstName + " has " +
                                                 describeGrid(first) + "; " + secondName + " has " +
                                                 describeGrid(second));
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
