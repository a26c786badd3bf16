#pragma once

#include "laurel/edit/mask_operation.h"

/// What the parts of MaskOperation's code have in common.
namespace laurel {

template <typename... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

inline GridSize sizeOfBox(const VoxelBox& box) {
    return {box.high.x - box.low.x + 1, box.high.y - box.low.y + 1, box.high.z - box.low.z + 1};
}

} // namespace laurel
