#include "npy_format.h"

#include "little_endian.h"
#include "npy_header.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>
#include <string_view>

namespace laurel {

namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t maxHeaderBytes = 65536;
constexpr char nativeOrder = std::endian::native == std::endian::little ? '<' : '>';

[[noreturn]] void refuse(const std::string& source, const std::string& problem) {
    throw Error(ErrorCode::InvalidInput, source + ": npy: " + problem);
}

/// How one sample is stored.
struct ItemType {
    char kind = 'f'; ///< b, u, i or f
    std::size_t size = 0;
    bool isSwapped = false;
};

[[noreturn]] void refuseKind(char kind, const std::string& descr, const std::string& source) {
    if (kind == 'O') {
        throw Error(ErrorCode::Unsupported,
                    source + ": holds pickled Python objects; reading them would run code from "
                             "the file. Save the array with a numeric dtype");
    }
    throw Error(ErrorCode::Unsupported, source + ": dtype " + quotedForMessage(descr) +
                                            " is not supported; bool, integers of 1 to 8 bytes "
                                            "and floats of 2 to 8 bytes are");
}

ItemType parseDescr(const std::string& descr, const std::string& source) {
    std::string_view rest = descr;
    char order = '=';
    if (!rest.empty() && std::string_view("<>=|").find(rest.front()) != std::string_view::npos) {
        order = rest.front();
        rest.remove_prefix(1);
    }
    if (rest.empty()) {
        refuse(source, "descr " + quotedForMessage(descr) + " names no type");
    }
    const ItemType type{rest[0], rest.size() == 2 ? static_cast<std::size_t>(rest[1] - '0') : 0,
                        (order == '<' || order == '>') && order != nativeOrder};
    const bool isInteger = (type.kind == 'u' || type.kind == 'i') &&
                           (type.size == 1 || type.size == 2 || type.size == 4 || type.size == 8);
    const bool isFloat = type.kind == 'f' && (type.size == 2 || type.size == 4 || type.size == 8);
    const bool isBool = type.kind == 'b' && type.size == 1;
    if (!isInteger && !isFloat && !isBool) {
        refuseKind(type.kind, descr, source);
    }
    if (order == '|' && type.size > 1) {
        refuse(source, "descr " + quotedForMessage(descr) + " does not state the byte order");
    }
    return type;
}

template <typename Signed, typename Unsigned>
SampleBuffer makeIntegers(bool isSigned, std::size_t count) {
    if (isSigned) {
        return std::vector<Signed>(count);
    }
    return std::vector<Unsigned>(count);
}

/// Halves are read as the words that hold them.
SampleBuffer makeBuffer(const ItemType& type, std::size_t count) {
    const bool isSigned = type.kind == 'i';
    switch (type.size) {
    case 1:
        return makeIntegers<std::int8_t, std::uint8_t>(isSigned, count);
    case 2:
        return makeIntegers<std::int16_t, std::uint16_t>(isSigned, count);
    case 4:
        if (type.kind == 'f') {
            return std::vector<float>(count);
        }
        return makeIntegers<std::int32_t, std::uint32_t>(isSigned, count);
    default:
        if (type.kind == 'f') {
            return std::vector<double>(count);
        }
        return makeIntegers<std::int64_t, std::uint64_t>(isSigned, count);
    }
}

/// IEEE 754 binary16.
float fromHalf(std::uint16_t half) {
    const int exponent = half >> 10 & 0x1F;
    const int mantissa = half & 0x3FF;
    float magnitude = 0;
    if (exponent == 31) {
        magnitude = mantissa == 0 ? INFINITY : NAN;
    } else if (exponent == 0) {
        magnitude = std::ldexp(static_cast<float>(mantissa), -24);
    } else {
        magnitude = std::ldexp(static_cast<float>(mantissa + 1024), exponent - 25);
    }
    return (half & 0x8000) != 0 ? -magnitude : magnitude;
}

std::string readHeaderText(ByteSource& source) {
    std::array<std::byte, 8> start{};
    source.read(start);
    if (!std::equal(magic.begin(), magic.end(), start.begin(), [](char wanted, std::byte found) {
            return static_cast<std::byte>(wanted) == found;
        })) {
        refuse(source.name(), "the magic string is missing");
    }
    const int major = std::to_integer<int>(start[6]);
    if (major < 1 || major > 3) {
        throw Error(ErrorCode::Unsupported,
                    source.name() + ": npy version " + std::to_string(major) + "; 1 to 3 are read");
    }
    std::array<std::byte, 4> length{};
    source.read(std::span(length).first(major == 1 ? 2 : 4));
    const std::size_t size = littleEndianAt<std::uint32_t>(length, 0);
    if (size > maxHeaderBytes || size > source.remaining()) {
        refuse(source.name(), "a header of " + std::to_string(size) +
                                  " bytes is longer than the file or 65536 bytes");
    }
    std::string text(size, ' ');
    source.read(std::as_writable_bytes(std::span(text)));
    return text;
}

std::uint64_t sampleCountOf(const std::vector<std::int64_t>& shape, const std::string& source) {
    std::uint64_t count = 1;
    for (const std::int64_t extent : shape) {
        if (__builtin_mul_overflow(count, static_cast<std::uint64_t>(extent), &count)) {
            refuse(source, "the shape's product overflows 64 bits");
        }
    }
    return count;
}

/// Samples in Fortran order put into C order.
template <typename Sample>
std::vector<Sample> transposed(const std::vector<Sample>& fortran,
                               const std::vector<std::int64_t>& shape) {
    std::vector<Sample> ordered;
    ordered.reserve(fortran.size());
    std::vector<std::size_t> strides;
    std::size_t stride = 1;
    for (const std::int64_t extent : shape) {
        strides.push_back(stride);
        stride *= static_cast<std::size_t>(extent);
    }
    std::vector<std::int64_t> index(shape.size());
    std::size_t offset = 0;
    while (ordered.size() < fortran.size()) {
        ordered.push_back(fortran[offset]);
        for (std::size_t axis = shape.size(); axis-- > 0;) {
            offset += strides[axis];
            if (++index[axis] < shape[axis]) {
                break;
            }
            offset -= strides[axis] * static_cast<std::size_t>(shape[axis]);
            index[axis] = 0;
        }
    }
    return ordered;
}

void decodeSpecialTypes(NpyArray& array, const ItemType& type) {
    if (type.kind == 'b') {
        array.isBool = true;
        for (std::uint8_t& value : std::get<std::vector<std::uint8_t>>(array.samples)) {
            value = value != 0 ? 1 : 0;
        }
    }
    if (type.kind == 'f' && type.size == 2) {
        const auto& halves = std::get<std::vector<std::uint16_t>>(array.samples);
        std::vector<float> values(halves.size());
        std::transform(halves.begin(), halves.end(), values.begin(), fromHalf);
        array.samples = std::move(values);
    }
}

std::string descrOf(const NpyArray& array) {
    if (array.isBool) {
        return "|b1";
    }
    const std::string kind = std::visit(
        []<typename Sample>(const std::vector<Sample>&) {
            return std::is_floating_point_v<Sample> ? "f" : std::is_signed_v<Sample> ? "i" : "u";
        },
        array.samples);
    const std::size_t size = sampleSize(array.samples);
    return (size == 1 ? '|' : nativeOrder) + kind + std::to_string(size);
}

} // namespace

