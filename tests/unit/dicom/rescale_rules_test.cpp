#include "dicom_bytes.h"
#include "laurel/base/files.h"
#include "laurel/dicom/series.h"

#include <cstring>
#include <fstream>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

std::string floatBytes(float value) {
    std::string bytes(sizeof(value), '\0');
    std::memcpy(bytes.data(), &value, sizeof(value));
    return bytes;
}

std::string doubleBytes(double value) {
    std::string bytes(sizeof(value), '\0');
    std::memcpy(bytes.data(), &value, sizeof(value));
    return bytes;
}

/// One pixel of 100, rescaled by 2 and -10.
DicomBytes rescaledPixel() {
    DicomBytes file("1.2.840.10008.1.2.1");
    file.addSlice(1, 1, 16).add(0x0028, 0x1052, "DS", "-10").add(0x0028, 0x1053, "DS", "2");
    return file;
}

DicomBytes& addPhilips(DicomBytes& file, float scaleSlope) {
    file.add(0x2005, 0x0010, "LO", "Philips MR Imaging DD 001");
    return file.add(0x2005, 0x100e, "FL", floatBytes(scaleSlope));
}

DicomBytes& addRealWorld(DicomBytes& file) {
    const auto mapping = DicomBytes::elements()
                             .add(0x0040, 0x9224, "FD", doubleBytes(7))
                             .add(0x0040, 0x9225, "FD", doubleBytes(0.5));
    return file.addSequence(0x0040, 0x9096, DicomBytes::item(mapping.bytes()));
}

struct Reading {
    double value;
    std::vector<std::string> notes;
};

Reading read(DicomBytes file) {
    file.add(0x7fe0, 0x0010, "OW", DicomBytes::little(100, 2));
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "slice", std::ios::binary) << file.bytes();
    const SeriesInfo series = findSeries(folder.path()).at(0);
    NoProgress progress;
    return {readSeries(series, progress, {}).value({0, 0, 0}), series.notes};
}

TEST(RescaleRules, TheOrdinaryRescaleNeedsNoNote) {
    const Reading plain = read(rescaledPixel());
    EXPECT_DOUBLE_EQ(plain.value, 190);
    EXPECT_THAT(plain.notes, Not(Contains(HasSubstr("values are"))));
}

// Chenevert et al. 2014: FP = (stored × RS + RI) / (RS × SS).
TEST(RescaleRules, PhilipssScaleGivesWhatWasMeasured) {
    DicomBytes file = rescaledPixel();
    const Reading scaled = read(addPhilips(file, 0.25));
    EXPECT_DOUBLE_EQ(scaled.value, (100 * 2 - 10) / (2 * 0.25));
    EXPECT_THAT(scaled.notes, Contains(HasSubstr("2005,100E")));
}

TEST(RescaleRules, RealWorldValuesComeFirst) {
    DicomBytes file = rescaledPixel();
    const Reading real = read(addRealWorld(addPhilips(file, 0.25)));
    EXPECT_DOUBLE_EQ(real.value, 57);
    EXPECT_THAT(real.notes, Contains(HasSubstr("real world values")));
}

TEST(RescaleRules, ForeignAndSenselessScalesAreIgnored) {
    for (const float scale : {0.F, -1.F, std::numeric_limits<float>::infinity()}) {
        DicomBytes file = rescaledPixel();
        EXPECT_DOUBLE_EQ(read(addPhilips(file, scale)).value, 190) << scale;
    }
    DicomBytes other = rescaledPixel();
    other.add(0x2005, 0x0010, "LO", "SOMEONE ELSE").add(0x2005, 0x100e, "FL", floatBytes(0.25));
    EXPECT_DOUBLE_EQ(read(other).value, 190);
}

} // namespace
} // namespace laurel
