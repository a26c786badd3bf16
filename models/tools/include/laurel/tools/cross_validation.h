#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/engine/engine.h"
#include "laurel/metrics/confidence.h"
#include "laurel/metrics/overlap.h"
#include "laurel/tools/training_config.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// k-fold cross-validation: how well models do on subjects that they were not trained on.
namespace laurel {

/// What one held-out case gave: of each of the model's labels, the counts of every slice in which
/// it occurs on either side. Sides of the body count as further slices.
struct HeldOutCase {
    std::string name;    ///< of the image's file
    std::string subject; ///< cases of one subject are in one fold
    int fold = 0;        ///< from 0
    std::map<std::string, std::vector<OverlapCounts>> labels;
};

/// A figure with its 95 % confidence interval. What is undefined is nullopt.
struct Figure {
    std::size_t count = 0; ///< values that it is the mean of; pooled: cases
    std::optional<double> value;
    std::optional<ConfidenceInterval> interval95;
};

/// Formulas and edge cases: overlap.h. The cross-sectional area's error is relative to the
/// reference.
struct Figures {
    Figure dice;
    Figure csaError;         ///< signed: a bias
    Figure csaAbsoluteError; ///< its size
    Figure precision;
    Figure recall;
};

/// The same cases summed up in three ways.
struct SummedUp {
    Figures perSlice;   ///< mean over all slices; interval by bootstrap over cases
    Figures perPatient; ///< of each case's summed counts; Student's interval over cases
    Figures pooled;     ///< of the counts of all cases together; interval by bootstrap over cases
};

struct CrossValidationReport {
    std::string modelId;
    int folds = 0;
    std::vector<HeldOutCase> cases; ///< by fold
    std::map<std::string, SummedUp> labels;
    /// Per slice: over all labels' slices; per patient: mean over labels; pooled: their counts.
    SummedUp overall;
};

/// Trains a model for every fold on the cases of the others, with the configuration's options and
/// its other sources, and segments the held-out cases as a user's. Subjects are dealt to folds at
/// random from the seed, evenly; where there are fewer subjects than folds, one is left out at a
/// time. Checkpoints are not used.
/// @param onEvent gets the fold, from 0
/// @throws Error InvalidInput when there is no [cross_validation] or there are less than two
///         subjects; as runTraining
CrossValidationReport crossValidate(const TrainingConfig& config, Engine& engine,
                                    const std::function<void(int, const TrainingEvent&)>& onEvent,
                                    const CancellationToken& cancel);

/// Sums up `cases`. @param labels of the model @param seed of the bootstrap
void sumUp(CrossValidationReport& report, const std::vector<std::string>& labels,
           std::uint64_t seed);

/// As JSON, with a line feed at the end; undefined is null.
std::string toJson(const CrossValidationReport& report);
/// As text for people: a line for each label and way of summing up.
std::string toTable(const CrossValidationReport& report);

/// The same, and writes report.json and report.txt into a new folder; nothing when it fails.
/// @throws Error AlreadyExists before any work, InvalidArgument without a folder, Io
CrossValidationReport
runCrossValidation(const TrainingConfig& config, const std::filesystem::path& folder,
                   Engine& engine, const std::function<void(int, const TrainingEvent&)>& onEvent,
                   const CancellationToken& cancel);

} // namespace laurel
