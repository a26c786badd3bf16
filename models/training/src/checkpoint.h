#pragma once

#include "batch_stream.h"
#include "best_validation.h"
#include "laurel/training/network_trainer.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace laurel {

/// How far a training is, apart from what its NetworkTrainer knows.
struct TrainingProgress {
    std::int64_t steps = 0;
    std::int64_t toldSteps = 0; ///< the last step of which events and validations are done
    double seconds = 0;
    SamplePosition position;
    BestValidation best;
};

/// Writes all that the next steps depend on, as one safetensors file, all or nothing: parameters,
/// statistics, moving average, the optimiser's moments, the state of LibTorch's random numbers on
/// the CPU, and the progress. A file of numbers: reading one executes nothing.
/// @param configuration as CheckpointOptions
/// @throws Error Io
void writeCheckpoint(const std::filesystem::path& file, const std::string& configuration,
                     const NetworkTrainer& trainer, const TrainingProgress& progress);

/// Puts the trainer (and LibTorch's random numbers) where it was when the file was written.
/// @throws Error InvalidInput naming the file, when it is of another configuration or network or
///         damaged; NotFound, Io
TrainingProgress readCheckpoint(const std::filesystem::path& file, const std::string& configuration,
                                NetworkTrainer& trainer);

} // namespace laurel
