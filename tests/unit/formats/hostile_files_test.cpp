#include "laurel/formats/files.h"

#include "laurel/base/files.h"

#include "../../support/expect_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

/// A header of "key separator value" lines, of which a test replaces one.
std::string changed(const std::string& header, const std::string& key, const std::string& line) {
    const std::size_t start = header.find("\n" + key) + 1;
    const std::size_t end = header.find('\n', start);
    return header.substr(0, start) + line + header.substr(end + (line.empty() ? 1 : 0));
}

const std::string nrrd = "NRRD0004\n"
                         "type: short\n"
                         "dimension: 3\n"
                         "space: left-posterior-superior\n"
                         "sizes: 2 3 4\n"
                         "space directions: (1,0,0) (0,1,0) (0,0,1)\n"
                         "kinds: domain domain domain\n"
                         "endian: little\n"
                         "encoding: raw\n"
                         "space origin: (0,0,0)\n\n";

const std::string meta = "ObjectType = Image\n"
                         "NDims = 3\n"
                         "BinaryData = True\n"
                         "BinaryDataByteOrderMSB = False\n"
                         "CompressedData = False\n"
                         "TransformMatrix = 1 0 0 0 1 0 0 0 1\n"
                         "Offset = 0 0 0\n"
                         "ElementSpacing = 1 1 1\n"
                         "DimSize = 2 3 4\n"
                         "ElementType = MET_SHORT\n"
                         "ElementDataFile = LOCAL\n";

class HostileFilesTest : public ::testing::Test {
  protected:
    std::string refusal(const std::string& name, const std::string& bytes) const {
        const auto path = folder_.path() / name;
        writeFileAtomically(path, std::string_view(bytes));
        return errorTextOf([&] { readVolume(path); });
    }
    TemporaryFolder folder_;
    std::string voxels_ = std::string(48, '\1');
};

TEST_F(HostileFilesTest, TheUnspoiledFilesAreRead) {
    EXPECT_EQ(refusal("a.nrrd", nrrd + voxels_), "no error");
    EXPECT_EQ(refusal("a.mha", meta + voxels_), "no error");
}

TEST_F(HostileFilesTest, NumbersAreFiniteAndBoundedBeforeALibrarySeesThem) {
    const std::string reason = "must hold numbers within 1e9";
    for (const std::string number : {"nan", "inf", "-inf", "1e30", "-1e300", "x", "0x10", "1e"}) {
        const std::string vector = "(" + number + ",0,0)";
        for (const std::string& header :
             {changed(nrrd, "space dir", "space directions: " + vector + " (0,1,0) (0,0,1)"),
              changed(nrrd, "space origin", "space origin: " + vector),
              changed(nrrd, "sizes", "sizes: 2 3 " + number)}) {
            EXPECT_THAT(refusal("a.nrrd", header + voxels_), HasSubstr(reason)) << header;
        }
        for (const std::string key : {"Offset", "ElementSpacing", "DimSize"}) {
            const std::string line = std::string(key).append(" = 1 2 ").append(number);
            EXPECT_THAT(refusal("a.mha", changed(meta, key, line) + voxels_), HasSubstr(reason))
                << key << " " << number;
        }
        EXPECT_THAT(refusal("a.mha", changed(meta, "TransformMatrix",
                                             "TransformMatrix = 1 0 0 0 1 0 0 0 " + number) +
                                         voxels_),
                    HasSubstr(reason));
    }
}

