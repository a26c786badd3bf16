#pragma once

#include <cstddef>

namespace laurel {

/// Watches this thread's calls of operator new, which allocations.cpp replaces for the test binary.
class LargestAllocation {
  public:
    LargestAllocation();
    /// The largest single request since this object was made.
    std::size_t bytes() const;
};

} // namespace laurel
