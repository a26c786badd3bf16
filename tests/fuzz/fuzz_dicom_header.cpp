// Any bytes as one object of a DICOM series: none, or slices whose numbers are finite.
#include "memory_file.h"

#include "slice_header.h"

#include <algorithm>
#include <cmath>

namespace {

void require(bool condition) {
    if (!condition) {
        std::abort();
    }
}

void requireFinite(const auto& numbers) {
    require(!numbers ||
            std::ranges::all_of(*numbers, [](double value) { return std::isfinite(value); }));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const laurel::MemoryFile file(data, size);
    if (const auto object = laurel::readImageObject(file.path())) {
        for (const laurel::SliceHeader& slice : object->slices) {
            requireFinite(slice.position);
            requireFinite(slice.orientation);
            requireFinite(slice.pixelSpacing);
            require(slice.rows >= 0 && slice.columns >= 0);
        }
    }
    return 0;
}
