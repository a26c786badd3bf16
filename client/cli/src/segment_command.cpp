#include "commands.h"

#include "inputs.h"
#include "json_reports.h"
#include "model_lookup.h"
#include "text_table.h"

#include "laurel/workflow/label_export.h"

#include <chrono>

namespace laurel {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The result's own times begin when image and network are there.
SegmentTimes withLoading(SegmentTimes times, double loading) {
    times.load += loading;
    times.total += loading;
    return times;
}

std::string textOf(const SegmentReport& report) {
    TextTable table({"label", "value", "voxels"});
    for (const LabelCount& label : report.labels) {
        table.add({label.name, std::to_string(label.value), std::to_string(label.voxels)});
    }
    const SegmentTimes& seconds = report.seconds;
    const std::string version = report.version ? "@" + std::to_string(*report.version) : "";
    return table.text() + "model " + report.model + version + ", engine " + report.engine + ": " +
           fixed(seconds.total, 2) + " s (load " + fixed(seconds.load, 2) + ", preprocess " +
           fixed(seconds.preprocess, 2) + ", infer " + fixed(seconds.infer, 2) + ", postprocess " +
           fixed(seconds.postprocess, 2) +
           (seconds.firstSlice ? "; first slice after " + fixed(*seconds.firstSlice, 2) : "") +
           ")\nwrote " + report.output + "\n";
}

LabelFormat formatOf(const SegmentCommandOptions& options) {
    if (!options.format.empty()) {
        return labelFormatNamed(options.format);
    }
    const auto format = labelFormatOf(options.output);
    if (!format) {
        throw Error(ErrorCode::InvalidArgument,
                    options.output.string() + ": unknown extension for a label map");
    }
    return *format;
}

/// What DICOM masks refer to; others refer to nothing.
LabelExportSource sourceOf(const SegmentCommandOptions& options, LabelFormat format,
                           Console& console) {
    LabelExportSource source;
    source.copiesPatient = options.copyPatient;
    if (format == LabelFormat::DicomSeg || format == LabelFormat::RtStruct) {
        source.files = sourceFilesOf(
            {options.input, options.which.series, "choose one with --series"}, console.cancel());
    }
    return source;
}

} // namespace

void runSegment(const SegmentCommandOptions& options, Console& console) {
    const LabelFormat format = formatOf(options);
    const auto start = Clock::now();
    const FoundModel found = findModel(options.model);
    const ModelPackage& package = found.package;
    const LoadedImage loaded = loadNotedImage(options.input, options.which, console);
    if (loaded.isColor) {
        throw Error(ErrorCode::Unsupported, options.input.string() +
                                                ": a colour image has no intensities that a "
                                                "model knows; it can be looked at only");
    }
    const Volume& image = loaded.volume;
    requireWithin(options.slices, image.geometry());
    Engine engine;
    const auto model = engine.load(package);
    const double loading = secondsSince(start);

    SegmentOptions settings;
    settings.slices = options.slices;
    settings.threads = options.threads;
    settings.engine = engineKindNamed(options.engine);
    const SegmentationResult result = model->segment(image, settings, console, console.cancel());
    console.cancel().throwIfCancelled();
    LabelExportSource source = sourceOf(options, format, console);
    source.algorithm = package.manifest().name;
    source.algorithmVersion = found.version ? std::to_string(*found.version) : "";
    exportLabels(options.output, result.labels, format, source);

    SegmentReport report;
    report.model = package.manifest().id;
    report.version = found.version;
    report.engine = result.engine;
    report.engineNote = result.engineNote;
    if (!result.engineNote.empty()) {
        console.note("engine " + result.engine + " was used: " + result.engineNote);
    }
    report.seconds = withLoading(result.seconds, loading);
    report.output = options.output.string();
    for (const Segment& segment : result.labels.segments()) {
        report.labels.push_back({segment.name, segment.value, result.labels.voxels(segment)});
    }
    console.result(segmentJson(report), textOf(report));
}

} // namespace laurel
