// Loops and pages: objects of many frames without functional groups.

#include "dicom_bytes.h"
#include "laurel/base/files.h"
#include "laurel/dicom/series.h"
#include "support/child_process.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* explicitLittleEndian = "1.2.840.10008.1.2.1";
constexpr unsigned frameTime = 0x1063;

std::string floatingPoint(double value) {
    return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

/// A plane of an ultrasound image, in centimetres per pixel.
std::string region(double x, double y, unsigned spatialFormat = 1) {
    auto item = DicomBytes::elements();
    item.addShort(0x0018, 0x6012, spatialFormat);
    item.addShort(0x0018, 0x6024, 3).addShort(0x0018, 0x6026, 3);
    item.add(0x0018, 0x602c, "FD", floatingPoint(x)).add(0x0018, 0x602e, "FD", floatingPoint(y));
    return DicomBytes::item(item.bytes());
}

class Cine : public ::testing::Test {
  protected:
    /// Frames of 2×3 pixels, of which the k-th holds k, k + 1, ...
    static std::string pixels(std::size_t frames) {
        std::string bytes;
        for (std::size_t frame = 0; frame < frames; ++frame) {
            for (std::size_t i = 0; i < 6; ++i) {
                bytes.push_back(static_cast<char>(frame + i));
            }
        }
        return bytes + std::string(bytes.size() % 2, '\0');
    }

    static DicomBytes loop(std::size_t frames, unsigned counted = frameTime,
                           const std::string& regions = "") {
        DicomBytes file(explicitLittleEndian);
        file.add(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.3.1");
        file.add(0x0008, 0x0018, "UI", "1.2.3.4").add(0x0008, 0x0060, "CS", "US");
        if (!regions.empty()) {
            file.addSequence(0x0018, 0x6011, regions);
        }
        file.add(0x0020, 0x000e, "UI", "1.2.3").addShort(0x0028, 0x0002, 1);
        file.add(0x0028, 0x0004, "CS", "MONOCHROME2").addFrames(frames);
        file.add(0x0028, 0x0009, "AT",
                 DicomBytes::little(counted == 0x0010 ? 0x0054 : 0x0018, 2) +
                     DicomBytes::little(counted, 2));
        file.addShort(0x0028, 0x0010, 2).addShort(0x0028, 0x0011, 3).addShort(0x0028, 0x0100, 8);
        file.addShort(0x0028, 0x0101, 8).addShort(0x0028, 0x0102, 7).addShort(0x0028, 0x0103, 0);
        return file;
    }

    SeriesInfo find(const DicomBytes& file) {
        std::ofstream(path(), std::ios::binary) << file.bytes();
        const auto found = findSeries(path());
        EXPECT_FALSE(found.empty());
        return found.at(0);
    }
    fs::path path() const { return folder_.path() / "loop"; }

    TemporaryFolder folder_;
    NoProgress progress_;
};

TEST_F(Cine, FramesArePicturesOneAfterTheOther) {
    for (const std::size_t frames : {2U, 3U, 200U}) {
        const SeriesInfo series = find(loop(frames).add(0x7fe0, 0x0010, "OB", pixels(frames)));
        EXPECT_THAT(series.problems, IsEmpty());
        EXPECT_THAT(series.notes, Contains("the image does not say where in the patient it lies"));
        EXPECT_THAT(series.notes, Contains(HasSubstr("pixel size unknown")));
        const Volume volume = readSeries(series, progress_, {});
        EXPECT_EQ(volume.geometry().size(), (GridSize{3, 2, 1}));
        ASSERT_EQ(volume.frames(), static_cast<std::int64_t>(frames));
        for (const std::int64_t frame : {std::int64_t{0}, volume.frames() - 1}) {
            const auto first = static_cast<float>(frame);
            EXPECT_THAT(volume.toFloat(frame),
                        ElementsAre(first, first + 1, first + 2, first + 3, first + 4, first + 5));
        }
    }
}

TEST_F(Cine, UltrasoundTellsItsPixelSizeInRegions) {
    const auto spacingOf = [&](const std::string& regions) {
        const auto file = loop(2, frameTime, regions).add(0x7fe0, 0x0010, "OB", pixels(2));
        return find(file).geometry.value().spacing();
    };
    const std::string doppler = region(0.5, 0.5, 3);
    EXPECT_THAT(spacingOf(region(0.02, 0.03)), ElementsAre(0.2, 0.3, 1));
    EXPECT_THAT(spacingOf(region(0.02, -0.03) + doppler), ElementsAre(0.2, 0.3, 1));
    EXPECT_THAT(spacingOf(region(0.02, 0.03) + region(0.05, 0.03)), ElementsAre(1, 1, 1));
    EXPECT_THAT(spacingOf(region(0, 0.03)), ElementsAre(1, 1, 1));
    EXPECT_THAT(spacingOf(doppler), ElementsAre(1, 1, 1));
}

TEST_F(Cine, RunLengthsDecodeFrameByFrame) {
    if (!isInstalled("dcmcrle")) {
        GTEST_SKIP() << "dcmcrle (package dcmtk) is not installed";
    }
    const SeriesInfo plain = find(loop(3).add(0x7fe0, 0x0010, "OB", pixels(3)));
    const fs::path compressed = folder_.path() / "compressed";
    ASSERT_EQ(runProcess({"dcmcrle", path(), compressed}).exitCode, 0);
    const Volume volume = readSeries(findSeries(compressed).at(0), progress_, {});
    EXPECT_EQ(volume.pixels(), readSeries(plain, progress_, {}).pixels());
}

TEST_F(Cine, FramesThatCountSomethingElseAreRefused) {
    const SeriesInfo energies = find(loop(3, 0x0010).add(0x7fe0, 0x0010, "OB", pixels(3)));
    EXPECT_THAT(energies.problems, ElementsAre(HasSubstr("where its frames lie is not known")));
    for (const std::size_t absurd : {100000U, 2000000000U}) {
        const SeriesInfo series = find(loop(absurd).add(0x7fe0, 0x0010, "OB", pixels(3)));
        EXPECT_THAT(series.problems, Not(IsEmpty()));
    }
    const SeriesInfo tooMany = find(loop(5).add(0x7fe0, 0x0010, "OB", pixels(3)));
    EXPECT_ANY_THROW(readSeries(tooMany, progress_, {}));
}

} // namespace
} // namespace laurel
