#pragma once

#include "laurel/inference/graph.h"

namespace laurel {

/// How a map lies in memory: blocks of channels, each a plane of pixels × lanes floats. One lane is
/// plain channel after channel.
struct MapLayout {
    MapShape shape;
    std::int64_t lanes = 1;

    std::int64_t blocks() const noexcept { return (shape.channels + lanes - 1) / lanes; }
    std::int64_t blockSize() const noexcept { return shape.pixels() * lanes; } ///< floats
    std::int64_t size() const noexcept { return blocks() * blockSize(); }      ///< floats
};

} // namespace laurel