NpyArray readNpyFrom(ByteSource& source, const ReadLimits& limits) {
    const NpyHeader header = parseNpyHeader(readHeaderText(source), source.name());
    const ItemType type = parseDescr(header.descr, source.name());
    const std::uint64_t count = sampleCountOf(header.shape, source.name());
    if (count > limits.maxBytes / type.size) {
        throw Error(ErrorCode::LimitExceeded,
                    source.name() + ": an array of " + std::to_string(count) +
                        " samples, at most " + std::to_string(limits.maxBytes) + " bytes are read");
    }
    if (count * type.size != source.remaining()) {
        refuse(source.name(), "the header declares " + std::to_string(count * type.size) +
                                  " bytes of samples, but " + std::to_string(source.remaining()) +
                                  " follow it");
    }
    NpyArray array{header.shape, makeBuffer(type, static_cast<std::size_t>(count)), false};
    source.read(writableBytes(array.samples));
    source.finish();
    if (type.isSwapped) {
        swapSampleBytes(writableBytes(array.samples), type.size);
    }
    decodeSpecialTypes(array, type);
    if (header.fortranOrder && header.shape.size() > 1) {
        std::visit([&](auto& samples) { samples = transposed(samples, header.shape); },
                   array.samples);
    }
    return array;
}

std::vector<std::byte> npyHeader(const NpyArray& array) {
    if (sampleCountOf(array.shape, "array") != array.count()) {
        throw Error(ErrorCode::InvalidArgument, "an array has " + std::to_string(array.count()) +
                                                    " samples, not as many as its shape says");
    }
    std::string text = "{'descr': '" + descrOf(array) + "', 'fortran_order': False, 'shape': (";
    for (std::size_t axis = 0; axis < array.shape.size(); ++axis) {
        text += (axis > 0 ? " " : "") + std::to_string(array.shape[axis]) + ",";
    }
    text += "), }";
    // Samples start at a multiple of 64 bytes, and a line break ends the header.
    constexpr std::size_t alignment = 64;
    const std::size_t prefix = magic.size() + 4;
    text.append(alignment - (prefix + text.size() + 1) % alignment, ' ');
    text += '\n';
    std::vector<std::byte> bytes;
    for (const char letter : magic) {
        bytes.push_back(static_cast<std::byte>(letter));
    }
    appendLittleEndian<std::uint16_t>(bytes, 1); // version 1.0
    appendLittleEndian(bytes, static_cast<std::uint16_t>(text.size()));
    const auto letters = std::as_bytes(std::span(text));
    bytes.insert(bytes.end(), letters.begin(), letters.end());
    return bytes;
}

} // namespace laurel
