// Any bytes as a NIfTI file, plain or gzip: refused with a laurel::Error, or a volume with a sound
// grid.
#include "memory_file.h"

#include "laurel/arrays/nifti.h"
#include "laurel/arrays/nifti_listing.h"
#include "laurel/base/error.h"

#include <cmath>

namespace {

using namespace laurel;

constexpr ReadLimits limits{std::uint64_t{16} << 20};

void require(bool condition) {
    if (!condition) {
        std::abort();
    }
}

void requireSound(const Geometry& geometry) {
    const WorldPoint corner = geometry.toWorld(
        VoxelIndex{geometry.size().x - 1, geometry.size().y - 1, geometry.size().z - 1});
    require(std::isfinite(corner.x) && std::isfinite(corner.y) && std::isfinite(corner.z));
    require(geometry.voxelVolume() > 0);
}

/// What a file's sheared grid becomes, each way.
void requireSoundUpright(const std::filesystem::path& path) {
    for (const ShearedGrid sheared : {ShearedGrid::Resample, ShearedGrid::UseQform}) {
        try {
            requireSound(openNifti(path, {limits, sheared}).volume.geometry());
        } catch (const Error& error) {
            require(error.code() != ErrorCode::Internal);
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const MemoryFile file(data, size);
    try {
        listNiftiHeader(file.path(), false);
        requireSoundUpright(file.path());
        requireSound(inspectNifti(file.path()).geometry);
        requireSound(readNifti(file.path(), limits).geometry());
        readNiftiLabels(file.path(), limits);
    } catch (const Error& error) {
        require(error.code() != ErrorCode::Internal);
    }
    return 0;
}
