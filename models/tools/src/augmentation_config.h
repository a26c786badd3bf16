#pragma once

#include "laurel/config/config_table.h"
#include "laurel/engine/training.h"

namespace laurel {

/// [augmentation]. @throws Error InvalidInput, as readTrainingConfig
AugmentationSettings readAugmentation(ConfigTable& table);

} // namespace laurel
