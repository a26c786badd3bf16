#include "laurel/base/error.h"
#include "laurel/cli/commands.h"
#include "laurel/dicom/series_writer.h"
#include "laurel/formats/files.h"
#include "laurel/synthesis/limb_phantom.h"

#include <iostream>

namespace laurel::cli {

namespace {

SyntheticCase makePhantom(const SynthOptions& options) {
    LimbPhantomSettings settings;
    settings.seed = options.seed;
    settings.contrast = contrastFromString(options.contrast);
    settings.slices = options.slices;
    if (options.limb == "leg") {
        return makeLegPhantom(settings);
    }
    if (options.limb == "thigh") {
        return makeThighPhantom(settings);
    }
    throw Error(ErrorCode::InvalidArgument, "expected leg or thigh, not \"" + options.limb + "\"");
}

} // namespace

void synth(const SynthOptions& options, const Environment& environment) {
    if (options.format != "nifti" && options.format != "dicom") {
        throw Error(ErrorCode::InvalidArgument,
                    "--format: expected nifti or dicom, not \"" + options.format + "\"");
    }
    environment.progress.report(0, "making a phantom");
    const SyntheticCase phantom = makePhantom(options);
    environment.cancel.throwIfCancelled();
    std::filesystem::create_directories(options.output);
    std::filesystem::path image = options.output / "image.nii.gz";
    if (options.format == "dicom") {
        image = options.output / "dicom";
        SeriesWriteOptions settings;
        settings.seed = options.seed;
        settings.description = "Synthetic " + options.limb + " " + options.contrast;
        settings.bodyPart = options.limb == "leg" ? "LEG" : "THIGH";
        writeSeries(image, phantom.image, settings, environment.cancel);
    } else {
        writeVolume(image, phantom.image);
    }
    const std::filesystem::path labels = options.output / "labels.nii.gz";
    writeLabels(labels, phantom.labels);
    std::cout << image.string() << '\n' << labels.string() << '\n';
}

} // namespace laurel::cli
