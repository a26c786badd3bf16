// Any bytes as one image of a DICOM series: no object, or a header whose numbers are finite.
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
    if (const auto header = laurel::readSliceHeader(file.path())) {
        requireFinite(header->position);
        requireFinite(header->orientation);
        requireFinite(header->pixelSpacing);
        require(header->rows >= 0 && header->columns >= 0);
    }
    return 0;
}
