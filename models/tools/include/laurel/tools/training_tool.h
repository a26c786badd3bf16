#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/engine/engine.h"
#include "laurel/tools/training_config.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace laurel {

/// The sources of a configuration as one: sample n comes from a source drawn by weight. Files are
/// read here, once. Thread-safe.
/// @param manifest of the model to train, whose structures images must show
/// @throws Error as the readers of the files that it names; InvalidInput where labels are not the
///         model's or do not lie on their image's grid
std::unique_ptr<SampleSource> openSampleSource(const TrainingConfig& config,
                                               const ModelManifest& manifest);

/// A validation case with the name that reports give it.
struct NamedCase {
    std::string name;
    TrainingCase data;
};
/// @throws Error as openSampleSource
std::vector<NamedCase> openValidationCases(const ValidationConfig& config,
                                           const ModelManifest& manifest);

/// Trains from scratch (or from options.initialWeights) and writes the package with provenance and
/// metrics. Nothing is left when it fails or is cancelled, but for the checkpoint, where the
/// configuration names one: config.options.checkpoint.resume goes on from it. It is removed once
/// the package is written.
/// @param output  folder to create; the configuration's own when empty
/// @throws Error AlreadyExists when the folder exists, before any work; InvalidArgument when
/// neither
///         names one; as Engine::train, ModelPackage::create
ModelPackage runTraining(const TrainingConfig& config, const std::filesystem::path& output,
                         Engine& engine, const std::function<void(const TrainingEvent&)>& onEvent,
                         const CancellationToken& cancel);

/// One event as a line of JSON without its line feed. @param fold of a cross-validation, from 0
std::string toJsonLine(const TrainingEvent& event, std::optional<int> fold = {});

} // namespace laurel
