#pragma once

#include "config_paths.h"
#include "laurel/config/config_table.h"
#include "laurel/engine/training.h"

namespace laurel {

/// [training]. @throws Error InvalidInput, as readTrainingConfig
TrainOptions readOptions(ConfigTable& table, const PathResolver& paths);

} // namespace laurel
