#pragma once

#include "laurel/edit/label_map_edit.h"

#include "support/random_grids.h"

#include <algorithm>
#include <string>
#include <vector>

namespace laurel {

inline Segment segmentOf(const std::string& name, std::uint16_t value, int layer = 0) {
    Segment segment;
    segment.name = name;
    segment.value = value;
    segment.layer = layer;
    return segment;
}

/// Up to `largest` voxels along each axis; one axis in four has a single one.
inline GridSize randomThinSize(Random& random, int largest) {
    GridSize size = randomSize(random, largest);
    switch (random.integer(0, 11)) {
    case 0:
        size.x = 1;
        break;
    case 1:
        size.y = 1;
        break;
    case 2:
        size.z = 1;
        break;
    default:
        break;
    }
    return size;
}

inline VoxelIndex randomVoxel(Random& random, const GridSize& size) {
    return {random.integer(0, static_cast<int>(size.x) - 1),
            random.integer(0, static_cast<int>(size.y) - 1),
            random.integer(0, static_cast<int>(size.z) - 1)};
}

/// A place in the volume or up to four voxels beside it.
inline ContinuousIndex randomPlace(Random& random, const GridSize& size) {
    return {random.uniform(-4, static_cast<double>(size.x) + 4),
            random.uniform(-4, static_cast<double>(size.y) + 4),
            random.uniform(-4, static_cast<double>(size.z) + 4)};
}

inline SlicePlane randomPlane(Random& random, const GridSize& size) {
    const int axis = random.integer(0, 2);
    return {axis, random.integer(0, static_cast<int>(size[axis]) - 1)};
}

inline Segment randomSegment(Random& random, const Segmentation& segmentation) {
    const auto& all = segmentation.labels.segments();
    return all[random.integer(0, static_cast<int>(all.size()) - 1)];
}

/// One or two layers with segments 1, 2, 3 and 65535 in the first and 1 in the second; blobs of
/// them, and of a value 9 that has no segment. States of slices are any.
inline Segmentation randomSegmentation(Random& random, int largest) {
    const GridSize size = randomThinSize(random, largest);
    const int layers = random.integer(1, 2);
    LabelMap labels(randomGeometry(random, size), layers);
    for (const int value : {1, 2, 3, 65535}) {
        labels.addSegment(
            segmentOf("S" + std::to_string(value), static_cast<std::uint16_t>(value), 0));
    }
    if (layers == 2) {
        labels.addSegment(segmentOf("Above", 1, 1));
    }
    for (int layer = 0; layer < layers; ++layer) {
        for (const int value : {1, 2, 3, 9, 65535}) {
            const Mask blobs = randomBlobs(random, size, 2, 4);
            for (std::size_t at = 0; at < blobs.size(); ++at) {
                if (blobs[at] != 0) {
                    labels.layer(layer)[at] = static_cast<std::uint16_t>(value);
                }
            }
        }
    }
    Segmentation made(labels);
    for (SliceState& state : made.slices) {
        state = static_cast<SliceState>(random.integer(0, 4));
    }
    return made;
}

inline void lockSome(Random& random, Segmentation& segmentation) {
    for (SegmentLook& look : segmentation.looks) {
        look.locked = random.chance(0.3);
    }
}

} // namespace laurel
