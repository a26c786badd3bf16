#include "nifti_bytes.h"

#include "laurel/arrays/nifti.h"
#include "laurel/base/files.h"

#include "../../support/expect_error.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class NiftiReadTest : public ::testing::Test {
  protected:
    std::filesystem::path path(const std::string& name = "image.nii") const {
        return folder_.path() / name;
    }
    Volume read(const NiftiBytes& bytes) const {
        bytes.write(path());
        return readNifti(path());
    }
    NiftiSummary inspect(const NiftiBytes& bytes) const {
        bytes.write(path());
        return inspectNifti(path());
    }

  private:
    TemporaryFolder folder_;
};

void expectPoint(const WorldPoint& point, double x, double y, double z) {
    EXPECT_NEAR(point.x, x, 1e-4);
    EXPECT_NEAR(point.y, y, 1e-4);
    EXPECT_NEAR(point.z, z, 1e-4);
}

TEST_F(NiftiReadTest, BothVersionsAndByteOrdersGiveTheSameVolume) {
    for (const int version : {1, 2}) {
        for (const bool bigEndian : {false, true}) {
            NiftiBytes bytes(version, bigEndian);
            bytes.set("datatype", 4).set("bitpix", 16).setAll("dim", {3, 2, 2, 1});
            bytes.setVoxels(std::vector<std::int16_t>{-300, 1, 2, 30000});
            const Volume volume = read(bytes);
            EXPECT_EQ(volume.pixelType(), PixelType::I16);
            EXPECT_THAT(volume.frame<std::int16_t>(0), ElementsAre(-300, 1, 2, 30000));
            const NiftiSummary summary = inspectNifti(path());
            EXPECT_EQ(summary.version, version);
            EXPECT_EQ(summary.bigEndian, bigEndian);
            EXPECT_EQ(summary.datatype, "INT16");
            EXPECT_THAT(summary.problems, IsEmpty());
        }
    }
}

TEST_F(NiftiReadTest, SformTakesPrecedenceAndRasBecomesLps) {
    NiftiBytes bytes;
    // Index x to the patient's posterior, y to superior, z to right: a left-handed grid.
    bytes.setAll("srow_x", {0, 0, 3, 10}).setAll("srow_y", {-2, 0, 0, 20});
    bytes.setAll("srow_z", {0, 1.5, 0, 30}).setAll("pixdim", {1, 2, 1.5, 3});
    bytes.set("qoffset_x", 999);
    const Geometry geometry = read(bytes).geometry();
    EXPECT_THAT(geometry.spacing(), ElementsAre(2, 1.5, 3));
    expectPoint(geometry.toWorld(VoxelIndex{0, 0, 0}), -10, -20, 30);
    expectPoint(geometry.toWorld(VoxelIndex{1, 0, 0}), -10, -18, 30);
    expectPoint(geometry.toWorld(VoxelIndex{0, 1, 0}), -10, -20, 31.5);
    expectPoint(geometry.toWorld(VoxelIndex{0, 0, 1}), -13, -20, 30);
}

TEST_F(NiftiReadTest, QformIsAQuaternionWithOffsetAndHandedness) {
    NiftiBytes bytes;
    // nifti1.h, METHOD 2: a quarter turn about z takes i to +y and j to -x; qfac -1 turns k around.
    bytes.set("sform_code", 0).set("quatern_d", std::sqrt(0.5));
    bytes.setAll("pixdim", {-1, 2, 3, 4});
    bytes.set("qoffset_x", 5).set("qoffset_y", 6).set("qoffset_z", 7);
    const Geometry geometry = read(bytes).geometry();
    expectPoint(geometry.toWorld(VoxelIndex{0, 0, 0}), -5, -6, 7);
    expectPoint(geometry.toWorld(VoxelIndex{1, 0, 0}), -5, -8, 7);
    expectPoint(geometry.toWorld(VoxelIndex{0, 1, 0}), -2, -6, 7);
    expectPoint(geometry.toWorld(VoxelIndex{0, 0, 1}), -5, -6, 3);
}