TEST_F(HostileFilesTest, BrokenNrrdIsRefused) {
    const std::vector<std::pair<std::string, std::string>> broken{
        {changed(nrrd, "sizes", "sizes: 2 3 400"), "but there are 48"},
        {changed(nrrd, "sizes", "sizes: 2 3 0"), "invalid_input"},
        {changed(nrrd, "sizes", "sizes: 2 3 -4"), "invalid_input"},
        {changed(nrrd, "sizes", "sizes: 2 3 70000"), "is not 1 to 65535"},
        {changed(nrrd, "sizes", "sizes: 99999999999 99999999999 9999999999"), "invalid_input"},
        {changed(nrrd, "dimension", "dimension: 17"), "invalid_input"},
        {changed(nrrd, "space dir", "space directions: (nan,0,0) (0,1,0) (0,0,1)"),
         "invalid_input"},
        {changed(nrrd, "space dir", "space directions: (1,0.5,0) (0,1,0) (0,0,1)"), "sheared"},
        {changed(nrrd, "space dir", "space directions: (0,0,0) (0,1,0) (0,0,1)"), "invalid_input"},
        {changed(nrrd, "space origin", "space origin: (inf,0,0)"), "invalid_input"},
        {changed(nrrd, "space origin", "space origin: (1e9,0,0)"), "origin must lie within"},
        {changed(nrrd, "sizes", "sizes: 2000 3000 4000"), "more than 2^34 voxels"},
        {changed(nrrd, "encoding", "encoding: ascii"), "samples stored as \"ascii\""},
        {changed(nrrd, "encoding", "encoding: bzip2"), "samples stored as \"bzip2\""},
        {changed(nrrd, "encoding", "encoding: raw\nbyte skip: 3"), "byte skip"},
        {changed(nrrd, "type", "type: block"), "invalid_input"},
        {changed(nrrd, "type", "type: nonsense"), "invalid_input"},
        {changed(nrrd, "encoding", "encoding: gzip"), "invalid_input"},
        {changed(nrrd, "encoding", "encoding: raw\ndata file: ../x.raw"), "of the same folder"},
        {changed(nrrd, "encoding", "encoding: raw\ndata file: /etc/hostname"),
         "of the same folder"},
        {changed(nrrd, "encoding", "encoding: raw\ndata file: LIST"), "of the same folder"},
        {changed(nrrd, "encoding", "encoding: raw\ndata file: x%03d.raw 1 4 1"),
         "of the same folder"},
        {changed(nrrd, "encoding", "encoding: raw\ndata file: absent.raw"),
         "a.nrrd: its samples' file \"absent.raw\" is not there"},
        {changed(nrrd, "encoding", "encoding: raw\ndata file: " + std::string(5000, 'a')),
         "a.nrrd: its samples' file"},
        {changed(nrrd, "encoding", "encoding: raw\ndata file: ."), "a.nrrd: its samples' file"},
        {"NRRD0004\ntype: short\n", "the header has no end"},
        {"hello\n\n", "is not NRRD"},
        {"", "is not NRRD"},
    };
    for (const auto& [header, reason] : broken) {
        EXPECT_THAT(refusal("a.nrrd", header + (header.empty() ? "" : voxels_)), HasSubstr(reason))
            << header;
    }
    EXPECT_THAT(refusal("a.nrrd", nrrd + voxels_.substr(1)), HasSubstr("invalid_input"));
    const std::string colours = "NRRD0004\ntype: unsigned char\ndimension: 4\n"
                                "space: left-posterior-superior\nsizes: 3 2 3 4\n"
                                "space directions: none (1,0,0) (0,1,0) (0,0,1)\n"
                                "kinds: RGB-color domain domain domain\nencoding: raw\n\n";
    EXPECT_THAT(refusal("a.nrrd", colours + std::string(72, '\1')), HasSubstr("unsupported"));
}

