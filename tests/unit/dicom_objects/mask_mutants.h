#pragma once

#include "dicom_bytes.h"
#include "laurel/base/error.h"
#include "laurel/base/random.h"
#include "laurel/dicom/segmentation_object.h"
#include "laurel/dicom/structure_set.h"

#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace laurel {

/// Most of the memory that this process ever had, in bytes.
inline std::int64_t peakMemory() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return std::int64_t{usage.ru_maxrss} * 1024;
}

/// Both readers on these bytes; whether either read them. Anything but an Error ends the test.
inline bool survives(const std::string& bytes, const std::filesystem::path& file,
                     const Geometry& grid) {
    constexpr MaskReadLimits limits{std::uint64_t{16} << 20};
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
    bool wasRead = false;
    const auto attempt = [&](const auto& read) {
        try {
            read();
            wasRead = true;
        } catch (const Error& error) {
            EXPECT_NE(error.code(), ErrorCode::Internal) << error.what();
        }
    };
    attempt([&] { readSegmentationObject(file, limits); });
    attempt([&] { readStructureSet(file, grid, "", limits); });
    const bool isListed = isSegmentationObject(file) || isStructureSet(file);
    if (isListed) {
        try {
            isSegmentationObject(file) ? summariseSegmentationObject(file)
                                       : summariseStructureSet(file);
        } catch (const Error& error) {
            EXPECT_NE(error.code(), ErrorCode::Internal) << error.what();
        }
    }
    return wasRead;
}

inline std::size_t somewhere(const std::string& bytes, Random& random) {
    return static_cast<std::size_t>(random.integer(128, static_cast<int>(bytes.size()) - 1));
}

inline std::string withChangedBytes(std::string bytes, Random& random) {
    for (int changes = random.integer(1, 4); changes > 0; --changes) {
        bytes[somewhere(bytes, random)] = static_cast<char>(random.integer(0, 255));
    }
    return bytes;
}

/// Some digits or a binary number become as large as they can.
inline std::string withAbsurdNumber(std::string bytes, Random& random) {
    const std::size_t at = somewhere(bytes, random);
    const auto length = static_cast<std::size_t>(random.integer(2, 4));
    if (random.chance(0.5)) {
        const auto digit = bytes.find_first_of("0123456789", at);
        for (std::size_t i = digit; i < bytes.size() && bytes[i] >= '0' && bytes[i] <= '9'; ++i) {
            bytes[i] = '9';
        }
    } else {
        bytes.replace(at, length, std::string(length, random.chance(0.5) ? '\xFF' : '\x7F'));
    }
    return bytes;
}

/// A sequence in an item of a sequence in an item and so on, of undefined lengths.
inline std::string nestedSequences(bool isSegmentation, int depth, bool isClosed) {
    DicomBytes file("1.2.840.10008.1.2.1");
    file.add(0x0008, 0x0016, "UI",
             isSegmentation ? "1.2.840.10008.5.1.4.1.1.66.4" : "1.2.840.10008.5.1.4.1.1.481.3");
    std::string bytes = file.bytes();
    const std::string tag = isSegmentation
                                ? DicomBytes::little(0x0062, 2) + DicomBytes::little(2, 2)
                                : DicomBytes::little(0x3006, 2) + DicomBytes::little(0x0020, 2);
    const std::string level = tag + "SQ" + std::string(2, '\0') + std::string(4, '\xFF') +
                              DicomBytes::little(0xfffe, 2) + DicomBytes::little(0xe000, 2) +
                              std::string(4, '\xFF');
    for (int i = 0; i < depth; ++i) {
        bytes += level;
    }
    const std::string end = DicomBytes::little(0xfffe, 2) + DicomBytes::little(0xe00d, 2) +
                            std::string(4, '\0') + DicomBytes::little(0xfffe, 2) +
                            DicomBytes::little(0xe0dd, 2) + std::string(4, '\0');
    for (int i = 0; isClosed && i < depth; ++i) {
        bytes += end;
    }
    return bytes;
}

} // namespace laurel
