// Any bytes as an .npz, as an .npy, and, cut at each array's magic, as the arrays of a bundle whose
// archive is sound, so that wrong checksums do not hide what lies behind them.
#include "memory_file.h"

#include "../unit/arrays/zip_bytes.h"

#include "laurel/arrays/bundles.h"
#include "laurel/base/error.h"

#include <array>
#include <string_view>

namespace {

using namespace laurel;

constexpr ReadLimits limits{std::uint64_t{16} << 20};
constexpr std::string_view magic = "\x93NUMPY";
constexpr std::array<const char*, 8> names{"data.npy",         "resolution.npy",  "affine.npy",
                                           "rescale.npy",      "mask_a.npy",      "mask_b.npy",
                                           "label_values.npy", "label_layers.npy"};

template <typename Read>
void tryTo(const Read& read) {
    try {
        read();
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Internal || error.code() == ErrorCode::InvalidArgument) {
            std::abort();
        }
    }
}

/// Each array of the input under the next name; a leading byte chooses the first name.
std::string bundleOf(std::string_view input) {
    std::size_t name = input.empty() ? 0 : static_cast<unsigned char>(input.front()) % names.size();
    std::vector<ZipField> fields;
    for (std::size_t start = input.find(magic);
         start != std::string_view::npos && fields.size() < names.size();) {
        const std::size_t end = input.find(magic, start + 1);
        fields.push_back(ZipField::stored(names[name++ % names.size()],
                                          std::string(input.substr(start, end - start))));
        start = end;
    }
    return zipBytes(fields);
}

void readBundle(const std::string& path) {
    tryTo([&] { readArrayVolume(path, limits); });
    tryTo([&] { readArrayLabels(path, limits); });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const MemoryFile file(data, size);
    tryTo([&] { readNpz(file.path(), limits); });
    tryTo([&] { readNpy(file.path(), limits); });
    readBundle(file.path());
    const std::string bundle =
        bundleOf(std::string_view(reinterpret_cast<const char*>(data), size));
    const MemoryFile sound(reinterpret_cast<const std::uint8_t*>(bundle.data()), bundle.size());
    readBundle(sound.path());
    return 0;
}