TEST_F(HostileFilesTest, BrokenMetaImagesAreRefused) {
    const std::vector<std::pair<std::string, std::string>> broken{
        {changed(meta, "DimSize", "DimSize = 2 3 400"), "but there are 48"},
        {changed(meta, "DimSize", "DimSize = 2 3 0"), "is not 1 to 65535"},
        {changed(meta, "DimSize", "DimSize = 2 3 -4"), "is not 1 to 65535"},
        {changed(meta, "DimSize", "DimSize = 2 70000 1"), "is not 1 to 65535"},
        {changed(meta, "NDims", "NDims = 0"), "0 dimensions"},
        {changed(meta, "ElementSpacing", "ElementSpacing = nan 1 1"), "invalid_input"},
        {changed(meta, "ElementSpacing", "ElementSpacing = 0 1 1"), "invalid_input"},
        {changed(meta, "Offset", "Offset = 5e6 0 0"), "origin must lie within"},
        {changed(meta, "TransformMatrix", "TransformMatrix = 1 0.5 0 0 1 0 0 0 1"),
         "invalid_input"},
        {changed(meta, "TransformMatrix", "TransformMatrix = 0 0 0 0 0 0 0 0 0"), "invalid_input"},
        {changed(meta, "BinaryData", "BinaryData = False"), "samples stored as \"text\""},
        {changed(meta, "ElementData", "ElementDataFile = ../x.raw"), "of the same folder"},
        {changed(meta, "ElementData", "ElementDataFile = /etc/hostname"), "of the same folder"},
        {changed(meta, "ElementData", "ElementDataFile = LIST"), "of the same folder"},
        {changed(meta, "ElementData", "ElementDataFile = absent.raw"),
         "a.mha: its samples' file \"absent.raw\" is not there"},
        {changed(meta, "ElementData", "ElementDataFile = "), "a.mha: its samples' file"},
        {changed(meta, "ElementData", "ElementDataFile = ."), "a.mha: its samples' file"},
        {changed(meta, "CompressedData", "CompressedData = True"), "compressed data are damaged"},
        {"ObjectType = Image\n", "the header has no end"},
    };
    for (const auto& [header, reason] : broken) {
        const std::string text = refusal("a.mha", header + voxels_);
        EXPECT_THAT(text, HasSubstr(reason)) << header;
        EXPECT_NE(text, "no error") << header;
    }
    EXPECT_THAT(refusal("a.mha", meta + voxels_.substr(1)), HasSubstr("but there are 47"));
}

TEST_F(HostileFilesTest, OtherBytesUnderAKnownNameAreRefused) {
    for (const std::string name :
         {"a.gipl", "a.gipl.gz", "a.mnc", "a.nrrd", "a.mha", "a.nii", "a.npz", "a.npy", "a.hdr"}) {
        for (const std::string& bytes : {std::string(), std::string(1000, 'x')}) {
            EXPECT_THAT(refusal(name, bytes), HasSubstr("invalid_input")) << name;
        }
    }
}

/// ITK reads many of these without a word, and returns what happened to be in memory.
TEST_F(HostileFilesTest, FilesCutShortOrDamagedAreRefusedInEveryFormat) {
    std::vector<std::int16_t> pixels(120);
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        pixels[i] = static_cast<std::int16_t>(i * 7919);
    }
    for (const std::string name :
         {"a.gipl", "a.gipl.gz", "a.nrrd", "a.mha", "a.nii", "a.nii.gz", "a.npz"}) {
        const auto path = folder_.path() / name;
        writeVolume(path, Volume(Geometry({4, 5, 6}, {1, 1, 1}), pixels));
        const std::string whole = readTextFile(path, 1 << 20);
        for (std::size_t size = 0; size < whole.size(); size += 13) {
            // An .mha may end within the word LOCAL, which then names a file.
            EXPECT_THAT(refusal(name, whole.substr(0, size)),
                        AnyOf(HasSubstr("invalid_input"), HasSubstr("not_found")))
                << name << " " << size;
        }
        if (name != "a.gipl" && name != "a.nii") { // compressed: every change of the samples shows
            std::string damaged = whole;
            damaged[whole.size() / 2 + 40] =
                static_cast<char>(damaged[whole.size() / 2 + 40] ^ 0x10);
            EXPECT_THAT(refusal(name, damaged), HasSubstr("invalid_input")) << name;
        }
    }
}

TEST_F(HostileFilesTest, ACompressedSizeThatIsNotTheFilesIsRefused) {
    const auto path = folder_.path() / "a.mha";
    writeVolume(path, Volume(Geometry({4, 5, 6}, {1, 1, 1}), std::vector<std::int16_t>(120, 3)));
    const std::string whole = readTextFile(path, 1 << 20);
    EXPECT_THAT(refusal("a.mha", changed(whole, "CompressedDataSize", "CompressedDataSize = 9")),
                HasSubstr("CompressedDataSize does not say"));
    EXPECT_THAT(refusal("a.mha", changed(whole, "CompressedDataSize", "CompressedDataSize = x")),
                HasSubstr("must be a whole number"));
}

} // namespace
} // namespace laurel
