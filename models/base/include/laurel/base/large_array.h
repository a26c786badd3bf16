#pragma once

#include <cstddef>
#include <vector>

namespace laurel {

/// Asks the kernel to back this memory with large pages, where it does so on request only, and
/// takes them at once, from two threads. What the memory holds stays; a refusal changes nothing but
/// the time.
void takeLargePages(void* begin, std::size_t bytes) noexcept;

/// `count` zeros. A volume has a hundred thousand small pages, and to be given each of them takes
/// longer than to fill them.
template <typename T>
std::vector<T> largeArray(std::size_t count) {
    std::vector<T> array;
    array.reserve(count);
    takeLargePages(array.data(), count * sizeof(T));
    array.resize(count);
    return array;
}

} // namespace laurel