TEST_F(NiftiReadTest, WithoutFormsAxesRunRightAnteriorSuperiorFromTheOrigin) {
    NiftiBytes bytes;
    bytes.set("sform_code", 0).set("qform_code", 0).setAll("pixdim", {1, 2, 3, 4});
    const NiftiSummary summary = inspect(bytes);
    expectPoint(summary.geometry.toWorld(VoxelIndex{0, 0, 0}), 0, 0, 0);
    expectPoint(summary.geometry.toWorld(VoxelIndex{1, 1, 1}), -2, -3, 4);
    EXPECT_THAT(summary.problems, Contains(HasSubstr("neither sform nor qform")));
}

TEST_F(NiftiReadTest, UnitsOfMetresAndMicronsBecomeMillimetres) {
    NiftiBytes bytes;
    bytes.setAll("srow_x", {2, 0, 0, 1}).setAll("pixdim", {1, 2, 1, 1});
    EXPECT_EQ(inspect(bytes.set("xyzt_units", 2)).geometry.spacing()[0], 2);
    const Geometry microns = inspect(bytes.set("xyzt_units", 3)).geometry;
    EXPECT_NEAR(microns.spacing()[0], 0.002, 1e-12);
    EXPECT_NEAR(microns.origin().x, -0.001, 1e-12);
    // 8 is NIFTI_UNITS_SEC, in bits that do not concern space.
    EXPECT_EQ(inspect(bytes.set("xyzt_units", 1 + 8)).geometry.spacing()[0], 2000);
    EXPECT_THAT(inspect(bytes.set("xyzt_units", 6)).problems, Contains(HasSubstr("unit 6")));
}

TEST_F(NiftiReadTest, AShearedSformIsRefusedUnlessSomeoneSaysWhatToDo) {
    NiftiBytes bytes;
    bytes.setAll("srow_x", {1, 0.2, 0, 0}).set("qoffset_z", 9).write(path());
    EXPECT_THAT(errorTextOf([&] { readNifti(path()); }),
                AllOf(HasSubstr("sheared"), HasSubstr("resample or qform")));
    const NotedVolume byQform = openNifti(path(), {{}, ShearedGrid::UseQform});
    EXPECT_EQ(byQform.volume.geometry().origin().z, 9);
    EXPECT_THAT(byQform.notes, Contains(HasSubstr("qform is used instead")));
    bytes.set("qform_code", 0).write(path());
    for (const ShearedGrid choice : {ShearedGrid::Refuse, ShearedGrid::UseQform}) {
        EXPECT_THAT(errorTextOf([&] {
                        openNifti(path(), {{}, choice});
                    }),
                    AllOf(HasSubstr("sheared"), HasSubstr("no valid qform")));
    }
}

/// An axis so short that what is computed with it leaves the range of a double.
TEST_F(NiftiReadTest, AShearedGridOfImpossibleStepsIsRefused) {
    NiftiBytes bytes(2, false);
    bytes.set("qform_code", 0).setAll("srow_x", {11, 0, -2, 0}).setAll("srow_y", {5, 0, 0, 0});
    bytes.setAll("srow_z", {-2e-214, -2e-214, -2e-214, 0}).write(path());
    EXPECT_THAT(errorTextOf([&] {
                    openNifti(path(), {{}, ShearedGrid::Resample});
                }),
                HasSubstr("steps that are not 0.0001 to 10000 mm"));
}

