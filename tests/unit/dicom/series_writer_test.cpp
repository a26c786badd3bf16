#include "laurel/dicom/series_writer.h"

#include "laurel/base/files.h"
#include "laurel/dicom/series.h"
#include "laurel/imaging/orientation.h"
#include "reference_reader.h"
#include "support/child_process.h"
#include "support/expect_error.h"
#include "support/random_grids.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class SeriesWriter : public ::testing::Test {
  protected:
    fs::path target() const { return folder_.path() / "series"; }

    Volume roundTrip(const Volume& volume, const SeriesWriteOptions& options = {1, "Test", ""}) {
        writeSeries(target(), volume, options);
        const auto found = findSeries(target());
        EXPECT_THAT(found, SizeIs(1));
        EXPECT_THAT(found.at(0).problems, IsEmpty());
        NoProgress progress;
        return readSeries(found.at(0), progress, {});
    }

    TemporaryFolder folder_;
};

template <typename T>
Volume randomVolume(Random& random, const Geometry& geometry, int low, int high,
                    Rescale rescale = {}) {
    std::vector<T> samples(static_cast<std::size_t>(geometry.size().voxels()));
    for (T& sample : samples) {
        sample = static_cast<T>(random.integer(low, high));
    }
    return Volume(geometry, std::move(samples), 1, rescale);
}

Geometry rightHanded(Random& random, const GridSize& size) {
    while (true) {
        const Geometry geometry = randomGeometry(random, size);
        const Matrix3& d = geometry.direction();
        const double determinant = d[0] * (d[4] * d[8] - d[5] * d[7]) -
                                   d[1] * (d[3] * d[8] - d[5] * d[6]) +
                                   d[2] * (d[3] * d[7] - d[4] * d[6]);
        if (determinant > 0) {
            return geometry;
        }
    }
}

void expectSameVoxels(const Volume& a, const Volume& b) {
    EXPECT_TRUE(a.geometry().sameGridAs(b.geometry()))
        << a.geometry().describe() << " and " << b.geometry().describe();
    EXPECT_EQ(a.toFloat(), b.toFloat());
}

TEST_F(SeriesWriter, ReadsBackWhatItWroteForObliqueGrids) {
    Random random(3);
    for (int i = 0; i < 10; ++i) {
        const Geometry geometry = rightHanded(random, {7, 5, 4});
        fs::remove_all(target());
        const Volume signedVolume = randomVolume<std::int16_t>(random, geometry, -32768, 32767);
        const Volume back = roundTrip(signedVolume);
        expectSameVoxels(back, signedVolume);
        EXPECT_EQ(back.pixels(), signedVolume.pixels());
        EXPECT_EQ(back.modality, "MR");
        EXPECT_EQ(back.description, "Test");
    }
}

TEST_F(SeriesWriter, EveryStoredTypeKeepsItsValues) {
    Random random(4);
    const Geometry geometry({6, 5, 3}, {1, 1, 4});
    const std::vector<Volume> volumes{
        randomVolume<std::uint8_t>(random, geometry, 0, 255),
        randomVolume<std::uint16_t>(random, geometry, 0, 65535),
        randomVolume<std::int32_t>(random, geometry, -30000, 30000),
        randomVolume<float>(random, geometry, 0, 60000),
        randomVolume<std::int16_t>(random, geometry, -100, 100, {0.25, -7}),
    };
    for (const Volume& volume : volumes) {
        fs::remove_all(target());
        expectSameVoxels(roundTrip(volume), volume);
    }
}

TEST_F(SeriesWriter, ALeftHandedGridKeepsEveryVoxelWhereItWas) {
    Random random(5);
    const Geometry mirrored({5, 4, 3}, {1, 2, 3}, {1, 2, 3}, {1, 0, 0, 0, 1, 0, 0, 0, -1});
    const Volume volume = randomVolume<std::int16_t>(random, mirrored, -9, 9);
    expectSameVoxels(roundTrip(volume), reorient(volume, Orientation("LPS")));
}

