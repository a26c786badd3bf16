#pragma once

#include <cstddef>
#include <vector>

namespace laurel {

/// Asks the kernel to back this memory with large pages, where it does so on request only. Memory
/// that was touched already stays as it is; a refusal changes nothing but the time.
void preferLargePages(void* begin, std::size_t bytes) noexcept;

/// `count` zeros. A volume has a hundred thousand small pages, and to be given each of them takes
/// longer than to fill them.
template <typename T>
std::vector<T> largeArray(std::size_t count) {
    std::vector<T> array;
    array.reserve(count);
    preferLargePages(array.data(), count * sizeof(T));
    array.resize(count);
    return array;
}

} // namespace laurel