/// A ramp is linear, and linear interpolation keeps it: each voxel inside has the ramp's value at
/// its place in the patient.
TEST_F(NiftiReadTest, AShearedGridIsResampledWithEveryVoxelWhereItWas) {
    NiftiBytes bytes;
    bytes.set("qform_code", 0).setAll("srow_x", {1, 0.5, 0.25, 10});
    bytes.setAll("srow_y", {0, 2, 0, -5}).setAll("srow_z", {0, 0, 3, 7});
    bytes.setAll("pixdim", {1, 1, 2, 3}).write(path()); // voxel (i, j, k) holds i + 3j + 12k
    const NotedVolume read = openNifti(path(), {{}, ShearedGrid::Resample});
    EXPECT_THAT(read.notes, Contains(HasSubstr("resampled onto an upright grid")));
    const Geometry& grid = read.volume.geometry();
    EXPECT_EQ(grid.spacing(), (std::array<double, 3>{1, 2, 3}));
    // The corners reach 2 + 3 * 0.5 + 4 * 0.25 = 4.5 voxels along x.
    EXPECT_EQ(grid.size(), (GridSize{6, 4, 5}));
    int inside = 0;
    for (VoxelIndex at; at.z < 5; ++at.z) {
        for (at.y = 0; at.y < 4; ++at.y) {
            for (at.x = 0; at.x < 6; ++at.x) {
                const WorldPoint point = grid.toWorld(at);
                const double j = (-point.y + 5) / 2;
                const double k = (point.z - 7) / 3;
                const double i = -point.x - 10 - 0.5 * j - 0.25 * k;
                if (i >= 0 && i <= 2) {
                    EXPECT_NEAR(read.volume.value(at), i + 3 * j + 12 * k, 1e-4);
                    ++inside;
                }
            }
        }
    }
    EXPECT_GE(inside, 40);
    const NotedLabels labels = openNiftiLabels(path(), {{}, ShearedGrid::Resample});
    EXPECT_TRUE(labels.labels.geometry().sameGridAs(grid));
    for (const std::uint16_t value : labels.labels.layer(0)) {
        EXPECT_LE(value, 59);
    }
}

TEST_F(NiftiReadTest, FormsThatDisagreeAreNoted) {
    NiftiBytes bytes;
    EXPECT_TRUE(inspect(bytes).problems.empty());
    const NiftiSummary summary = inspect(bytes.set("qoffset_y", 12));
    EXPECT_EQ(summary.geometry.origin().y, 0);
    EXPECT_THAT(summary.problems,
                Contains(HasSubstr("sform and qform disagree by up to 12 mm: the sform is used")));
}

TEST_F(NiftiReadTest, IntegersKeepTheirTypeAndGetARescale) {
    NiftiBytes bytes;
    bytes.set("scl_slope", 0.5).set("scl_inter", -10);
    const Volume volume = read(bytes);
    EXPECT_EQ(volume.pixelType(), PixelType::U8);
    EXPECT_EQ(volume.rescale(), (Rescale{0.5, -10}));
    EXPECT_EQ(volume.value({2, 1, 0}), 5 * 0.5 - 10);
}

TEST_F(NiftiReadTest, FloatsAreScaledOnReading) {
    NiftiBytes bytes;
    bytes.set("datatype", 64).set("bitpix", 64).setAll("dim", {2, 2, 1});
    bytes.set("scl_slope", 2).set("scl_inter", 1).setVoxels(std::vector<double>{0.25, -1});
    const Volume volume = read(bytes);
    EXPECT_EQ(volume.pixelType(), PixelType::F32);
    EXPECT_EQ(volume.rescale(), Rescale{});
    EXPECT_THAT(volume.frame<float>(0), ElementsAre(1.5F, -1.F));
}

TEST_F(NiftiReadTest, SlopeOfZeroOrNanMeansNotScaled) {
    for (const double slope : {0.0, std::numeric_limits<double>::quiet_NaN()}) {
        NiftiBytes bytes;
        bytes.set("scl_slope", slope).set("scl_inter", slope);
        EXPECT_EQ(read(bytes).rescale(), Rescale{});
    }
}