TEST_F(SeriesWriter, OtherValuesAreQuantisedAndTheLossIsTold) {
    Random random(6);
    const Geometry geometry({8, 8, 2}, {1, 1, 1});
    std::vector<float> samples(128);
    for (float& sample : samples) {
        sample = static_cast<float>(random.uniform(-1, 3));
    }
    const Volume volume(geometry, samples, 1, {2, 10});
    const auto report = writeSeries(target(), volume, {9, "Float", ""});
    // Half a step of the 16-bit range that spans 4 units, times the slope of 2.
    EXPECT_LE(report.largestError, 0.5 * 4.0 / 65535 * 2 * 1.001);
    EXPECT_GT(report.largestError, 0);
    NoProgress progress;
    const auto back = readSeries(findSeries(target()).at(0), progress, {}).toFloat();
    const auto given = volume.toFloat();
    for (std::size_t i = 0; i < given.size(); ++i) {
        ASSERT_NEAR(back[i], given[i], report.largestError + 1e-5);
    }
}

TEST_F(SeriesWriter, TheSeedDecidesTheBytes) {
    Random random(7);
    const Volume volume = randomVolume<std::uint16_t>(random, Geometry({4, 4, 2}, {1, 1, 1}), 0, 9);
    const auto fileOf = [&](const char* name, std::uint64_t seed) {
        writeSeries(folder_.path() / name, volume, {seed, "Test", "LEG"});
        return readTextFile(folder_.path() / name / "slice_0002.dcm", 1 << 20);
    };
    const std::string first = fileOf("a", 1);
    EXPECT_EQ(first, fileOf("b", 1));
    EXPECT_NE(first, fileOf("c", 2));
    EXPECT_NE(findSeries(folder_.path() / "a").at(0).id, findSeries(folder_.path() / "c").at(0).id);
}

TEST_F(SeriesWriter, LeavesNothingBehindWhenItFails) {
    const Geometry geometry({2, 1, 1}, {1, 1, 1});
    CancellationSource source;
    source.cancel();
    expectError(ErrorCode::Cancelled, "", [&] {
        writeSeries(target(), Volume(geometry, std::vector<float>{1, 2}), {}, source.token());
    });
    expectError(ErrorCode::InvalidInput, "infinite", [&] {
        writeSeries(target(), Volume(geometry, std::vector<float>{1, INFINITY}), {});
    });
    expectError(ErrorCode::Unsupported, "2 frames", [&] {
        writeSeries(target(), Volume(geometry, std::vector<float>{1, 2, 3, 4}, 2), {});
    });
    expectError(ErrorCode::InvalidArgument, "64 printable", [&] {
        writeSeries(target(), Volume(geometry, std::vector<float>{1, 2}), {1, "Wadenmüskel", ""});
    });
    EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(SeriesWriter, NeverMixesWithWhatIsThere) {
    const Volume volume(Geometry({2, 1, 1}, {1, 1, 1}), std::vector<float>{1, 2});
    fs::create_directory(target());
    writeSeries(target(), volume, {}); // an empty folder is as good as none
    expectError(ErrorCode::AlreadyExists, "not an empty folder",
                [&] { writeSeries(target(), volume, {}); });
}

TEST_F(SeriesWriter, AValidatorFindsNoError) {
    if (!isInstalled("dciodvfy")) {
        GTEST_SKIP() << "dciodvfy (package dicom3tools) is not installed";
    }
    Random random(8);
    const Volume volume = randomVolume<std::int16_t>(random, rightHanded(random, {6, 5, 3}), -9, 9);
    writeSeries(target(), volume, {11, "Leg PD", "LEG"});
    for (const auto& file : fs::directory_iterator(target())) {
        const auto result = runProcess({"dciodvfy", "-new", file.path()});
        EXPECT_THAT(result.err + result.out, HasSubstr("MRImage"));
        EXPECT_THAT(result.err + result.out, Not(HasSubstr("Error")));
    }
}

TEST_F(SeriesWriter, AnotherReaderSeesTheSameImage) {
    if (!pythonHas("pydicom, numpy")) {
        GTEST_SKIP() << "python3-pydicom and python3-numpy are not installed";
    }
    Random random(9);
    const Volume volume =
        randomVolume<std::int16_t>(random, rightHanded(random, {9, 6, 5}), -500, 500, {0.5, 3});
    writeSeries(target(), volume, {12, "Test", ""});
    expectSameAsReference(volume, readWithReference("pydicom", target()));
}

} // namespace
} // namespace laurel
