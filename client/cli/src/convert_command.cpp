#include "commands.h"

#include "inputs.h"
#include "json_reports.h"

#include "laurel/arrays/file_names.h"
#include "laurel/dicom/series_writer.h"
#include "laurel/formats/files.h"
#include "laurel/formats/roi_folder.h"
#include "laurel/weights/crypto.h"
#include "laurel/workflow/label_export.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace laurel {

namespace fs = std::filesystem;

namespace {

/// A seed for UIDs that follows from the content: the same image gives the same objects.
std::uint64_t contentSeed(const Volume& volume) {
    const std::string digest =
        std::visit([](const auto& samples) { return sha256Hex(std::as_bytes(std::span(samples))); },
                   volume.pixels());
    const std::string grid = describeGrid(volume.geometry());
    return std::stoull(sha256Hex(digest + grid).substr(0, 16), nullptr, 16);
}

std::string asciiDescription(const Volume& volume) {
    std::string text = volume.description.empty() ? "Converted" : volume.description;
    std::ranges::replace_if(
        text, [](char c) { return c < 0x20 || c >= 0x7F || c == '\\'; }, '?');
    return text.substr(0, 64);
}

ConvertReport writeDicom(const fs::path& folder, const Volume& volume, Console& console) {
    if (!volume.modality.empty() && volume.modality != "MR") {
        throw Error(ErrorCode::Unsupported,
                    "only MR images are written as DICOM, not " + volume.modality);
    }
    const SeriesWriteReport report = writeSeries(
        folder, volume, {contentSeed(volume), asciiDescription(volume), ""}, console.cancel());
    if (report.largestError > 0) {
        console.warn(folder.string() + ": values were rounded to 16 bits, by " +
                     std::to_string(report.largestError) + " at most");
    }
    return {folder.string(), "image", report.largestError};
}

/// A sheared NIfTI file is read as asked for, anything else as always.
Volume loadForConversion(const ConvertOptions& options, Console& console) {
    if (options.sheared.empty() || options.sheared == "refuse" || isDicomPath(options.input)) {
        return loadImage(options.input, options.which, console);
    }
    NotedVolume read = openVolume(
        options.input,
        {{}, options.sheared == "qform" ? ShearedGrid::UseQform : ShearedGrid::Resample});
    for (const std::string& note : read.notes) {
        console.note(options.input.string() + ": " + note);
    }
    return std::move(read.volume);
}

ConvertReport convertImage(const ConvertOptions& options, Console& console) {
    const Volume volume = loadForConversion(options, console);
    console.cancel().throwIfCancelled();
    if (!options.output.has_extension()) {
        return writeDicom(options.output, volume, console);
    }
    writeVolume(options.output, volume);
    return {options.output.string(), "image", 0};
}

/// The format that a label map gets. @throws Error where neither the name nor --format says one
LabelFormat labelFormatFor(const ConvertOptions& options) {
    if (!options.format.empty()) {
        return labelFormatNamed(options.format);
    }
    const auto format = labelFormatOf(options.output);
    if (!format) {
        throw Error(ErrorCode::InvalidArgument,
                    options.output.string() +
                        ": for label maps, a name without a known extension needs --format, such "
                        "as roi-folder or dicom-seg");
    }
    return *format;
}

/// By the output's name: before a minute is spent on reading.
void requireWritableName(const ConvertOptions& options) {
    if (!options.format.empty()) {
        labelFormatNamed(options.format);
    } else if (!isKnownFormat(options.output) && !labelFormatOf(options.output) &&
               options.output.has_extension()) {
        throw Error(ErrorCode::InvalidArgument,
                    options.output.string() +
                        ": unknown extension; a name without one makes a DICOM folder");
    }
}

/// Whether only a label map can be meant.
bool meansLabels(const ConvertOptions& options) {
    constexpr std::array alsoOfImages{LabelFormat::Nifti, LabelFormat::SegNrrd,
                                      LabelFormat::Npz,   LabelFormat::MetaImage,
                                      LabelFormat::Gipl,  LabelFormat::Minc};
    if (options.labels || isRoiFolder(options.input) || isDicomMask(options.input) ||
        hasExtension(options.output, ".seg.nrrd")) {
        return true;
    }
    if (options.format.empty()) {
        return labelFormatOf(options.output) == LabelFormat::Bids;
    }
    return std::find(alsoOfImages.begin(), alsoOfImages.end(), labelFormatNamed(options.format)) ==
           alsoOfImages.end();
}

ConvertReport convertLabels(const ConvertOptions& options, const LabelMap& labels,
                            Console& console) {
    const LabelFormat format = labelFormatFor(options);
    console.cancel().throwIfCancelled();
    LabelExportSource source;
    if (!options.source.empty()) {
        source.files = sourceFilesOf(
            {options.source, options.which.series, "choose one with --series"}, console.cancel());
    }
    source.drawnByHand = true; // as far as anybody can tell
    source.copiesPatient = options.copyPatient;
    const LabelExportReport report = exportLabels(options.output, labels, format, source);
    for (const std::string& note : report.notes) {
        console.note(options.output.string() + ": " + note);
    }
    return {options.output.string(), "labels", 0};
}

/// Of the image that contours belong to.
std::optional<Geometry> gridOf(const ConvertOptions& options, Console& console) {
    if (options.source.empty() || !mayLackGrid(options.input)) {
        return std::nullopt;
    }
    return loadImage(options.source, options.which, console).geometry();
}

} // namespace

void runConvert(const ConvertOptions& options, Console& console) {
    requireWritableName(options);
    const bool asLabels = meansLabels(options);
    std::optional<LabelMap> labels;
    if (asLabels || !isDicomPath(options.input)) {
        labels = loadAsLabels(options.input, asLabels, options.names, gridOf(options, console));
    }
    const ConvertReport report =
        labels ? convertLabels(options, *labels, console) : convertImage(options, console);
    console.result(convertJson(report), "wrote " + report.output + " (" + report.kind + ")");
}

} // namespace laurel
