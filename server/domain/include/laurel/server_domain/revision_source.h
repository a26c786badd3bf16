#pragma once

#include <cstdint>

namespace laurel {

/// Tells cheaply whether the facts that are kept may have changed, by this process or another.
/// Thread-safe.
class RevisionSource {
  public:
    virtual ~RevisionSource() = default;

    /// Another number after every commit; what was read after asking is at least as new as it.
    /// @throws Error as the store
    virtual std::int64_t revision() = 0;
};

} // namespace laurel
