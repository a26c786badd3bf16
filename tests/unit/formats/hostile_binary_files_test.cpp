// Damaged GIPL and MINC files: what can be told from their first bytes is told before a library
// reads them.

#include "laurel/base/files.h"
#include "laurel/formats/files.h"

#include "../../support/expect_error.h"

#include <bit>
#include <cstring>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

namespace laurel {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

template <typename Unsigned>
void putBigEndian(std::string& bytes, std::size_t offset, Unsigned value) {
    for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
        bytes[offset + i] = static_cast<char>(value >> 8 * (sizeof(Unsigned) - 1 - i));
    }
}

std::string withExtent(std::string bytes, std::size_t axis, std::uint16_t extent) {
    putBigEndian(bytes, 2 * axis, extent);
    return bytes;
}

std::string withSpacing(std::string bytes, std::size_t axis, float spacing) {
    putBigEndian(bytes, 10 + 4 * axis, std::bit_cast<std::uint32_t>(spacing));
    return bytes;
}

std::string withOrigin(std::string bytes, std::size_t axis, double origin) {
    putBigEndian(bytes, 204 + 8 * axis, std::bit_cast<std::uint64_t>(origin));
    return bytes;
}

class HostileBinaryFiles : public ::testing::Test {
  protected:
    HostileBinaryFiles() {
        writeVolume(path("good.gipl"), volume_);
        gipl_ = readTextFile(path("good.gipl"), 1 << 20);
        writeVolume(path("good.mnc"), volume_);
        minc_ = readTextFile(path("good.mnc"), 1 << 20);
    }
    std::filesystem::path path(const std::string& name) const { return folder_.path() / name; }

    std::string refusal(const std::string& name, const std::string& bytes) const {
        writeFileAtomically(path(name), std::string_view(bytes));
        std::string text = errorTextOf([&] { readVolume(path(name)); });
        EXPECT_EQ(errorTextOf([&] { inspectFile(path(name)); }) == "no error", text == "no error")
            << "a listing sees another file than the reader: " << text;
        EXPECT_THAT(text, AnyOf("no error", HasSubstr(path(name).string())));
        return text;
    }
    /// Uncompressed and compressed.
    void expectRefused(const std::string& bytes, const std::string& reason) const {
        EXPECT_THAT(refusal("a.gipl", bytes), HasSubstr(reason));
        gzFile file = gzopen(path("z").c_str(), "wb");
        gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
        gzclose(file);
        EXPECT_THAT(refusal("a.gipl.gz", readTextFile(path("z"), 1 << 20)), HasSubstr(reason));
    }

    TemporaryFolder folder_;
    Volume volume_{Geometry({4, 5, 6}, {1.25, 2.5, 3.75}, {7, 8, 9}),
                   std::vector<std::int16_t>(120, 3)};
    std::string gipl_;
    std::string minc_;
};

TEST_F(HostileBinaryFiles, TheUnspoiledFilesAreRead) {
    EXPECT_EQ(refusal("a.gipl", gipl_), "no error");
    EXPECT_EQ(refusal("a.gipl", withSpacing(gipl_, 3, NAN)), "no error") << "no fourth axis";
    EXPECT_EQ(refusal("a.mnc", minc_), "no error");
}

TEST_F(HostileBinaryFiles, NumbersOfGiplAreFiniteAndBounded) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (const double wrong : {double{NAN}, infinity, -infinity, 1e30, -1e30, 0.0, -1.0}) {
            expectRefused(withSpacing(gipl_, axis, static_cast<float>(wrong)),
                          "the spacing along axis " + std::to_string(axis));
        }
        for (const double wrong : {double{NAN}, infinity, -infinity, 1e30, -1e300}) {
            expectRefused(withOrigin(gipl_, axis, wrong),
                          "the origin along axis " + std::to_string(axis));
        }
    }
}

TEST_F(HostileBinaryFiles, ExtentsOfGiplAreThoseOfItsSamples) {
    expectRefused(withExtent(gipl_, 0, 0), "0×5×6×1 are not the extents of an image");
    expectRefused(withExtent(gipl_, 1, 0), "4×0×6×1 are not the extents");
    expectRefused(withExtent(withExtent(gipl_, 2, 0), 3, 9), "4×5×0×9 are not the extents");
    EXPECT_THAT(refusal("a.gipl", withExtent(gipl_, 2, 7)),
                HasSubstr("declares 280 bytes of samples, but there are 240"));
    EXPECT_THAT(refusal("a.gipl", withExtent(gipl_, 3, 2)), HasSubstr("but there are 240"));
    std::string vast = gipl_;
    for (std::size_t axis = 0; axis < 4; ++axis) {
        vast = withExtent(vast, axis, 65535);
    }
    expectRefused(vast, "GIPL is read up to 2 GiB");
}

TEST_F(HostileBinaryFiles, OtherGiplIsRefused) {
    std::string other = gipl_;
    putBigEndian(other, 8, std::uint16_t{144}); // complex
    expectRefused(other, "GIPL samples of type 144");
    other = gipl_;
    other[252] = 'x';
    expectRefused(other, "no such signature");
    for (const std::size_t size : {0U, 1U, 100U, 255U}) {
        expectRefused(gipl_.substr(0, size), "is not GIPL");
    }
}

TEST_F(HostileBinaryFiles, MincCutShortIsToldBeforeItsLibraryReadsIt) {
    for (std::size_t size = 0; size < minc_.size(); size += 97) {
        EXPECT_THAT(refusal("a.mnc", minc_.substr(0, size)),
                    AnyOf(HasSubstr("but has " + std::to_string(size)), HasSubstr("HDF5")))
            << size;
    }
    EXPECT_THAT(refusal("a.mnc", minc_.substr(0, 64)), HasSubstr("bytes, but has 64"));
    std::string other = minc_;
    other[8] = 9;
    EXPECT_THAT(refusal("a.mnc", other), HasSubstr("HDF5 superblock of version 9"));
}

/// The spacing as the file stores it, a little-endian double.
TEST_F(HostileBinaryFiles, MincWhoseDimensionsCannotBeReadIsRefused) {
    const auto stored = [](double value) {
        std::string bytes(sizeof(value), '\0');
        std::memcpy(bytes.data(), &value, sizeof(value));
        return bytes;
    };
    for (const double wrong : {double{NAN}, double{INFINITY}, 0.0, 1e300}) {
        std::string bytes = minc_;
        std::size_t changed = 0;
        for (auto at = bytes.find(stored(3.75)); at != std::string::npos;
             at = bytes.find(stored(3.75))) {
            bytes.replace(at, sizeof(wrong), stored(wrong));
            ++changed;
        }
        EXPECT_GT(changed, 0U);
        // HDF5 notices by its checksum; libminc would make up the length that it cannot read.
        EXPECT_THAT(refusal("a.mnc", bytes),
                    AllOf(StartsWith("invalid_input"), HasSubstr("length of dimension")))
            << wrong;
    }
}

} // namespace
} // namespace laurel
