#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <zlib.h>

namespace laurel {

/// Zip archives made byte by byte after PKWARE's APPNOTE, every field of which a test can spoil.
struct ZipField {
    std::string name;
    std::string data; ///< as it lies in the file
    std::uint16_t flags = 0;
    std::uint16_t method = 0;
    std::uint32_t crc = 0;
    std::uint32_t compressedSize = 0;
    std::uint32_t size = 0;
    std::string localName;
    std::uint32_t localSize = 0;
    std::string extra; ///< of the directory's record
    std::int64_t offsetShift = 0;
    std::uint32_t localSignature = 0x04034B50;
    std::uint32_t centralSignature = 0x02014B50;

    static ZipField stored(const std::string& name, const std::string& content) {
        ZipField field;
        field.name = field.localName = name;
        field.data = content;
        field.crc = static_cast<std::uint32_t>(
            crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size()));
        field.compressedSize = field.size = field.localSize =
            static_cast<std::uint32_t>(content.size());
        return field;
    }

    static ZipField deflated(const std::string& name, const std::string& content) {
        ZipField field = stored(name, content);
        std::string packed(content.size() + 64, '\0');
        z_stream stream{};
        deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
        std::vector<Bytef> input(content.begin(), content.end());
        stream.next_in = input.data();
        stream.avail_in = static_cast<uInt>(input.size());
        stream.next_out = reinterpret_cast<Bytef*>(packed.data());
        stream.avail_out = static_cast<uInt>(packed.size());
        deflate(&stream, Z_FINISH);
        packed.resize(stream.total_out);
        deflateEnd(&stream);
        field.data = packed;
        field.method = 8;
        field.compressedSize = static_cast<std::uint32_t>(packed.size());
        return field;
    }
};

inline void appendNumber(std::string& bytes, std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i) {
        bytes.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
    }
}

struct ZipEnd {
    std::int64_t entriesShift = 0;
    std::int64_t sizeShift = 0;
    std::int64_t offsetShift = 0;
    std::uint16_t disk = 0;
    std::string comment;
    std::uint16_t extraCommentBytes = 0;
    bool zip64 = false; ///< numbers in the zip64 record alone
};

inline std::string zipBytes(const std::vector<ZipField>& fields, const ZipEnd& end = {}) {
    std::string bytes;
    std::string directory;
    for (const ZipField& field : fields) {
        const std::uint64_t offset = bytes.size();
        appendNumber(bytes, field.localSignature, 4);
        appendNumber(bytes, 20, 2);
        appendNumber(bytes, field.flags, 2);
        appendNumber(bytes, field.method, 2);
        appendNumber(bytes, 0, 4);
        appendNumber(bytes, field.crc, 4);
        appendNumber(bytes, field.compressedSize, 4);
        appendNumber(bytes, field.localSize, 4);
        appendNumber(bytes, field.localName.size(), 2);
        appendNumber(bytes, 0, 2);
        bytes += field.localName + field.data;

        appendNumber(directory, field.centralSignature, 4);
        appendNumber(directory, 20, 2);
        appendNumber(directory, 20, 2);
        appendNumber(directory, field.flags, 2);
        appendNumber(directory, field.method, 2);
        appendNumber(directory, 0, 4);
        appendNumber(directory, field.crc, 4);
        appendNumber(directory, field.compressedSize, 4);
        appendNumber(directory, field.size, 4);
        appendNumber(directory, field.name.size(), 2);
        appendNumber(directory, field.extra.size(), 2);
        appendNumber(directory, 0, 2); // comment
        appendNumber(directory, 0, 8); // disk and attributes
        appendNumber(directory, offset + static_cast<std::uint64_t>(field.offsetShift), 4);
        directory += field.name + field.extra;
    }
    const std::uint64_t offset = bytes.size() + static_cast<std::uint64_t>(end.offsetShift);
    const std::uint64_t size = directory.size() + static_cast<std::uint64_t>(end.sizeShift);
    const std::uint64_t count = fields.size() + static_cast<std::uint64_t>(end.entriesShift);
    bytes += directory;
    if (end.zip64) {
        const std::uint64_t record = bytes.size();
        appendNumber(bytes, 0x06064B50, 4);
        appendNumber(bytes, 44, 8);
        appendNumber(bytes, 45, 2);
        appendNumber(bytes, 45, 2);
        appendNumber(bytes, 0, 8);
        for (const std::uint64_t number : {count, count, size, offset}) {
            appendNumber(bytes, number, 8);
        }
        appendNumber(bytes, 0x07064B50, 4);
        appendNumber(bytes, 0, 4);
        appendNumber(bytes, record, 8);
        appendNumber(bytes, 1, 4);
    }
    appendNumber(bytes, 0x06054B50, 4);
    appendNumber(bytes, end.disk, 2);
    appendNumber(bytes, end.disk, 2);
    appendNumber(bytes, end.zip64 ? 0xFFFF : count, 2);
    appendNumber(bytes, end.zip64 ? 0xFFFF : count, 2);
    appendNumber(bytes, end.zip64 ? 0xFFFFFFFF : size, 4);
    appendNumber(bytes, end.zip64 ? 0xFFFFFFFF : offset, 4);
    appendNumber(bytes, end.comment.size() + end.extraCommentBytes, 2);
    return bytes + end.comment;
}

/// An .npy file of version `major` with this header text, padded as NEP 1 asks.
inline std::string npyBytes(std::string text, const std::string& samples, int major = 1) {
    std::string bytes = "\x93NUMPY";
    bytes += {static_cast<char>(major), '\0'};
    const std::size_t prefix = bytes.size() + (major == 1 ? 2 : 4);
    text.append(63 - (prefix + text.size()) % 64, ' ');
    text += '\n';
    appendNumber(bytes, text.size(), major == 1 ? 2 : 4);
    return bytes + text + samples;
}

inline std::string npyHeaderText(const std::string& descr, const std::string& shape,
                                 const std::string& fortran = "False") {
    return "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
}

} // namespace laurel