TEST_F(NiftiReadTest, UnusedFieldsThatAreNoNumbersAreOnlyNoted) {
    NiftiBytes bytes;
    bytes.set("cal_max", std::numeric_limits<double>::infinity());
    EXPECT_THAT(inspect(bytes).problems, ElementsAre(HasSubstr("cal_max")));
    EXPECT_EQ(read(bytes).pixelType(), PixelType::U8);
}

TEST_F(NiftiReadTest, TheFourthDimensionIsFrames) {
    NiftiBytes bytes;
    bytes.setAll("dim", {4, 3, 2, 2, 5});
    const Volume volume = read(bytes);
    EXPECT_EQ(volume.frames(), 5);
    EXPECT_EQ(volume.value({1, 1, 1}, 2), 24 + 6 + 3 + 1);
}

TEST_F(NiftiReadTest, TrailingDimensionsOfOneAreNone) {
    NiftiBytes bytes;
    bytes.setAll("dim", {5, 3, 4, 5, 1, 1});
    EXPECT_EQ(read(bytes).frames(), 1);
}

TEST_F(NiftiReadTest, VoxelsMayStandFurtherBack) {
    NiftiBytes bytes;
    bytes.set("vox_offset", 400).setVoxels(std::vector<std::uint8_t>(48 + 60, 7));
    EXPECT_EQ(read(bytes).value({0, 0, 0}), 7);
}

TEST_F(NiftiReadTest, PairsAreFoundFromEitherName) {
    NiftiBytes header;
    header.setMagic(std::string("ni1\0", 4)).set("vox_offset", 0).resize(348);
    header.write(path("pair.hdr"));
    EXPECT_THAT(errorTextOf([&] { readNifti(path("pair.hdr")); }),
                HasSubstr("header without its image"));
    EXPECT_THAT(inspectNifti(path("pair.hdr")).problems,
                ElementsAre(HasSubstr("header without its image")));
    const std::vector<std::byte> voxels(60, std::byte{9});
    writeTestFile(path("pair.img"), voxels);
    EXPECT_EQ(readNifti(path("pair.hdr")).value({2, 3, 4}), 9);
    EXPECT_EQ(readNifti(path("pair.img")).value({2, 3, 4}), 9);
}

TEST_F(NiftiReadTest, LabelsMustBeWholeNumbersFrom0To65535) {
    NiftiBytes bytes;
    bytes.set("datatype", 16).set("bitpix", 32).setAll("dim", {2, 3, 1});
    bytes.setVoxels(std::vector<float>{0, 65535, 7}).write(path());
    EXPECT_THAT(readNiftiLabels(path()).layer(0), ElementsAre(0, 65535, 7));
    for (const float wrong : {-1.F, 0.5F, 65536.F, std::nanf("")}) {
        bytes.setVoxels(std::vector<float>{0, wrong, 7}).write(path());
        EXPECT_THAT(errorTextOf([&] { readNiftiLabels(path()); }),
                    HasSubstr("labels are integers"));
    }
}

TEST_F(NiftiReadTest, FourthDimensionOfLabelsIsLayers) {
    NiftiBytes bytes;
    bytes.setAll("dim", {4, 3, 4, 1, 5}).write(path());
    const LabelMap labels = readNiftiLabels(path());
    EXPECT_EQ(labels.layers(), 5);
    EXPECT_EQ(labels.at({1, 1, 0}, 3), 36 + 4);
    EXPECT_THAT(labels.segments(), IsEmpty());
}

TEST_F(NiftiReadTest, LimitsAreKept) {
    NiftiBytes().write(path());
    EXPECT_EQ(readNifti(path(), {60}).frames(), 1);
    EXPECT_THAT(errorTextOf([&] { readNifti(path(), {59}); }), HasSubstr("limit_exceeded"));
}

TEST_F(NiftiReadTest, AMissingFileIsNotFound) {
    EXPECT_THAT(errorTextOf([&] { readNifti(path("absent.nii")); }), HasSubstr("not_found"));
}

} // namespace
} // namespace laurel
