#include "hdf5_start.h"

#include "laurel/base/error.h"

#include <array>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view signature = "\x89HDF\r\n\x1A\n";

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
    throw Error(ErrorCode::InvalidInput, path.string() + ": " + why);
}

/// Where the superblock of a version keeps the size of offsets and the end of the file.
struct Fields {
    std::size_t offsetSize;
    std::size_t end; ///< with offsets of 8 bytes, which all libraries write
};

Fields fieldsOf(std::uint8_t version, const fs::path& path) {
    constexpr Fields zero{13, 40};
    constexpr Fields one{13, 44};
    constexpr Fields later{9, 28};
    if (version > 3) {
        refuse(path, "HDF5 superblock of version " + std::to_string(version));
    }
    return version == 0 ? zero : version == 1 ? one : later;
}

std::uint64_t littleEndian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) {
        value = value << 8U | static_cast<std::uint8_t>(*byte);
    }
    return value;
}

} // namespace

void checkHdf5Start(const fs::path& path) {
    constexpr std::size_t offsetBytes = 8;
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw Error(fs::exists(path) ? ErrorCode::Io : ErrorCode::NotFound,
                    "cannot open " + path.string());
    }
    std::array<char, 64> start{};
    file.read(start.data(), start.size());
    const std::string_view bytes(start.data(), static_cast<std::size_t>(file.gcount()));
    if (!bytes.starts_with(signature)) {
        refuse(path, "is not MINC 2 (no HDF5 signature)");
    }
    if (bytes.size() < start.size()) {
        refuse(path, "HDF5 file of " + std::to_string(bytes.size()) + " bytes");
    }
    const Fields fields = fieldsOf(static_cast<std::uint8_t>(bytes[signature.size()]), path);
    if (bytes[fields.offsetSize] != offsetBytes) {
        refuse(path, "HDF5 file whose addresses are not of 8 bytes");
    }
    const std::uint64_t declared = littleEndian(bytes.substr(fields.end, offsetBytes));
    const std::uint64_t found = fs::file_size(path);
    if (declared > found) {
        refuse(path, "the HDF5 file declares " + std::to_string(declared) + " bytes, but has " +
                         std::to_string(found));
    }
}

} // namespace laurel
