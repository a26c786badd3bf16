#include "laurel/workflow/image_source.h"

#include "laurel/arrays/bundles.h"
#include "laurel/arrays/file_names.h"
#include "laurel/base/error.h"
#include "laurel/formats/files.h"
#include "laurel/imaging/orientation.h"
#include "laurel/net/laurel_home.h"
#include "laurel/synthesis/limb_phantom.h"
#include "laurel/workflow/case_store.h"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace laurel {

namespace fs = std::filesystem;

namespace {

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

[[noreturn]] void refuseEmpty(const fs::path& path) {
    throw Error(ErrorCode::InvalidInput,
                path.string() + " holds no DICOM series, and its name has no known extension");
}

[[noreturn]] void refuseChoice(const fs::path& path, const std::vector<SeriesInfo>& found,
                               std::size_t candidates, const std::string& howToChoose) {
    if (found.empty()) {
        refuseEmpty(path);
    }
    if (candidates == 0) {
        throw Error(ErrorCode::InvalidInput,
                    path.string() + " holds no series that can be read:" + listOf(found));
    }
    throw Error(ErrorCode::InvalidArgument,
                path.string() + " holds several series; " + howToChoose + ":" + listOf(found));
}

ImageChoice choiceOf(const SeriesInfo& series) {
    return {series.id,   series.description, series.modality,
            series.size, series.problems,    series.notes};
}

ImageChoice choiceOf(const fs::path& file) {
    const FileSummary summary = inspectFile(file);
    ImageChoice choice;
    choice.size = summary.geometry.size();
    choice.notes = summary.problems;
    return choice;
}

/// The file's name without an extension that Laurel knows, even one of two parts.
std::string stemOf(const fs::path& file) {
    for (const char* extension : {".nii.gz", ".gipl.gz"}) {
        if (hasExtension(file, extension)) {
            return replaceExtension(file, extension, "").filename().string();
        }
    }
    return file.stem().string();
}

/// Letters and digits stay, whatever else becomes one "-".
std::string safeName(const std::string& text) {
    constexpr std::size_t mostBytes = 48;
    std::string name;
    for (const char c : text.substr(0, mostBytes)) {
        const bool kept =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (kept || (!name.empty() && name.back() != '-')) {
            name += kept ? c : '-';
        }
    }
    while (!name.empty() && name.back() == '-') {
        name.pop_back();
    }
    return name.empty() ? "case" : name;
}

} // namespace

bool isDicomPath(const fs::path& path) {
    return fs::is_directory(path) || !isKnownFormat(path);
}

std::vector<ImageChoice> findImages(const fs::path& path, const CancellationToken& cancel) {
    if (!isDicomPath(path)) {
        return {choiceOf(path)};
    }
    std::vector<ImageChoice> choices;
    for (const SeriesInfo& series : findSeries(path, cancel)) {
        choices.push_back(choiceOf(series));
    }
    if (choices.empty()) {
        refuseEmpty(path);
    }
    return choices;
}

SeriesInfo chooseSeries(const fs::path& path, const std::string& seriesId,
                        const std::string& howToChoose, const CancellationToken& cancel) {
    const std::vector<SeriesInfo> found = findSeries(path, cancel);
    std::vector<SeriesInfo> candidates;
    std::ranges::copy_if(found, std::back_inserter(candidates), [&](const SeriesInfo& series) {
        return seriesId.empty() ? series.problems.empty() : series.id == seriesId;
    });
    if (!seriesId.empty() && candidates.empty() && !found.empty()) {
        throw Error(ErrorCode::InvalidArgument, path.string() + " holds no series " + seriesId +
                                                    "; there are:" + listOf(found));
    }
    if (candidates.size() != 1) {
        refuseChoice(path, found, candidates.size(), howToChoose);
    }
    return candidates.front();
}

LoadedImage loadImage(const fs::path& path, const std::string& seriesId,
                      const std::string& howToChoose, ProgressSink& progress,
                      const CancellationToken& cancel) {
    if (isDicomPath(path)) {
        const SeriesInfo series = chooseSeries(path, seriesId, howToChoose, cancel);
        return {readSeries(series, progress, cancel), series.id, series.notes};
    }
    if (!seriesId.empty()) {
        throw Error(ErrorCode::InvalidArgument,
                    path.string() + " is not DICOM and holds no series " + seriesId);
    }
    progress.report(0, "reading the image");
    return {readVolume(path), "", {}};
}

OpenedImage openImage(const fs::path& path, const std::string& seriesId, ProgressSink& progress,
                      const CancellationToken& cancel) {
    LoadedImage loaded = loadImage(path, seriesId, "choose one of them", progress, cancel);
    cancel.throwIfCancelled();
    OpenedImage opened;
    opened.image = std::make_shared<const Volume>(std::move(loaded.volume));
    opened.reference.path = fs::absolute(path).lexically_normal();
    opened.reference.seriesId = std::move(loaded.seriesId);
    opened.reference.description = opened.image->description;
    opened.reference.sha256 = imageDigest(*opened.image, opened.reference.frame);
    opened.notes = std::move(loaded.notes);
    return opened;
}

bool mayLackGrid(const fs::path& path) {
    return hasExtension(path, ".npz") || hasExtension(path, ".npy");
}

LabelMap readLabelsOn(const fs::path& path, const Geometry& grid) {
    return mayLackGrid(path) ? readArrayLabels(path, {}, grid) : readLabels(path);
}

LabelMap openLabels(const fs::path& path, const Geometry& grid) {
    LabelMap labels = readLabelsOn(path, grid);
    const Orientation wanted = Orientation::of(grid.direction());
    if (!(Orientation::of(labels.geometry().direction()) == wanted)) {
        labels = reorient(labels, wanted);
    }
    requireSameGrid(grid, "the image", labels.geometry(), path.string());
    labels.nameUnlabelled();
    return labels;
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

std::string caseNameFor(const ImageReference& reference) {
    const bool isFile = reference.seriesId.empty() && isKnownFormat(reference.path);
    return safeName(isFile ? stemOf(reference.path) : reference.description);
}

fs::path sampleImage(const fs::path& home, ProgressSink& progress,
                     const CancellationToken& cancel) {
    const fs::path file = home / "samples" / "sample-leg.nii.gz";
    if (std::error_code absent; fs::exists(file, absent)) {
        return file;
    }
    makeFolders(home, file.parent_path());
    progress.report(0, "making a sample leg");
    LimbPhantomSettings settings;
    settings.seed = 4; // a subject that the shipped model segments well, yet not perfectly
    settings.contrast = Contrast::ProtonDensity;
    const SyntheticCase made = makeLegPhantom(settings);
    cancel.throwIfCancelled();
    progress.report(0.8, "writing it");
    writeVolume(file, made.image);
    return file;
}

} // namespace laurel
