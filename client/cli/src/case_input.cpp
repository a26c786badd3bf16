#include "case_input.h"

#include "laurel/arrays/npy.h"
#include "laurel/base/error.h"
#include "laurel/formats/files.h"

#include <algorithm>

namespace laurel::cli {

namespace fs = std::filesystem;

namespace {

std::string listOf(const std::vector<SeriesInfo>& series) {
    std::string text;
    for (const SeriesInfo& one : series) {
        text += "\n  " + one.id + "  " + one.description;
    }
    return text;
}

const SeriesInfo& chooseSeries(const std::vector<SeriesInfo>& all, const fs::path& path,
                               const std::string& wanted) {
    if (all.empty()) {
        throw Error(ErrorCode::NotFound,
                    path.string() + ": expected a DICOM series or an image file, found neither");
    }
    if (wanted.empty()) {
        if (all.size() > 1) {
            throw Error(ErrorCode::InvalidInput,
                        path.string() + " holds " + std::to_string(all.size()) +
                            " series; choose one with --series:" + listOf(all));
        }
        return all.front();
    }
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const SeriesInfo& s) { return s.id == wanted; });
    if (found == all.end()) {
        throw Error(ErrorCode::NotFound,
                    path.string() + " has no series " + wanted + "; there are:" + listOf(all));
    }
    return *found;
}

bool hasImageArray(const fs::path& path) {
    const std::vector<NamedArray> arrays = readNpz(path);
    return std::any_of(arrays.begin(), arrays.end(), [](const NamedArray& array) {
        return array.name == "data" || array.name == "image";
    });
}

} // namespace

bool isDicomPath(const fs::path& path) {
    return fs::is_directory(path) || !isKnownFormat(path);
}

Volume readImage(const fs::path& path, const std::string& series, const Environment& environment) {
    if (!fs::exists(path)) {
        throw Error(ErrorCode::NotFound, path.string() + " does not exist");
    }
    if (!isDicomPath(path)) {
        if (!series.empty()) {
            throw Error(ErrorCode::InvalidArgument,
                        "--series is for DICOM, and " + path.string() + " is not");
        }
        return readVolume(path);
    }
    const std::vector<SeriesInfo> all = findSeries(path, environment.cancel);
    return readSeries(chooseSeries(all, path, series), environment.progress, environment.cancel);
}

bool holdsLabels(const fs::path& path) {
    if (path.string().ends_with(".seg.nrrd")) {
        return true;
    }
    if (isDicomPath(path)) {
        return false;
    }
    std::string stem = path.string();
    for (const std::string_view ending :
         {".gz", ".nii", ".nrrd", ".mha", ".mhd", ".gipl", ".mnc", ".hdr", ".img"}) {
        if (stem.ends_with(ending)) {
            stem.resize(stem.size() - ending.size());
        }
    }
    if (fs::exists(stem + ".labels.txt") || fs::exists(stem + "_labels.txt")) {
        return true;
    }
    return path.extension() == ".npz" && !hasImageArray(path);
}

} // namespace laurel::cli
