#pragma once

#include "laurel/engine/fine_tuning.h"

#include <filesystem>
#include <optional>

namespace laurel {

/// As createFineTunedPackage, noting besides how far the model's own masks agreed with what a
/// person made of them before it was tuned: `provenance.fine_tuned.dice_automatic`.
/// @param automaticDice 0 to 1; none: not known, nothing is noted
ModelPackage createCorrectedPackage(const std::filesystem::path& folder, const ModelPackage& base,
                                    const FineTuneResult& result,
                                    std::optional<double> automaticDice);

} // namespace laurel
