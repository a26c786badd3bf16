#include "laurel/base/large_array.h"

#include <cstdint>
#include <sys/mman.h>
#include <system_error>
#include <thread>

namespace laurel {

namespace {

/// Zeroing the pages is the kernel's work, and most of it.
void populate(std::uintptr_t first, std::uintptr_t last) noexcept {
#ifdef MADV_POPULATE_WRITE
    ::madvise(reinterpret_cast<void*>(first), last - first, MADV_POPULATE_WRITE);
#else
    static_cast<void>(first + last);
#endif
}

void populateInTwoThreads(std::uintptr_t first, std::uintptr_t last) noexcept {
    constexpr std::uintptr_t largePage = std::uintptr_t{2} << 20;
    const std::uintptr_t middle = (first + last) / 2 / largePage * largePage;
    try {
        std::thread other(populate, middle, last);
        populate(first, middle);
        other.join();
    } catch (const std::system_error&) { // no thread to be had: as they are touched, then
    }
}

} // namespace

void takeLargePages(void* begin, std::size_t bytes) noexcept {
    constexpr std::uintptr_t pageSize = 4096;
    constexpr std::size_t worthIt = std::size_t{8} << 20;
    if (bytes < worthIt) {
        return;
    }
    const auto address = reinterpret_cast<std::uintptr_t>(begin);
    const std::uintptr_t first = (address + pageSize - 1) / pageSize * pageSize;
    const std::uintptr_t last = (address + bytes) / pageSize * pageSize;
    ::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
    populateInTwoThreads(first, last);
}

} // namespace laurel
