#pragma once

#include <cstdint>

namespace laurel {

/// Raises the bound on files and sockets that this process may have open at once as far as the
/// system lets it; nothing here waits with select(), which could not take the greater numbers.
/// @return the bound that holds now
std::uint64_t raiseDescriptorLimit() noexcept;

} // namespace laurel
