#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/base/progress.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// What laurelctl can do, without its parser: one struct of checked options and one function a
/// command. Each prints its result to stdout (with `json`, one document), reports progress to the
/// environment's sink, writes files all or nothing, and throws Error.
namespace laurel::cli {

/// What every command gets from `main`.
struct Environment {
    ProgressSink& progress;
    CancellationToken cancel;
};

struct InfoOptions {
    std::filesystem::path path;
    bool json = false;
};
void info(const InfoOptions& options, const Environment& environment);

struct ConvertOptions {
    std::filesystem::path input;
    std::filesystem::path output; ///< without extension: a folder of DICOM objects
    std::string series;           ///< SeriesInstanceUID; empty where there is one only
    bool labels = false;          ///< treat as label map whatever the file looks like
};
void convert(const ConvertOptions& options, const Environment& environment);

struct SegmentCommandOptions {
    std::string model; ///< package folder, or id of a shipped package
    std::filesystem::path input;
    std::string series;
    std::filesystem::path output;
    std::string slices; ///< "a-b", or empty for all
    int threads = 0;
    bool json = false;
};
void segment(const SegmentCommandOptions& options, const Environment& environment);

struct EvaluateOptions {
    std::filesystem::path reference;
    std::filesystem::path segmentation;
    /// "NAME=NEW": segments of the reference called NAME (with or without _L, _R) are called NEW.
    std::vector<std::string> renames;
    bool json = false;
};
void evaluateFiles(const EvaluateOptions& options);

struct StatsOptions {
    std::filesystem::path image;
    std::filesystem::path labels;
    std::string series;
    std::optional<std::filesystem::path> csv;
    bool slicewise = false;
    bool json = false;
};
void stats(const StatsOptions& options, const Environment& environment);

struct SynthOptions {
    std::string limb; ///< "leg" or "thigh"
    std::uint64_t seed = 1;
    std::string contrast = "random";
    std::string format = "nifti"; ///< or "dicom"
    std::filesystem::path output; ///< folder; made when absent
    std::int64_t slices = 24;
};
void synth(const SynthOptions& options, const Environment& environment);

struct RenderOptions {
    std::filesystem::path image;
    std::string series;
    std::optional<std::filesystem::path> labels;
    std::optional<std::filesystem::path> reference; ///< drawn as white outlines
    std::filesystem::path output;                   ///< .png
    std::string slices;
    int columns = 0; ///< of the mosaic; 0: chosen
};
void render(const RenderOptions& options, const Environment& environment);

struct TrainCommandOptions {
    std::filesystem::path config;
    std::filesystem::path output; ///< empty: the configuration's own
};
/// Prints one JSON line an event.
void train(const TrainCommandOptions& options, const Environment& environment);

} // namespace laurel::cli
