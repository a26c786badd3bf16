#pragma once

#include "laurel/base/random.h"
#include "laurel/engine/engine.h"

namespace laurel {

/// Draws one training case from the given random numbers. Thread-safe.
class DrawnSource {
  public:
    virtual ~DrawnSource() = default;
    virtual TrainingCase draw(Random& random) const = 0;
};

} // namespace laurel
