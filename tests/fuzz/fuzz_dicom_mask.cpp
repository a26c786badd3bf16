// Any bytes as a DICOM SEG and as an RTSTRUCT: refused with a laurel::Error, or masks on a sound
// grid.
#include "memory_file.h"

#include "laurel/base/error.h"
#include "laurel/dicom/segmentation_object.h"
#include "laurel/dicom/structure_set.h"

#include <cmath>

namespace {

using namespace laurel;

constexpr MaskReadLimits limits{std::uint64_t{16} << 20};

void require(bool condition) {
    if (!condition) {
        std::abort();
    }
}

void requireSound(const MaskObject& object) {
    require(object.labels.geometry().voxelVolume() > 0);
    require(std::isfinite(object.labels.geometry().toWorld(VoxelIndex{0, 0, 1}).x));
    require(!object.labels.segments().empty());
}

template <typename Read>
void attempt(const Read& read) {
    try {
        read();
    } catch (const Error& error) {
        require(error.code() != ErrorCode::Internal);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const MemoryFile file(data, size);
    const Geometry grid({12, 10, 6}, {1, 1.5, 3}, {-5, -5, 0});
    attempt([&] { requireSound(readSegmentationObject(file.path(), limits)); });
    attempt([&] { requireSound(readStructureSet(file.path(), grid, "", limits)); });
    attempt([&] { summariseSegmentationObject(file.path()); });
    attempt([&] { summariseStructureSet(file.path()); });
    isSegmentationObject(file.path());
    return 0;
}
