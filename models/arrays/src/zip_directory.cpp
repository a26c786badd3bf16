#include "zip_directory.h"

#include "deflate_limits.h"
#include "little_endian.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>

namespace laurel {

namespace {

using Bytes = std::span<const std::byte>;

constexpr std::size_t maxCommentBytes = 65535;
constexpr std::size_t maxEntries = 4096;
constexpr std::uint64_t maxDirectoryBytes = std::uint64_t{16} << 20;
constexpr std::uint32_t inZip64 = 0xFFFFFFFF; // "the number is in the zip64 record"

[[noreturn]] void refuse(const std::string& name, const std::string& problem) {
    throw Error(ErrorCode::InvalidInput, name + ": zip: " + problem);
}

std::vector<std::byte> bytesAt(RandomAccessFile& file, std::uint64_t offset, std::size_t count) {
    std::vector<std::byte> bytes(count);
    file.readAt(offset, bytes);
    return bytes;
}

std::string textAt(Bytes bytes, std::size_t offset, std::size_t count) {
    const Bytes part = bytes.subspan(offset, count);
    return std::string(reinterpret_cast<const char*>(part.data()), part.size());
}

/// Where the directory lies.
struct DirectoryPlace {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint64_t entries = 0;
};

/// Offset of the end record: the last one whose comment reaches exactly to the end of the file.
std::uint64_t findEndRecord(RandomAccessFile& file) {
    if (file.size() < zipEndBytes) {
        refuse(file.name(), "the file is too short");
    }
    const std::uint64_t tailSize =
        std::min<std::uint64_t>(file.size(), zipEndBytes + maxCommentBytes);
    const std::uint64_t tailOffset = file.size() - tailSize;
    const auto tail = bytesAt(file, tailOffset, static_cast<std::size_t>(tailSize));
    for (std::size_t at = tail.size() - zipEndBytes + 1; at-- > 0;) {
        if (littleEndianAt<std::uint32_t>(tail, at) == zipEndSignature &&
            at + zipEndBytes + littleEndianAt<std::uint16_t>(tail, at + 20) == tail.size()) {
            return tailOffset + at;
        }
    }
    refuse(file.name(), "no end record; not a zip archive, or cut short");
}

DirectoryPlace readZip64Place(RandomAccessFile& file, std::uint64_t endOffset) {
    constexpr std::size_t locatorBytes = 20;
    constexpr std::size_t recordBytes = 56;
    if (endOffset < locatorBytes) {
        refuse(file.name(), "the zip64 locator is missing");
    }
    const auto locator = bytesAt(file, endOffset - locatorBytes, locatorBytes);
    if (littleEndianAt<std::uint32_t>(locator, 0) != zip64LocatorSignature) {
        refuse(file.name(), "the zip64 locator is missing");
    }
    const auto record = bytesAt(file, littleEndianAt<std::uint64_t>(locator, 8), recordBytes);
    if (littleEndianAt<std::uint32_t>(record, 0) != zip64EndSignature) {
        refuse(file.name(), "the zip64 end record is missing");
    }
    return {littleEndianAt<std::uint64_t>(record, 48), littleEndianAt<std::uint64_t>(record, 40),
            littleEndianAt<std::uint64_t>(record, 32)};
}

DirectoryPlace findDirectory(RandomAccessFile& file) {
    const std::uint64_t endOffset = findEndRecord(file);
    const auto end = bytesAt(file, endOffset, zipEndBytes);
    const auto disk = littleEndianAt<std::uint16_t>(end, 4);
    if (disk != 0 && disk != 0xFFFF) {
        throw Error(ErrorCode::Unsupported, file.name() + ": zip: archives of several parts");
    }
    DirectoryPlace place{littleEndianAt<std::uint32_t>(end, 16),
                         littleEndianAt<std::uint32_t>(end, 12),
                         littleEndianAt<std::uint16_t>(end, 10)};
    if (place.offset == inZip64 || place.size == inZip64 || place.entries == 0xFFFF) {
        place = readZip64Place(file, endOffset);
    }
    if (place.entries > maxEntries || place.size > maxDirectoryBytes) {
        throw Error(ErrorCode::LimitExceeded,
                    file.name() + ": zip: " + std::to_string(place.entries) + " entries, at most " +
                        std::to_string(maxEntries) + " are read");
    }
    if (place.offset > endOffset || place.size > endOffset - place.offset) {
        refuse(file.name(), "the directory does not lie before the end record");
    }
    return place;
}

/// Replaces the numbers that the directory leaves to the zip64 field, in that field's fixed order.
void readZip64Field(Bytes extra, ZipEntry& entry, const std::string& name) {
    std::vector<std::uint64_t*> wanted;
    for (std::uint64_t* number : {&entry.size, &entry.compressedSize, &entry.headerOffset}) {
        if (*number == inZip64) {
            wanted.push_back(number);
        }
    }
    while (!wanted.empty() && extra.size() >= 4) {
        const auto kind = littleEndianAt<std::uint16_t>(extra, 0);
        const std::size_t size = littleEndianAt<std::uint16_t>(extra, 2);
        extra = extra.subspan(4);
        if (size > extra.size()) {
            break;
        }
        if (kind == 1 && size >= 8 * wanted.size()) {
            for (std::size_t i = 0; i < wanted.size(); ++i) {
                *wanted[i] = littleEndianAt<std::uint64_t>(extra, 8 * i);
            }
            return;
        }
        extra = extra.subspan(size);
    }
    if (!wanted.empty()) {
        refuse(name, "entry " + quotedForMessage(entry.name) + ": the zip64 sizes are missing");
    }
}

void checkEntry(const ZipEntry& entry, const std::string& file) {
    const std::string label = "entry " + quotedForMessage(entry.name);
    if (entry.name.empty() || !isValidUtf8(entry.name) || hasControlCharacter(entry.name)) {
        refuse(file, label + ": the name is empty or not plain text");
    }
    if ((entry.flags & 1U) != 0) {
        throw Error(ErrorCode::Unsupported, file + ": zip: " + label + " is encrypted");
    }
    if (entry.method != 0 && entry.method != 8) {
        throw Error(ErrorCode::Unsupported, file + ": zip: " + label + ": compression method " +
                                                std::to_string(entry.method) +
                                                "; only stored (0) and deflated (8) are read");
    }
    if (entry.method == 0 && entry.size != entry.compressedSize) {
        refuse(file, label + " is stored, but its two sizes differ");
    }
    if (entry.size / maxDeflateRatio > entry.compressedSize) {
        refuse(file, label + ": " + std::to_string(entry.compressedSize) +
                         " bytes cannot inflate to " + std::to_string(entry.size));
    }
}

/// Takes one record off the front of `directory`.
ZipEntry takeRecord(Bytes& directory, const std::string& file) {
    if (directory.size() < zipCentralBytes ||
        littleEndianAt<std::uint32_t>(directory, 0) != zipCentralSignature) {
        refuse(file, "the directory is damaged or has fewer entries than declared");
    }
    const std::size_t nameSize = littleEndianAt<std::uint16_t>(directory, 28);
    const std::size_t extraSize = littleEndianAt<std::uint16_t>(directory, 30);
    const std::size_t commentSize = littleEndianAt<std::uint16_t>(directory, 32);
    const std::size_t whole = zipCentralBytes + nameSize + extraSize + commentSize;
    if (whole > directory.size()) {
        refuse(file, "a directory record runs past the directory's end");
    }
    ZipEntry entry;
    entry.name = textAt(directory, zipCentralBytes, nameSize);
    entry.flags = littleEndianAt<std::uint16_t>(directory, 8);
    entry.method = littleEndianAt<std::uint16_t>(directory, 10);
    entry.crc = littleEndianAt<std::uint32_t>(directory, 16);
    entry.compressedSize = littleEndianAt<std::uint32_t>(directory, 20);
    entry.size = littleEndianAt<std::uint32_t>(directory, 24);
    entry.headerOffset = littleEndianAt<std::uint32_t>(directory, 42);
    readZip64Field(directory.subspan(zipCentralBytes + nameSize, extraSize), entry, file);
    checkEntry(entry, file);
    directory = directory.subspan(whole);
    return entry;
}

/// Finds the entry's data behind its local header, which must tell the same story.
void locateData(RandomAccessFile& file, ZipEntry& entry, std::uint64_t directoryOffset) {
    const std::string label = "entry " + quotedForMessage(entry.name);
    const auto header = bytesAt(file, entry.headerOffset, zipLocalBytes);
    const std::size_t nameSize = littleEndianAt<std::uint16_t>(header, 26);
    if (littleEndianAt<std::uint32_t>(header, 0) != zipLocalSignature ||
        nameSize != entry.name.size() ||
        textAt(bytesAt(file, entry.headerOffset + zipLocalBytes, nameSize), 0, nameSize) !=
            entry.name) {
        refuse(file.name(), label + ": no local header of that name where the directory says");
    }
    const bool sizesFollow = (littleEndianAt<std::uint16_t>(header, 6) & 8U) != 0;
    const auto localSize = littleEndianAt<std::uint32_t>(header, 22);
    if (littleEndianAt<std::uint16_t>(header, 8) != entry.method ||
        (!sizesFollow && localSize != inZip64 && localSize != entry.size)) {
        refuse(file.name(), label + ": local header and directory disagree");
    }
    entry.dataOffset =
        entry.headerOffset + zipLocalBytes + nameSize + littleEndianAt<std::uint16_t>(header, 28);
    if (entry.dataOffset > directoryOffset ||
        entry.compressedSize > directoryOffset - entry.dataOffset) {
        refuse(file.name(), label + " runs into the directory or past the end of the file");
    }
}

void refuseOverlap(std::vector<const ZipEntry*> entries, const std::string& file) {
    std::sort(entries.begin(), entries.end(), [](const ZipEntry* a, const ZipEntry* b) {
        return a->headerOffset < b->headerOffset;
    });
    for (std::size_t i = 1; i < entries.size(); ++i) {
        const ZipEntry& before = *entries[i - 1];
        if (before.dataOffset + before.compressedSize > entries[i]->headerOffset) {
            refuse(file, "entries " + quotedForMessage(before.name) + " and " +
                             quotedForMessage(entries[i]->name) + " overlap");
        }
    }
}

} // namespace

std::vector<ZipEntry> readZipDirectory(RandomAccessFile& file) {
    const DirectoryPlace place = findDirectory(file);
    const auto bytes = bytesAt(file, place.offset, static_cast<std::size_t>(place.size));
    Bytes directory(bytes);
    std::vector<ZipEntry> entries;
    std::set<std::string> names;
    for (std::uint64_t i = 0; i < place.entries; ++i) {
        ZipEntry entry = takeRecord(directory, file.name());
        if (!names.insert(entry.name).second) {
            refuse(file.name(), "two entries are named " + quotedForMessage(entry.name));
        }
        locateData(file, entry, place.offset);
        entries.push_back(std::move(entry));
    }
    if (!directory.empty()) {
        refuse(file.name(), "the directory has more bytes than its entries");
    }
    std::vector<const ZipEntry*> all;
    all.reserve(entries.size());
    for (const ZipEntry& entry : entries) {
        all.push_back(&entry);
    }
    refuseOverlap(std::move(all), file.name());
    return entries;
}

} // namespace laurel
