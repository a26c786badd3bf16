#include "bench.h"

#include "laurel/arrays/nifti.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/random.h"

#include <algorithm>
#include <iterator>
#include <zlib.h>

namespace laurel::bench {

namespace {

/// Smooth structure with noise in the low bits: about as compressible as an MR image.
Volume noisyVolume(GridSize size) {
    Random random(1);
    std::vector<std::int16_t> values(static_cast<std::size_t>(size.voxels()));
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<std::int16_t>((i / 97) % 500 + random.bits() % 32);
    }
    return Volume(Geometry(size, {1, 1, 1}), std::move(values));
}

void inflateOnly(const std::filesystem::path& path, std::vector<char>& buffer) {
    gzFile file = gzopen(path.c_str(), "rb");
    if (file == nullptr) {
        throw Error(ErrorCode::Io, "cannot open " + path.string());
    }
    while (gzread(file, buffer.data(), static_cast<unsigned>(buffer.size())) > 0) {
    }
    gzclose(file);
}

} // namespace

std::vector<Measurement> images() {
    const TemporaryFolder folder;
    const auto path = folder.path() / "volume.nii.gz";
    writeNifti(path, noisyVolume({512, 512, 60}));
    std::vector<char> buffer(std::size_t{1} << 20);
    const PairedSeconds seconds = timePair(
        5, [&] { readNifti(path); }, [&] { inflateOnly(path, buffer); });
    std::vector<Measurement> rows{compare("read a 512×512×60 NIfTI.gz", seconds.first,
                                          "zlib inflating it", seconds.second, 1.2)};
    std::ranges::move(dicomImages(), std::back_inserter(rows));
    return rows;
}

} // namespace laurel::bench
