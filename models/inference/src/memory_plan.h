#pragma once

#include "laurel/inference/graph.h"
#include "layout.h"

#include <vector>

namespace laurel {

/// Where each value of a graph lies in one arena, so that values share memory when they are never
/// needed at once, what joins channels finds them side by side already, and what works pixel by
/// pixel works in place.
struct MemoryPlan {
    std::vector<MapLayout> layouts;    ///< of each value
    std::vector<std::int64_t> offsets; ///< of each value, in floats; multiples of 16
    std::int64_t size = 0;             ///< of the arena, in floats

    /// Whether `part`, an input of a concatenation, lies where the result wants it.
    bool isInPlace(ValueId part, ValueId whole, std::int64_t firstBlock) const;
};

/// @param lanes of all values but the input and windows of it, which stay plain
MemoryPlan planMemory(const Graph& graph, std::int64_t lanes);

} // namespace laurel
