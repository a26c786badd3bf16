#pragma once

#include "laurel/inference/graph.h"

namespace laurel::bench {

/// One operation on one map.
inline Graph graphOf(const MapShape& in, Operation operation, const MapShape& out,
                     std::optional<float> slope = std::nullopt) {
    Graph graph;
    graph.values = {in, out};
    graph.nodes.push_back({std::move(operation), {0}, 1, std::nullopt, slope});
    graph.output = 1;
    return graph;
}

} // namespace laurel::bench
