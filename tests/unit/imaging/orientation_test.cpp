#include "laurel/imaging/orientation.h"

#include "support/expect_error.h"
#include "support/random_grids.h"

#include <cmath>
#include <set>

namespace laurel {
namespace {

std::vector<Orientation> allOrientations() {
    std::vector<Orientation> result;
    for (const std::string axes : {"LPS", "LSP", "PLS", "PSL", "SLP", "SPL"}) {
        for (int flips = 0; flips < 8; ++flips) {
            std::string letters = axes;
            for (int axis = 0; axis < 3; ++axis) {
                const bool flip = (flips >> axis & 1) != 0;
                char& letter = letters[axis];
                letter = !flip ? letter : letter == 'L' ? 'R' : letter == 'P' ? 'A' : 'I';
            }
            result.emplace_back(letters);
        }
    }
    return result;
}

/// A grid over the same box of 3 × 4 × 5 voxels (spacing 1, 2, 3 mm along L, P, S) whatever its
/// orientation, whose voxels say where they are in the patient.
Volume anatomicalVolume(const Orientation& orientation) {
    const std::array<std::int64_t, 3> extent{3, 4, 5};
    const std::array<double, 3> step{1, 2, 3};
    std::array<std::int64_t, 3> size{};
    std::array<double, 3> spacing{};
    std::array<double, 3> origin{};
    Matrix3 direction{};
    for (int axis = 0; axis < 3; ++axis) {
        const int p = orientation.patientAxis(axis);
        const bool flip = orientation.isFlipped(axis);
        size[axis] = extent[p];
        spacing[axis] = step[p];
        origin[p] = flip ? static_cast<double>(extent[p] - 1) * step[p] : 0;
        direction[3 * p + axis] = flip ? -1 : 1;
    }
    const Geometry geometry({size[0], size[1], size[2]}, spacing, {origin[0], origin[1], origin[2]},
                            direction);
    std::vector<std::int16_t> samples;
    for (VoxelIndex at; at.z < size[2]; ++at.z) {
        for (at.y = 0; at.y < size[1]; ++at.y) {
            for (at.x = 0; at.x < size[0]; ++at.x) {
                const WorldPoint point = geometry.toWorld(at);
                samples.push_back(
                    static_cast<std::int16_t>(point.x + 100 * point.y + 1000 * point.z));
            }
        }
    }
    return {geometry, std::move(samples)};
}

LabelMap randomLabels(Random& random, const Geometry& geometry) {
    LabelMap labels(geometry, 2);
    for (int layer = 0; layer < 2; ++layer) {
        for (auto& voxel : labels.layer(layer)) {
            voxel = static_cast<std::uint16_t>(random.integer(0, 9));
        }
    }
    labels.addSegment({"a", 3, 1, "", {}, ""});
    return labels;
}

TEST(Orientation, HasFortyEightNames) {
    std::set<std::string> names;
    for (const Orientation& orientation : allOrientations()) {
        names.insert(orientation.letters());
        EXPECT_EQ(Orientation(orientation.letters()), orientation);
    }
    EXPECT_EQ(names.size(), 48U);
    EXPECT_EQ(Orientation().letters(), "LPS");
    for (const char* wrong : {"", "LP", "LPSA", "LLS", "LRS", "lps", "XYZ", "PAS"}) {
        expectError(ErrorCode::InvalidArgument, "orientation", [&] { Orientation{wrong}; });
    }
}

// Directions of random rotations; letters by nibabel 4.0's aff2axcodes of
// diag(-1, -1, 1) @ direction.
TEST(Orientation, AgreesWithNibabelOnObliqueDirections) {
    EXPECT_EQ(Orientation::of(
                  {-0.756, -0.1834, -0.6284, 0.3963, -0.8922, -0.2164, -0.521, -0.4126, 0.7472})
                  .letters(),
              "RAS");
    EXPECT_EQ(
        Orientation::of({-0.6368, -0.3199, 0.7016, 0.3733, -0.924, -0.0826, 0.6747, 0.2093, 0.7078})
            .letters(),
        "SAL");
    EXPECT_EQ(Orientation::of(
                  {-0.1902, 0.6562, -0.7302, -0.9555, -0.2946, -0.0158, -0.2255, 0.6947, 0.6831})
                  .letters(),
              "ASR");
    EXPECT_EQ(Orientation::of(
                  {-0.431, 0.7848, -0.4453, -0.4381, -0.6134, -0.6571, -0.7889, -0.0881, 0.6082})
                  .letters(),
              "ILA");
}

TEST(Orientation, TakesTheAssignmentWithTheLargestCosinesTogether) {
    // P 0.5933 + S 0.7659 + L 0.7354 exceeds what starts from the first column's own largest,
    // R 0.6747 + S 0.7659 + P 0.4886.
    EXPECT_EQ(
        Orientation::of({-0.6747, -0.064, 0.7354, 0.5933, -0.6397, 0.4886, 0.4392, 0.7659, 0.4696})
            .letters(),
        "PSL");
}

TEST(Reorient, BringsAllFortyEightToOneVolume) {
    const Volume canonical = anatomicalVolume(Orientation());
    for (const Orientation& stored : allOrientations()) {
        const Volume volume = anatomicalVolume(stored);
        ASSERT_EQ(Orientation::of(volume.geometry().direction()), stored);
        const Volume result = reorient(volume, Orientation());
        EXPECT_TRUE(result.geometry().sameGridAs(canonical.geometry(), 1e-9)) << stored.letters();
        EXPECT_EQ(result.pixels(), canonical.pixels()) << stored.letters();
        const Volume back = reorient(canonical, stored);
        EXPECT_TRUE(back.geometry().sameGridAs(volume.geometry(), 1e-9)) << stored.letters();
        EXPECT_EQ(back.pixels(), volume.pixels()) << stored.letters();
    }
}

TEST(Reorient, KeepsEveryVoxelWhereItWasInThePatient) {
    Random random(21);
    for (const Orientation& wanted : allOrientations()) {
        const GridSize size = randomSize(random, 6);
        const Geometry geometry = randomGeometry(random, size);
        std::vector<float> samples(static_cast<std::size_t>(size.voxels()) * 2);
        for (float& sample : samples) {
            sample = static_cast<float>(random.uniform());
        }
        Volume volume(geometry, samples, 2, {2, 1});
        volume.modality = "MR";
        volume.description = "T1";
        const Volume result = reorient(volume, wanted);
        EXPECT_EQ(Orientation::of(result.geometry().direction()), wanted);
        EXPECT_EQ(result.modality, "MR");
        EXPECT_EQ(result.description, "T1");
        const GridSize& out = result.geometry().size();
        ASSERT_EQ(out.voxels(), size.voxels());
        for (VoxelIndex at; at.z < out.z; ++at.z) {
            for (at.y = 0; at.y < out.y; ++at.y) {
                for (at.x = 0; at.x < out.x; ++at.x) {
                    const ContinuousIndex there = geometry.toIndex(result.geometry().toWorld(at));
                    const VoxelIndex source{std::llround(there.x), std::llround(there.y),
                                            std::llround(there.z)};
                    EXPECT_NEAR(there.x, static_cast<double>(source.x), 1e-6);
                    EXPECT_NEAR(there.y, static_cast<double>(source.y), 1e-6);
                    EXPECT_NEAR(there.z, static_cast<double>(source.z), 1e-6);
                    ASSERT_TRUE(geometry.contains(source));
                    EXPECT_EQ(result.value(at, 0), volume.value(source, 0));
                    EXPECT_EQ(result.value(at, 1), volume.value(source, 1));
                }
            }
        }
    }
}

TEST(Reorient, MovesLabelsAsItMovesVolumes) {
    Random random(22);
    const Geometry geometry = randomGeometry(random, {4, 5, 6});
    const LabelMap labels = randomLabels(random, geometry);
    const std::span<const std::uint16_t> second = labels.layer(1);
    const Volume asVolume(geometry, std::vector<std::uint16_t>(second.begin(), second.end()));
    for (const Orientation& wanted : allOrientations()) {
        const LabelMap result = reorient(labels, wanted);
        const Volume expected = reorient(asVolume, wanted);
        EXPECT_TRUE(result.geometry().sameGridAs(expected.geometry(), 1e-9));
        const auto moved = result.layer(1);
        EXPECT_TRUE(
            std::equal(moved.begin(), moved.end(), expected.frame<std::uint16_t>(0).begin()));
        EXPECT_EQ(result.segments(), labels.segments());
        EXPECT_EQ(reorient(result, Orientation::of(geometry.direction())), labels);
    }
}

} // namespace
} // namespace laurel
