#include "commands.h"

#include "inputs.h"
#include "json_reports.h"
#include "text_table.h"

#include "laurel/formats/files.h"
#include "laurel/imaging/orientation.h"

#include <algorithm>

namespace laurel {

namespace fs = std::filesystem;

namespace {

FoundVolume describeSeries(const SeriesInfo& series) {
    FoundVolume volume;
    volume.id = series.id;
    volume.format = "dicom";
    volume.modality = series.modality;
    volume.description = series.description;
    volume.size = series.size;
    volume.geometry = series.geometry;
    volume.problems = series.problems;
    volume.notes = series.notes;
    return volume;
}

FoundVolume describeFile(const fs::path& path) {
    const FileSummary summary = inspectFile(path);
    FoundVolume volume;
    volume.id = path.filename().string();
    volume.format = summary.format;
    volume.size = summary.geometry.size();
    volume.frames = summary.frames;
    volume.geometry = summary.geometry;
    volume.problems = summary.problems;
    return volume;
}

/// Of a folder with many files, one that is damaged is told among the others.
FoundVolume describeOneOfMany(const fs::path& path) {
    try {
        return describeFile(path);
    } catch (const Error& error) {
        FoundVolume volume;
        volume.id = path.filename().string();
        volume.format = formatName(path);
        volume.size = {0, 0, 0};
        volume.problems = {error.what()};
        return volume;
    }
}

std::vector<FoundVolume> describeFolder(const fs::path& folder, Console& console) {
    std::vector<FoundVolume> volumes;
    for (const SeriesInfo& series : findSeries(folder, console.cancel())) {
        volumes.push_back(describeSeries(series));
    }
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.is_regular_file() && isKnownFormat(entry.path())) {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    for (const fs::path& file : files) {
        console.cancel().throwIfCancelled();
        volumes.push_back(describeOneOfMany(file));
    }
    return volumes;
}

std::vector<FoundVolume> describePath(const fs::path& path, Console& console) {
    if (fs::is_directory(path)) {
        return describeFolder(path, console);
    }
    if (isKnownFormat(path)) {
        return {describeFile(path)};
    }
    std::vector<FoundVolume> volumes;
    for (const SeriesInfo& series : findSeries(path, console.cancel())) {
        volumes.push_back(describeSeries(series));
    }
    return volumes;
}

std::string textOf(const FoundVolume& volume) {
    std::string text = volume.id + " (" + volume.format +
                       (volume.modality.empty() ? "" : ", " + volume.modality) + ")";
    text += volume.description.empty() ? "\n" : " " + volume.description + "\n";
    if (volume.geometry) {
        text += "  " + describeGrid(*volume.geometry);
        text += volume.frames > 1 ? ", " + std::to_string(volume.frames) + " frames\n" : "\n";
    } else if (volume.size.x > 0) {
        text += "  " + std::to_string(volume.size.x) + "×" + std::to_string(volume.size.y) +
                " pixels, " + std::to_string(volume.size.z) + " images\n";
    }
    for (const std::string& problem : volume.problems) {
        text += "  problem: " + problem + "\n";
    }
    for (const std::string& note : volume.notes) {
        text += "  note: " + note + "\n";
    }
    return text;
}

} // namespace

void runInfo(const InfoOptions& options, Console& console) {
    const std::vector<FoundVolume> volumes = describePath(options.path, console);
    if (volumes.empty()) {
        throw Error(ErrorCode::InvalidInput,
                    options.path.string() + " holds no image that Laurel knows");
    }
    std::string text;
    for (const FoundVolume& volume : volumes) {
        text += textOf(volume);
    }
    console.result(infoJson(volumes), text);
}

} // namespace laurel
