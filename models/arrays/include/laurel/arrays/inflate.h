#pragma once

#include <cstdint>
#include <filesystem>

namespace laurel {

/// How many bytes the gzip or zlib data inflate to that run from byte `offset` to the end of the
/// file (several gzip members count together). Checks them to their end, checksums included, and
/// keeps nothing: for readers of other libraries that take damaged data for complete.
/// @throws Error NotFound, Io; InvalidInput where the data are damaged, cut short or followed by
///         others; LimitExceeded when they inflate to more than `most`
std::uint64_t countInflated(const std::filesystem::path& path, std::uint64_t offset,
                            std::uint64_t most);

} // namespace laurel
