#include "laurel/dicom/series.h"

#include "dicom_files.h"
#include "laurel/base/error.h"
#include "parallel.h"
#include "series_layout.h"
#include "series_split.h"

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>

namespace laurel {

namespace fs = std::filesystem;

namespace {

using Objects = std::vector<std::optional<ImageObject>>;

Objects readHeaders(const std::vector<fs::path>& files, ProgressSink& progress,
                    const CancellationToken& cancel) {
    Objects objects(files.size());         // each element is written by one thread
    progress.report(0, "reading headers"); // others may take all files before the caller has one
    inParallel(files.size(), cancel, [&](std::size_t i, bool isCaller) {
        objects[i] = readImageObject(files[i]);
        if (isCaller) {
            progress.report(static_cast<double>(i) / static_cast<double>(files.size()),
                            "reading headers");
        }
    });
    return objects;
}

struct FoundSeries {
    ObjectHeader about;
    std::vector<SliceHeader> slices;
};

std::map<std::string, FoundSeries> bySeries(Objects objects) {
    std::map<std::string, FoundSeries> series;
    for (auto& object : objects) {
        if (!object) {
            continue;
        }
        FoundSeries& found = series[object->slices.front().seriesId];
        if (found.slices.empty()) {
            found.about = std::move(object->about);
        }
        std::ranges::move(object->slices, std::back_inserter(found.slices));
        object.reset(); // an enhanced object may have thousands of frames
    }
    return series;
}

void describe(const ObjectHeader& about, SeriesInfo& info) {
    info.seriesNumber = about.seriesNumber;
    info.studyId = about.studyId;
    info.frameOfReference = about.frameOfReference;
    info.studyDescription = about.studyDescription;
    info.studyDate = about.studyDate;
    info.patientLabel = about.patientLabel;
}

bool shareGrid(const std::vector<SeriesInfo>& volumes) {
    const SeriesInfo& first = volumes.front();
    return std::ranges::all_of(volumes, [&](const SeriesInfo& volume) {
        return volume.geometry && first.geometry &&
               volume.geometry->sameGridAs(*first.geometry, 0.02) &&
               volume.isColor == first.isColor;
    });
}

std::string frameNote(const std::vector<SlicePart>& parts) {
    constexpr std::size_t most = 12;
    std::string note = std::to_string(parts.size()) + " frames: ";
    for (std::size_t i = 0; i < std::min(parts.size(), most); ++i) {
        note += (i == 0 ? "" : "; ") + parts[i].label;
    }
    return parts.size() > most ? note + "; and so on" : note;
}

/// All volumes of a series that share a grid, one after the other.
SeriesInfo allFrames(const std::vector<SeriesInfo>& volumes, const std::vector<SlicePart>& parts,
                     const std::string& description) {
    SeriesInfo all = volumes.front();
    all.id = all.seriesId;
    all.description = description;
    all.frames = static_cast<std::int64_t>(volumes.size());
    all.notes.insert(all.notes.begin(), frameNote(parts));
    for (auto volume = volumes.begin() + 1; volume != volumes.end(); ++volume) {
        all.planes.insert(all.planes.end(), volume->planes.begin(), volume->planes.end());
        all.headers.insert(all.headers.end(), volume->headers.begin(), volume->headers.end());
        for (const fs::path& file : volume->files) {
            if (std::ranges::find(all.files, file) == all.files.end()) {
                all.files.push_back(file);
            }
        }
    }
    return all;
}

std::vector<SeriesInfo> volumesOf(FoundSeries series) {
    std::vector<SlicePart> parts = splitSeries(std::move(series.slices));
    std::vector<SeriesInfo> volumes;
    std::string description;
    for (SlicePart& part : parts) {
        SeriesLayout layout = layOutSeries(std::move(part.slices));
        SeriesInfo info = std::move(layout.info);
        info.headers = {std::make_shared<const std::vector<SliceHeader>>(std::move(layout.slices))};
        describe(series.about, info);
        description = info.description;
        if (parts.size() > 1) {
            info.id += "#" + std::to_string(volumes.size() + 1);
            info.description += (info.description.empty() ? "" : ", ") + part.label;
        }
        volumes.push_back(std::move(info));
    }
    if (volumes.size() > 1 && shareGrid(volumes)) {
        volumes.insert(volumes.begin(), allFrames(volumes, parts, description));
    }
    return volumes;
}

} // namespace

std::vector<SeriesInfo> findSeries(const fs::path& path, ProgressSink& progress,
                                   const CancellationToken& cancel) {
    const CandidateFiles candidates = candidateFiles(path, cancel);
    std::vector<std::vector<SeriesInfo>> series;
    for (auto& [id, found] : bySeries(readHeaders(candidates.files, progress, cancel))) {
        cancel.throwIfCancelled();
        series.push_back(volumesOf(std::move(found)));
    }
    std::ranges::stable_sort(series, [](const auto& a, const auto& b) {
        return std::tie(a.front().description, a.front().seriesId) <
               std::tie(b.front().description, b.front().seriesId);
    });
    std::vector<SeriesInfo> all;
    for (auto& volumes : series) {
        for (SeriesInfo& volume : volumes) {
            volume.notes.insert(volume.notes.end(), candidates.notes.begin(),
                                candidates.notes.end());
            all.push_back(std::move(volume));
        }
    }
    progress.report(1, "reading headers");
    return all;
}

std::vector<SeriesInfo> findSeries(const fs::path& path, const CancellationToken& cancel) {
    NoProgress progress;
    return findSeries(path, progress, cancel);
}

} // namespace laurel
