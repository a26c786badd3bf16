#include "independent_reader.h"

#include "laurel/arrays/bundles.h"
#include "laurel/arrays/nifti.h"

#include "../../support/random_grids.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

/// Files against nibabel and NumPy: what one side writes, the other must read as the same.
class PythonTest : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!pythonHas("numpy, nibabel")) {
            GTEST_SKIP() << "/usr/bin/python3 has no numpy and nibabel to compare with";
        }
    }
    std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  private:
    TemporaryFolder folder_;
};

TEST_F(PythonTest, NibabelReadsWhatWeWrite) {
    Random random(11);
    std::vector<Volume> volumes;
    std::vector<std::string> files;
    for (const std::string name : {"a.nii", "a.nii.gz", "b.hdr", "c.img"}) {
        const GridSize size = randomSize(random, 7);
        std::vector<std::int16_t> pixels(static_cast<std::size_t>(size.voxels() * 2));
        for (std::int16_t& pixel : pixels) {
            pixel = static_cast<std::int16_t>(random.integer(-2000, 2000));
        }
        volumes.emplace_back(randomGeometry(random, size), pixels, 2, Rescale{0.5, -100});
        files.push_back(path(name));
        writeNifti(files.back(), volumes.back());
    }
    const auto readings = readIndependently("nifti", files);
    for (std::size_t i = 0; i < files.size(); ++i) {
        SCOPED_TRACE(files[i]);
        expectSameAs(readings.at(i), volumes[i]);
    }
}

TEST_F(PythonTest, NibabelReadsOurVersion2AndOurLabels) {
    const Volume longVolume(Geometry({1, 40000, 1}, {1, 1, 1}),
                            std::vector<std::uint8_t>(40000, 5));
    writeNifti(path("long.nii"), longVolume);
    Random random(12);
    LabelMap labels(randomGeometry(random, {4, 5, 6}), 2);
    labels.set({3, 2, 1}, 700);
    labels.set({1, 1, 1}, 9, 1);
    writeNifti(path("labels.nii.gz"), labels);
    const auto readings = readIndependently("nifti", {path("long.nii"), path("labels.nii.gz")});
    expectSameAs(readings.at(0), longVolume);
    expectSameAs(readings.at(1), toVolume(labels));
}

TEST_F(PythonTest, WeReadWhatNibabelWrites) {
    ASSERT_EQ(runIndependentReader({"write-nifti", path("")}).exitCode, 0);
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(path(""))) {
        if (entry.path().extension() != ".hdr") {
            files.push_back(entry.path().string());
        }
    }
    EXPECT_EQ(files.size(), 42U);
    const auto readings = readIndependently("nifti", files);
    for (std::size_t i = 0; i < files.size(); ++i) {
        SCOPED_TRACE(files[i]);
        const Volume volume = readNifti(files[i]);
        expectSameAs(readings.at(i), volume);
        EXPECT_EQ(volume.value({2, 3, 4}), 59);
        const WorldPoint point = volume.geometry().toWorld(VoxelIndex{0, 1, 0});
        EXPECT_NEAR(point.x, -3, 1e-4);
        EXPECT_NEAR(point.y, 7, 1e-4);
        EXPECT_NEAR(point.z, 11, 1e-4);
    }
}

TEST_F(PythonTest, NumpyReadsWhatWeWrite) {
    Random random(13);
    const Volume volume(randomGeometry(random, {4, 3, 2}), std::vector<float>(24, -0.5F));
    writeArrayVolume(path("volume.npz"), volume);
    const auto readings =
        readIndependently("npz", {path("volume.npz") + ":data", path("volume.npz") + ":affine"});
    const IndependentReading& data = readings.at(0);
    const IndependentReading& affine = readings.at(1);
    EXPECT_EQ(data.fields.at("shape"), (std::vector<double>{3, 4, 2}));
    EXPECT_EQ(data.values, std::vector<double>(24, -0.5));
    // Column 1 of the affine is the step along a row of the image: our x axis, in RAS.
    EXPECT_NEAR(affine.values[1],
                -volume.geometry().direction()[0] * volume.geometry().spacing()[0], 1e-12);
    EXPECT_NEAR(affine.values[9], volume.geometry().direction()[6] * volume.geometry().spacing()[0],
                1e-12);
}

TEST_F(PythonTest, WeReadWhatNumpyWrites) {
    ASSERT_EQ(runIndependentReader({"write-npz", path("numpy.npz")}).exitCode, 0);
    const auto arrays = readNpz(path("numpy.npz"));
    EXPECT_EQ(arrays.size(), 15U);
    std::vector<std::string> names;
    names.reserve(arrays.size());
    for (const NamedArray& named : arrays) {
        names.push_back(path("numpy.npz") + ":" + named.name);
    }
    const auto readings = readIndependently("npz", names);
    for (std::size_t i = 0; i < arrays.size(); ++i) {
        const NamedArray& named = arrays[i];
        const IndependentReading& reading = readings.at(i);
        EXPECT_EQ(named.array.toDoubles(), reading.values) << named.name;
        EXPECT_EQ(std::vector<double>(named.array.shape.begin(), named.array.shape.end()),
                  reading.fields.at("shape"));
    }
}

} // namespace
} // namespace laurel
