#pragma once

#include "config_paths.h"
#include "laurel/config/config_table.h"
#include "laurel/tools/training_config.h"

namespace laurel {

/// One [[source]]. @throws Error InvalidInput, as readTrainingConfig
TrainingSourceConfig readSource(ConfigTable& table, const PathResolver& paths);

/// [validation]. @throws Error InvalidInput, as readTrainingConfig
ValidationConfig readValidation(ConfigTable& table, const PathResolver& paths);

} // namespace laurel
