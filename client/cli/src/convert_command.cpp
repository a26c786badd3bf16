#include "commands.h"

#include "inputs.h"
#include "json_reports.h"

#include "laurel/arrays/file_names.h"
#include "laurel/dicom/series_writer.h"
#include "laurel/formats/files.h"
#include "laurel/weights/crypto.h"

#include <algorithm>
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

ConvertReport convertImage(const ConvertOptions& options, Console& console) {
    const Volume volume = loadImage(options.input, options.series, console);
    console.cancel().throwIfCancelled();
    if (!options.output.has_extension()) {
        return writeDicom(options.output, volume, console);
    }
    writeVolume(options.output, volume);
    return {options.output.string(), "image", 0};
}

/// By the output's name: before a minute is spent on reading.
void requireWritableName(const ConvertOptions& options, bool labels) {
    if (isKnownFormat(options.output)) {
        return;
    }
    if (options.output.has_extension()) {
        throw Error(ErrorCode::InvalidArgument,
                    options.output.string() +
                        ": unknown extension; a name without one makes a DICOM folder");
    }
    if (labels) {
        throw Error(ErrorCode::Unsupported, "label maps are not written as DICOM");
    }
}

} // namespace

void runConvert(const ConvertOptions& options, Console& console) {
    const bool asLabels = options.labels || hasExtension(options.output, ".seg.nrrd");
    requireWritableName(options, asLabels);
    std::optional<LabelMap> labels;
    if (!isDicomPath(options.input)) {
        labels = loadAsLabels(options.input, asLabels);
    } else if (asLabels) {
        throw Error(ErrorCode::Unsupported, "label maps are not read from DICOM");
    }
    ConvertReport report;
    if (labels) {
        requireWritableName(options, true);
        console.cancel().throwIfCancelled();
        writeLabels(options.output, *labels);
        report = {options.output.string(), "labels", 0};
    } else {
        report = convertImage(options, console);
    }
    console.result(convertJson(report), "wrote " + report.output + " (" + report.kind + ")");
}

} // namespace laurel
