#pragma once

#include <algorithm>
#include <thread>

namespace laurel {

/// For LibTorch while a window is open: all cores but one, which the window draws and edits with.
/// Not measured; that the window stays at 30 frames a second while a model learns is what counts.
inline int threadsBesideTheWindow() {
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
}

} // namespace laurel
