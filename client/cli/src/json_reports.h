#pragma once

#include "laurel/engine/engine.h"
#include "laurel/imaging/header_field.h"
#include "laurel/metrics/comparison.h"
#include "laurel/metrics/metrics.h"
#include "laurel/metrics/statistics.h"

#include <optional>
#include <string>
#include <vector>

/// The JSON documents of laurelctl: the one place that knows their field names, which scripts rely
/// on. Undefined numbers are null. Text that is not UTF-8 (file names may be anything) gets U+FFFD.
namespace laurel {

/// A volume that `info` found.
struct FoundVolume {
    std::string id; ///< SeriesInstanceUID, or the file's name
    std::string format;
    std::string modality;
    std::string description;
    GridSize size;
    std::int64_t frames = 1;
    std::optional<Geometry> geometry; ///< none where it cannot be known
    std::vector<std::string> problems;
    std::vector<std::string> notes;
    std::vector<HeaderField> tags; ///< of the first file, where they were asked for
};
std::string infoJson(const std::vector<FoundVolume>& volumes);

struct LabelCount {
    std::string name;
    std::uint16_t value = 0;
    std::int64_t voxels = 0;
};

struct SegmentReport {
    std::string model;
    std::optional<std::int64_t> version; ///< of what a server published; none of a local package
    std::string engine;
    std::string engineNote; ///< as SegmentationResult's
    SegmentTimes seconds;
    std::vector<LabelCount> labels;
    std::string output;
};
std::string segmentJson(const SegmentReport& report);

std::string evaluateJson(const Evaluation& evaluation);

/// What one model, or a set of files, made of every case.
struct ModelScores {
    std::string given; ///< as the command line names it; empty: files
    std::string model;
    std::optional<std::int64_t> version; ///< as SegmentReport::version
    CaseEvaluations cases;
};
struct ComparisonReport {
    std::vector<std::string> cases; ///< names, in the order of ModelScores::cases
    std::vector<ModelScores> models;
    std::vector<ModelEstimate> summaries; ///< of models
};
std::string comparisonJson(const ComparisonReport& report);

/// @param slicewise adds `per_slice` to every label
/// @param fatFractions of each label; empty where fat was not told apart
std::string statsJson(const std::vector<LabelStatistics>& labels, bool slicewise,
                      const std::vector<std::optional<double>>& fatFractions);

struct SynthReport {
    std::string image;
    std::string labels;
    std::uint64_t seed = 0;
    std::string contrast;
    GridSize size;
    std::vector<LabelCount> counts;
};
std::string synthJson(const SynthReport& report);

struct ConvertReport {
    std::string output;
    std::string kind;        ///< "image" or "labels"
    double largestError = 0; ///< by which values changed, where the format has fewer bits
};
std::string convertJson(const ConvertReport& report);

struct FinetuneReport {
    FineTuneResult result;
    std::optional<std::string> output; ///< the package; none when nothing was kept
};
std::string finetuneJson(const FinetuneReport& report);

struct RenderReport {
    std::string output;
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::vector<std::int64_t> slices;
};
std::string renderJson(const RenderReport& report);

struct TrainReport {
    std::string output;
    std::string model;
};
std::string trainJson(const TrainReport& report);

std::string versionJson(const std::string& version);

} // namespace laurel
