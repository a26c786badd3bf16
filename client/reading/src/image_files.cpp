#include "laurel/reading/image_files.h"

#include "laurel/base/error.h"
#include "laurel/dicom/series.h"
#include "laurel/formats/files.h"
#include "laurel/reading/slice_picture.h"

#include <algorithm>
#include <chrono>
#include <iterator>

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

/// The images in a folder that are not DICOM; not in those below it.
std::vector<fs::path> filesIn(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code unreadable;
    for (const auto& entry : fs::directory_iterator(folder, unreadable)) {
        if (entry.is_regular_file(unreadable) && isKnownFormat(entry.path())) {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    return files;
}

[[noreturn]] void refuseEmpty(const fs::path& path) {
    if (path.extension() == ".p" || path.extension() == ".pkl" || path.extension() == ".pickle") {
        inspectFile(path); // which says why it is never read
    }
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

/// The one series among these that can be read, or that of the id asked for.
SeriesInfo chooseSeries(const ImageRequest& request, const std::vector<SeriesInfo>& found) {
    std::vector<SeriesInfo> candidates;
    std::ranges::copy_if(found, std::back_inserter(candidates), [&](const SeriesInfo& series) {
        const bool opens =
            series.problems.empty() || (request.consent.resample && series.canResample());
        return request.seriesId.empty() ? opens : series.id == request.seriesId;
    });
    if (!request.seriesId.empty() && candidates.empty() && !found.empty()) {
        throw Error(ErrorCode::InvalidArgument, request.path.string() + " holds no series " +
                                                    request.seriesId +
                                                    "; there are:" + listOf(found));
    }
    if (candidates.size() != 1) {
        refuseChoice(request.path, found, candidates.size(), request.howToChoose);
    }
    return candidates.front();
}

LoadedImage readAsAgreed(const ImageRequest& request, const SeriesInfo& series,
                         ProgressSink& progress, const CancellationToken& cancel) {
    LoadedImage image{Volume(),      request.path, series.id, series.notes, series.frameOfReference,
                      series.isColor};
    SeriesReadOptions options;
    if (request.consent.resample) {
        options.irregular = SeriesReadOptions::Irregular::Resample;
    }
    if (request.consent.blankBroken) {
        options.broken = SeriesReadOptions::Broken::Blank;
    }
    options.note = [&image](const std::string& what) { image.notes.push_back(what); };
    if (request.picture) {
        options.picture = [&request](Thumbnail made) {
            request.picture({made.width, made.height, std::move(made.pixels)});
        };
    }
    image.volume = readSeries(series, progress, cancel, options);
    return image;
}

ReadOptions optionsFor(const ReadingConsent& consent) {
    return {{}, consent.resample ? ShearedGrid::Resample : ShearedGrid::Refuse};
}

LoadedImage readFileAsAgreed(const ImageRequest& request, const fs::path& file) {
    NotedVolume read = openVolume(file, optionsFor(request.consent));
    return {std::move(read.volume), file, "", std::move(read.notes)};
}

/// A folder without DICOM may hold one other image.
fs::path chooseFile(const ImageRequest& request) {
    const std::vector<fs::path> files = filesIn(request.path);
    if (files.empty()) {
        refuseEmpty(request.path);
    }
    if (files.size() > 1) {
        std::string list;
        for (const fs::path& file : files) {
            list += "\n  " + file.filename().string();
        }
        throw Error(ErrorCode::InvalidArgument,
                    request.path.string() + " holds several images; name one of them:" + list);
    }
    return files.front();
}

/// "Knee follow-up, 2026-11-26", of which either may be missing.
std::string studyTitle(const SeriesInfo& series) {
    std::string date = series.studyDate;
    if (date.size() == 8) {
        date.insert(6, "-").insert(4, "-");
    }
    const bool both = !date.empty() && !series.studyDescription.empty();
    return series.studyDescription + (both ? ", " : "") + date;
}

constexpr int pictureEdge = 144; ///< for screens of twice the pixels

SmallPicture pictureOf(const SeriesInfo& series) {
    auto thumbnail = seriesThumbnail(series, pictureEdge);
    if (!thumbnail) {
        return {};
    }
    return {thumbnail->width, thumbnail->height, std::move(thumbnail->pixels)};
}

ImageChoice choiceOf(const fs::path& path, const SeriesInfo& series, Pictures pictures) {
    ImageChoice choice;
    if (pictures == Pictures::MiddleSlice) {
        choice.picture = pictureOf(series);
    }
    choice.path = path;
    choice.format = "dicom";
    if (!series.files.empty()) {
        choice.firstFile = series.files.front();
    }
    choice.seriesId = series.id;
    choice.studyId = series.studyId;
    choice.study = studyTitle(series);
    choice.patient = series.patientLabel;
    choice.frames = series.frames;
    choice.isColor = series.isColor;
    choice.remedy.resample = series.canResample();
    choice.description = series.description;
    choice.modality = series.modality;
    choice.size = series.size;
    choice.geometry = series.geometry;
    choice.problems = series.problems;
    choice.notes = series.notes;
    return choice;
}

ImageChoice choiceOf(const fs::path& file) {
    const FileSummary summary = inspectFile(file);
    ImageChoice choice;
    choice.path = choice.firstFile = file;
    choice.format = summary.format;
    choice.size = summary.geometry.size();
    choice.frames = summary.frames;
    choice.geometry = summary.geometry;
    choice.notes = summary.problems;
    return choice;
}

/// What a NIfTI file that is refused for its sheared grid would be, resampled; none for others.
std::optional<ImageChoice> resampledChoice(const fs::path& file, const Error& refusal) {
    if (refusal.code() != ErrorCode::InvalidInput || formatName(file) != "nifti") {
        return std::nullopt;
    }
    ImageChoice choice;
    choice.path = choice.firstFile = file;
    choice.format = formatName(file);
    choice.problems = {refusal.what()};
    choice.remedy.resample = true;
    try {
        const NotedVolume read = openVolume(file, optionsFor(choice.remedy));
        choice.geometry = read.volume.geometry();
        choice.size = choice.geometry->size();
        choice.frames = read.volume.frames();
        choice.notes = read.notes;
        return choice;
    } catch (const Error&) { // it was something else, then
        return std::nullopt;
    }
}

/// Pictures of files cost reading each as a whole: those of large files are left out, and those
/// that come when a person has waited long enough for the list.
class FilePictures {
  public:
    explicit FilePictures(Pictures wanted) : wanted_(wanted) {}

    void addTo(ImageChoice& choice) {
        if (wanted_ == Pictures::None || Clock::now() > latest_ ||
            choice.size.voxels() * choice.frames > mostVoxels) {
            return;
        }
        try {
            const NotedVolume read = openVolume(choice.path, optionsFor({}));
            choice.picture = middlePicture(read.volume, 0, pictureEdge);
        } catch (const Error&) {
            return; // its header was read; what else is wrong is told when it is opened
        }
    }

  private:
    using Clock = std::chrono::steady_clock;
    static constexpr std::int64_t mostVoxels = 64'000'000;
    Pictures wanted_;
    Clock::time_point latest_ = Clock::now() + std::chrono::seconds(3);
};

/// Of a folder with many files, one that is damaged is told among the others.
ImageChoice choiceOfMany(const fs::path& file, FilePictures& pictures) {
    try {
        ImageChoice choice = choiceOf(file);
        pictures.addTo(choice);
        return choice;
    } catch (const Error& error) {
        ImageChoice choice;
        choice.path = file;
        choice.format = formatName(file);
        choice.size = {0, 0, 0};
        choice.problems = {error.what()};
        return choice;
    }
}

} // namespace

bool isDicomPath(const fs::path& path) {
    return fs::is_directory(path) || !isKnownFormat(path);
}

std::vector<ImageChoice> findImagesHere(const fs::path& path, Pictures pictures,
                                        const CancellationToken& cancel) {
    if (!isDicomPath(path)) {
        try {
            return {choiceOf(path)};
        } catch (const Error& error) {
            if (const auto choice = resampledChoice(path, error)) {
                return {*choice};
            }
            throw;
        }
    }
    std::vector<ImageChoice> choices;
    for (const SeriesInfo& series : findSeries(path, cancel)) {
        choices.push_back(choiceOf(path, series, pictures));
    }
    FilePictures filePictures(pictures);
    for (const fs::path& file : filesIn(path)) {
        cancel.throwIfCancelled();
        choices.push_back(choiceOfMany(file, filePictures));
    }
    if (choices.empty()) {
        refuseEmpty(path);
    }
    return choices;
}

LoadedImage loadImageHere(const ImageRequest& request, ProgressSink& progress,
                          const CancellationToken& cancel) {
    fs::path file = request.path;
    if (isDicomPath(request.path)) {
        const std::vector<SeriesInfo> found = findSeries(request.path, cancel);
        if (!found.empty() || !request.seriesId.empty()) {
            const SeriesInfo series = chooseSeries(request, found);
            return readAsAgreed(request, series, progress, cancel);
        }
        file = chooseFile(request);
    }
    if (!request.seriesId.empty()) {
        throw Error(ErrorCode::InvalidArgument,
                    file.string() + " is not DICOM and holds no series " + request.seriesId);
    }
    progress.report(0, "reading the image");
    return readFileAsAgreed(request, file);
}

} // namespace laurel
