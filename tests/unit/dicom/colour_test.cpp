#include "dicom_bytes.h"
#include "laurel/base/files.h"
#include "laurel/dicom/series.h"
#include "support/child_process.h"
#include "support/expect_error.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* explicitLittleEndian = "1.2.840.10008.1.2.1";

/// Two rows of two pixels, with whatever describes their colour.
DicomBytes colorSlice(const std::string& photometric, unsigned samples, unsigned planar,
                      unsigned bits = 8) {
    DicomBytes file(explicitLittleEndian);
    file.add(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.7").add(0x0008, 0x0060, "CS", "OT");
    file.add(0x0008, 0x0018, "UI", "1.2.3.4").add(0x0020, 0x000e, "UI", "1.2.3");
    file.addShort(0x0028, 0x0002, samples).add(0x0028, 0x0004, "CS", photometric);
    file.addShort(0x0028, 0x0006, planar).addShort(0x0028, 0x0010, 2).addShort(0x0028, 0x0011, 2);
    file.addShort(0x0028, 0x0100, bits).addShort(0x0028, 0x0101, bits);
    file.addShort(0x0028, 0x0102, bits - 1);
    return file.addShort(0x0028, 0x0103, 0);
}

class Colour : public ::testing::Test {
  protected:
    std::vector<std::uint8_t> read(const DicomBytes& file) {
        std::ofstream(path(), std::ios::binary) << file.bytes();
        return readAgain();
    }

    std::vector<std::uint8_t> readAgain() {
        const auto found = findSeries(path());
        EXPECT_EQ(found.size(), 1U);
        EXPECT_TRUE(found.at(0).isColor);
        EXPECT_THAT(found[0].notes, Contains("colour image: shown as grey, cannot be segmented"));
        NoProgress progress;
        const Volume volume = readSeries(found[0], progress, {});
        const auto pixels = volume.frame<std::uint8_t>(0);
        return {pixels.begin(), pixels.end()};
    }

    fs::path path() const { return folder_.path() / "slice"; }

    TemporaryFolder folder_;
};

// By hand: 0.299 R + 0.587 G + 0.114 B of red, green, blue and white.
const std::vector<std::uint8_t> redGreenBlueWhite{76, 150, 29, 255};
const std::string pixelByPixel("\xFF\0\0\0\xFF\0\0\0\xFF\xFF\xFF\xFF", 12);
const std::string planeByPlane("\xFF\0\0\xFF\0\xFF\0\xFF\0\0\xFF\xFF", 12);

TEST_F(Colour, RgbBecomesLuminance) {
    EXPECT_EQ(read(colorSlice("RGB", 3, 0).add(0x7fe0, 0x0010, "OB", pixelByPixel)),
              redGreenBlueWhite);
    EXPECT_EQ(read(colorSlice("RGB", 3, 1).add(0x7fe0, 0x0010, "OB", planeByPlane)),
              redGreenBlueWhite);
}

TEST_F(Colour, LuminanceThatIsStatedIsTaken) {
    const std::string full("\x10\x80\x80\x20\x80\x80\x30\x80\x80\x40\x80\x80", 12);
    EXPECT_THAT(read(colorSlice("YBR_FULL", 3, 0).add(0x7fe0, 0x0010, "OB", full)),
                ElementsAre(16, 32, 48, 64));
    const std::string halved("\x10\x20\x80\x80\x30\x40\x80\x80", 8);
    EXPECT_THAT(read(colorSlice("YBR_FULL_422", 3, 0).add(0x7fe0, 0x0010, "OB", halved)),
                ElementsAre(16, 32, 48, 64));
}

DicomBytes paletteSlice(unsigned bits, const std::vector<unsigned>& red) {
    DicomBytes file = colorSlice("PALETTE COLOR", 1, 0);
    const std::string descriptor =
        DicomBytes::little(red.size(), 2) + DicomBytes::little(10, 2) + DicomBytes::little(bits, 2);
    for (unsigned channel = 0; channel < 3; ++channel) {
        std::string table;
        for (const unsigned entry : red) {
            table += DicomBytes::little(channel == 0 ? entry : 0, bits == 8 ? 1 : 2);
        }
        file.add(0x0028, 0x1101 + channel, "US", descriptor);
        file.add(0x0028, 0x1201 + channel, "OW", table);
    }
    return file.add(0x7fe0, 0x0010, "OB", std::string("\x0A\x0B\x0C\xFF", 4));
}

TEST_F(Colour, PalettesAreLookedUp) {
    // Indices 10, 11, 12, 255; the table begins at 10, and its last entry is for all above.
    EXPECT_THAT(read(paletteSlice(16, {0, 0x8080, 0xFFFF})), ElementsAre(0, 38, 76, 76));
    EXPECT_THAT(read(paletteSlice(8, {0, 128, 255, 255})), ElementsAre(0, 38, 76, 76));
}

TEST_F(Colour, DamagedPalettesAreRefused) {
    const auto readIt = [&](const DicomBytes& file) {
        expectError(ErrorCode::InvalidInput, "palette", [&] { read(file); });
    };
    readIt(colorSlice("PALETTE COLOR", 1, 0).add(0x7fe0, 0x0010, "OB", "\1\1\1\1"));
    DicomBytes cut = colorSlice("PALETTE COLOR", 1, 0);
    for (unsigned channel = 0; channel < 3; ++channel) {
        cut.add(0x0028, 0x1101 + channel, "US", std::string("\0\0\0\0\x10\0", 6)); // 65536 entries
        cut.add(0x0028, 0x1201 + channel, "OW", "\1\1\1\1");
    }
    readIt(cut.add(0x7fe0, 0x0010, "OB", "\1\1\1\1"));
}

TEST_F(Colour, CompressionKeepsTheLuminance) {
    for (const auto& [program, option] :
         {std::pair{"dcmcrle", "+ot"}, {"dcmcjpeg", "+e1"}, {"dcmcjpls", "+el"}}) {
        if (!isInstalled(program)) {
            GTEST_SKIP() << program << " is not installed";
        }
        for (const unsigned planar : {0U, 1U}) {
            const std::string& pixels = planar == 1 ? planeByPlane : pixelByPixel;
            read(colorSlice("RGB", 3, planar).add(0x7fe0, 0x0010, "OB", pixels));
            const fs::path plain = folder_.path() / "plain";
            fs::rename(path(), plain);
            const ProcessResult result =
                runProcess({std::string("/usr/bin/") + program, option, plain, path()});
            ASSERT_EQ(result.exitCode, 0) << program << result.err;
            fs::remove(plain);
            EXPECT_EQ(readAgain(), redGreenBlueWhite) << program << planar;
        }
    }
}

TEST_F(Colour, DeepColourIsRefusedClearly) {
    std::ofstream(path(), std::ios::binary)
        << colorSlice("RGB", 3, 0, 16).add(0x7fe0, 0x0010, "OW", std::string(24, '\1')).bytes();
    EXPECT_THAT(findSeries(path()).at(0).problems, ElementsAre(HasSubstr("colour images")));
}

} // namespace
} // namespace laurel
