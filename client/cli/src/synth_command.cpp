#include "commands.h"

#include "json_reports.h"
#include "text_table.h"

#include "laurel/dicom/series_writer.h"
#include "laurel/formats/files.h"
#include "laurel/synthesis/limb_phantom.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace fs = std::filesystem;

namespace {

LimbPhantomSettings settingsOf(const SynthOptions& options) {
    LimbPhantomSettings settings;
    settings.seed = options.seed;
    settings.contrast = contrastFromString(options.contrast);
    settings.slices = options.slices;
    settings.sliceSpacing = options.sliceSpacingMm;
    for (int axis = 0; axis < 2; ++axis) {
        const double extent = static_cast<double>(settings.size[axis]) * settings.spacing[axis];
        settings.size[axis] = std::llround(extent / options.spacingMm);
        settings.spacing[axis] = options.spacingMm;
    }
    return settings;
}

SyntheticCase makePhantom(const SynthOptions& options) {
    if (options.limb == "leg") {
        return makeLegPhantom(settingsOf(options));
    }
    if (options.limb == "thigh") {
        return makeThighPhantom(settingsOf(options));
    }
    throw Error(ErrorCode::InvalidArgument,
                "synth makes \"leg\" or \"thigh\", not \"" + options.limb + "\"");
}

fs::path writeImage(const SynthOptions& options, const Volume& image, Console& console) {
    if (options.format == "dicom") {
        std::string bodyPart = options.limb;
        std::ranges::transform(bodyPart, bodyPart.begin(),
                               [](char c) { return static_cast<char>(c - 'a' + 'A'); });
        const std::string description = "Synthetic " + options.limb + " " + options.contrast + " " +
                                        std::to_string(options.seed);
        writeSeries(options.output / "dicom", image, {options.seed, description, bodyPart},
                    console.cancel());
        return options.output / "dicom";
    }
    writeVolume(options.output / "image.nii.gz", image);
    return options.output / "image.nii.gz";
}

void makeFolder(const fs::path& folder) {
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed) {
        throw Error(ErrorCode::Io, "cannot make " + folder.string() + ": " + failed.message());
    }
}

std::string textOf(const SynthReport& report) {
    TextTable table({"label", "value", "voxels"});
    for (const LabelCount& label : report.counts) {
        table.add({label.name, std::to_string(label.value), std::to_string(label.voxels)});
    }
    return table.text() + "wrote " + report.image + " and " + report.labels + "\n";
}

} // namespace

void runSynth(const SynthOptions& options, Console& console) {
    console.report(0, "making a phantom");
    const SyntheticCase made = makePhantom(options);
    console.cancel().throwIfCancelled();
    makeFolder(options.output);
    SynthReport report;
    report.image = writeImage(options, made.image, console).string();
    report.labels = (options.output / "labels.nii.gz").string();
    writeLabels(report.labels, made.labels);
    report.seed = options.seed;
    report.contrast = options.contrast;
    report.size = made.image.geometry().size();
    for (const Segment& segment : made.labels.segments()) {
        report.counts.push_back({segment.name, segment.value, made.labels.voxels(segment)});
    }
    console.result(synthJson(report), textOf(report));
}

} // namespace laurel
