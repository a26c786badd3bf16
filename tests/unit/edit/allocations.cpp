#include "allocations.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

thread_local std::size_t largest = 0;

} // namespace

void* operator new(std::size_t size) {
    largest = std::max(largest, size);
    void* const place = std::malloc(std::max<std::size_t>(size, 1));
    if (place == nullptr) {
        throw std::bad_alloc();
    }
    return place;
}

void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
    largest = std::max(largest, size);
    return std::malloc(std::max<std::size_t>(size, 1));
}

void operator delete(void* place) noexcept {
    std::free(place);
}

void operator delete(void* place, std::size_t /*size*/) noexcept {
    std::free(place);
}

namespace laurel {

LargestAllocation::LargestAllocation() {
    largest = 0;
}

std::size_t LargestAllocation::bytes() const {
    return largest;
}

} // namespace laurel
