#include "laurel/base/large_array.h"

#include <cstdint>
#include <sys/mman.h>

namespace laurel {

void preferLargePages(void* begin, std::size_t bytes) noexcept {
    constexpr std::uintptr_t pageSize = 4096;
    constexpr std::size_t worthIt = std::size_t{8} << 20;
    if (bytes < worthIt) {
        return;
    }
    const auto address = reinterpret_cast<std::uintptr_t>(begin);
    const std::uintptr_t first = (address + pageSize - 1) / pageSize * pageSize;
    const std::uintptr_t last = (address + bytes) / pageSize * pageSize;
    ::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
}

} // namespace laurel
