#include "gipl_header.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <zlib.h>

namespace laurel {

namespace fs = std::filesystem;

namespace {

/// Offsets of the fields, all big-endian.
constexpr std::size_t typeOffset = 8;
constexpr std::size_t spacingOffset = 10;
constexpr std::size_t originOffset = 204;
constexpr std::size_t magicOffset = 252;

/// ITK counts the bytes of compressed samples in 32 bits, and reads nothing of more without a word.
constexpr std::uint64_t mostSampleBytes = (std::uint64_t{1} << 31) - 1;

using Bytes = std::array<std::uint8_t, GiplHeader::bytes>;

template <typename Unsigned>
Unsigned bigEndian(const Bytes& bytes, std::size_t offset) {
    Unsigned value = 0;
    for (const std::uint8_t byte : std::span(bytes).subspan(offset, sizeof(Unsigned))) {
        value = static_cast<Unsigned>(value << 8 | byte);
    }
    return value;
}

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
    throw Error(ErrorCode::InvalidInput, path.string() + ": " + why);
}

/// zlib reads files that are not compressed as they are.
Bytes startOf(const fs::path& path) {
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), &gzclose);
    if (!file) {
        throw Error(fs::exists(path) ? ErrorCode::Io : ErrorCode::NotFound,
                    "cannot open " + path.string());
    }
    Bytes bytes{};
    const int read = gzread(file.get(), bytes.data(), static_cast<unsigned>(bytes.size()));
    if (read != static_cast<int>(bytes.size())) {
        refuse(path, "is not GIPL: the header has " + std::to_string(bytes.size()) +
                         " bytes, of which " + std::to_string(std::max(read, 0)) + " are there");
    }
    return bytes;
}

std::uint64_t bytesOfType(std::uint16_t type, const fs::path& path) {
    switch (type) {
    case 1:
    case 7:
    case 8:
        return 1;
    case 15:
    case 16:
        return 2;
    case 31:
    case 32:
    case 64:
        return 4;
    case 65:
        return 8;
    default:
        throw Error(ErrorCode::Unsupported, path.string() + ": GIPL samples of type " +
                                                std::to_string(type) +
                                                "; whole and floating-point numbers are supported");
    }
}

/// Axes that are used come first: a 0 in between would be taken for their end by one reader and for
/// nothing by another.
void checkExtents(const GiplHeader& header, const fs::path& path) {
    const auto* const end = std::ranges::find(header.extents, 0);
    if (end - header.extents.begin() < 2 ||
        std::any_of(end, header.extents.end(), [](std::uint16_t extent) { return extent > 1; })) {
        std::string all;
        for (const std::uint16_t extent : header.extents) {
            all += (all.empty() ? "" : "×") + std::to_string(extent);
        }
        refuse(path, all + " are not the extents of an image");
    }
}

void checkNumber(const std::string& what, double value, double least, const fs::path& path) {
    constexpr double most = 1e9;
    if (!(value >= least && value <= most)) {
        std::ostringstream text;
        text << what << " must be a number within 1e9" << (least > 0 ? " and above 0" : "")
             << ", not " << value;
        refuse(path, text.str());
    }
}

void checkPlace(const Bytes& bytes, const GiplHeader& header, const fs::path& path) {
    for (std::size_t axis = 0; axis < 3 && header.extents[axis] > 0; ++axis) {
        const auto spacing = std::bit_cast<float>(
            bigEndian<std::uint32_t>(bytes, spacingOffset + axis * sizeof(float)));
        const auto origin = std::bit_cast<double>(
            bigEndian<std::uint64_t>(bytes, originOffset + axis * sizeof(double)));
        const std::string where = " along axis " + std::to_string(axis);
        checkNumber("the spacing" + where, spacing, 1e-9, path);
        checkNumber("the origin" + where, origin, -1e9, path);
    }
}

} // namespace

GiplHeader readGiplHeader(const fs::path& path) {
    const Bytes bytes = startOf(path);
    const auto magic = bigEndian<std::uint32_t>(bytes, magicOffset);
    if (magic != 719555000 && magic != 4026526128) {
        refuse(path, "is not GIPL (no such signature)");
    }
    GiplHeader header;
    for (std::size_t axis = 0; axis < header.extents.size(); ++axis) {
        header.extents[axis] = bigEndian<std::uint16_t>(bytes, axis * sizeof(std::uint16_t));
    }
    checkExtents(header, path);
    checkPlace(bytes, header, path);
    header.sampleBytes = bytesOfType(bigEndian<std::uint16_t>(bytes, typeOffset), path);
    for (const std::uint16_t extent : header.extents) {
        header.sampleBytes *= std::max<std::uint64_t>(extent, 1);
        if (header.sampleBytes > mostSampleBytes) {
            throw Error(ErrorCode::LimitExceeded,
                        path.string() + ": GIPL is read up to 2 GiB; convert it to NIfTI or NRRD "
                                        "with the program that made it");
        }
    }
    return header;
}

} // namespace laurel
