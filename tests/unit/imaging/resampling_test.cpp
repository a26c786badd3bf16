#include "laurel/imaging/resampling.h"

#include "support/expect_error.h"
#include "support/random_grids.h"

#include <cmath>
#include <limits>

namespace laurel {
namespace {

/// Values a + b·(world position), which trilinear interpolation reproduces exactly.
Volume worldRamp(const Geometry& geometry) {
    const GridSize& size = geometry.size();
    std::vector<float> samples;
    for (VoxelIndex at; at.z < size.z; ++at.z) {
        for (at.y = 0; at.y < size.y; ++at.y) {
            for (at.x = 0; at.x < size.x; ++at.x) {
                const WorldPoint p = geometry.toWorld(at);
                samples.push_back(static_cast<float>(1 + 2 * p.x - 3 * p.y + 0.5 * p.z));
            }
        }
    }
    return {geometry, std::move(samples)};
}

TEST(ResampleLinear, OntoTheSameGridIsTheIdentityBitForBit) {
    Random random(71);
    for (int trial = 0; trial < 30; ++trial) {
        const Geometry geometry = randomGeometry(random, randomSize(random, 8));
        std::vector<float> samples(static_cast<std::size_t>(geometry.size().voxels()));
        for (float& sample : samples) {
            sample = static_cast<float>(random.normal());
        }
        const Volume result = resampleLinear(Volume(geometry, samples), geometry, 0, -99);
        EXPECT_EQ(std::get<std::vector<float>>(result.pixels()), samples);
    }
}

TEST(ResampleLinear, ReproducesALinearRampOnAnyGrid) {
    Random random(72);
    const Geometry source = randomGeometry(random, {20, 20, 20});
    const Volume ramp = worldRamp(source);
    for (int trial = 0; trial < 20; ++trial) {
        // A small oblique grid around the source's centre lies inside it.
        const WorldPoint centre = source.toWorld(ContinuousIndex{9.5, 9.5, 9.5});
        const Geometry target({3, 3, 3}, {0.4, 0.3, 0.5}, centre, randomDirection(random));
        const Volume result = resampleLinear(ramp, target);
        const Volume expected = worldRamp(target);
        for (VoxelIndex at; at.z < 3; ++at.z) {
            for (at.y = 0; at.y < 3; ++at.y) {
                for (at.x = 0; at.x < 3; ++at.x) {
                    EXPECT_NEAR(result.value(at), expected.value(at),
                                1e-5 * std::abs(expected.value(at)) + 1e-3);
                }
            }
        }
    }
}

TEST(SamplePlane, IsASliceOfTheResampledVolume) {
    Random random(73);
    int inside = 0;
    for (int trial = 0; trial < 100; ++trial) {
        const Geometry source = randomGeometry(random, randomSize(random, 9));
        std::vector<std::int16_t> samples(static_cast<std::size_t>(source.size().voxels()) * 2);
        for (std::int16_t& sample : samples) {
            sample = static_cast<std::int16_t>(random.integer(-1000, 1000));
        }
        const Volume volume(source, std::move(samples), 2, {0.5, -3});
        const WorldPoint start = source.toWorld(
            ContinuousIndex{random.uniform(-2, 4), random.uniform(-2, 4), random.uniform(-2, 4)});
        const Geometry target({7, 5, 1}, {random.uniform(0.3, 2), random.uniform(0.3, 2), 1}, start,
                              randomDirection(random));
        const auto step = [&](const VoxelIndex& to) {
            const WorldPoint point = target.toWorld(to);
            return WorldPoint{point.x - start.x, point.y - start.y, point.z - start.z};
        };
        const std::vector<float> plane = samplePlane(
            volume, {target.origin(), step({1, 0, 0}), step({0, 1, 0}), {5, 7}}, 1, -5000);
        const Volume expected = resampleLinear(volume, target, 1, -5000);
        ASSERT_EQ(plane.size(), 35U);
        for (std::size_t i = 0; i < plane.size(); ++i) {
            const auto at = static_cast<std::int64_t>(i);
            const double value = expected.value({at % 7, at / 7, 0});
            EXPECT_NEAR(plane[i], value, 0.01) << trial;
            inside += value > -5000 ? 1 : 0;
        }
    }
    EXPECT_GT(inside, 500);
    expectError(ErrorCode::InvalidArgument, "no frame", [] { samplePlane(Volume{}, {}, 1); });
}

TEST(ResampleLinear, MeetsHalfWayBetweenVoxels) {
    Volume volume(Geometry({3, 2, 1}, {2, 1, 1}), std::vector<std::int16_t>{0, 10, 20, 4, 14, 24},
                  1, {2, 1});
    volume.modality = "MR";
    const Geometry half({2, 1, 1}, {2, 1, 1}, {1, 0.5, 0});
    const Volume result = resampleLinear(volume, half);
    EXPECT_EQ(result.pixelType(), PixelType::F32);
    EXPECT_EQ(result.modality, "MR");
    EXPECT_FLOAT_EQ(static_cast<float>(result.value({0, 0, 0})), 2 * 7 + 1);
    EXPECT_FLOAT_EQ(static_cast<float>(result.value({1, 0, 0})), 2 * 17 + 1);
}

TEST(ResampleLinear, ReachesHalfAVoxelBeyondTheCentres) {
    const Volume volume(Geometry({2, 1, 1}, {1, 1, 1}), std::vector<float>{3, 5});
    const Geometry fine({9, 1, 1}, {0.25, 1, 1}, {-0.5, 0, 0}); // -0.5 to 1.5
    const Volume inside = resampleLinear(volume, fine, 0, -1);
    const std::vector<float> expected{3, 3, 3, 3.5, 4, 4.5, 5, 5, 5};
    EXPECT_EQ(std::get<std::vector<float>>(inside.pixels()), expected);
    const Geometry beyond({2, 1, 1}, {2.2, 1, 1}, {-0.6, 0, 0}); // -0.6 and 1.6
    EXPECT_EQ(std::get<std::vector<float>>(resampleLinear(volume, beyond, 0, -1).pixels()),
              (std::vector<float>{-1, -1}));
}

TEST(ResampleLinear, TakesTheFrameAskedFor) {
    const Volume volume(Geometry{}, std::vector<std::uint8_t>{1, 2}, 2);
    EXPECT_EQ(resampleLinear(volume, Geometry{}, 1).value({0, 0, 0}), 2);
    expectError(ErrorCode::InvalidArgument, "frame",
                [&] { resampleLinear(volume, Geometry{}, 2); });
}

TEST(ResampleLinear, KeepsNaNWithinItsNeighbourhood) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const Volume volume(Geometry({3, 1, 1}, {1, 1, 1}), std::vector<float>{1, nan, 3});
    const Volume same = resampleLinear(volume, volume.geometry());
    EXPECT_EQ(same.value({0, 0, 0}), 1);
    EXPECT_TRUE(std::isnan(same.value({1, 0, 0})));
    EXPECT_EQ(same.value({2, 0, 0}), 3);
}

TEST(ResampleNearest, OntoTheSameGridIsTheIdentity) {
    Random random(73);
    LabelMap labels(randomGeometry(random, {5, 6, 7}), 2);
    for (int layer = 0; layer < 2; ++layer) {
        for (auto& voxel : labels.layer(layer)) {
            voxel = static_cast<std::uint16_t>(random.integer(0, 60000));
        }
    }
    labels.addSegment({"a", 5, 1, "", {}, ""});
    EXPECT_EQ(resampleNearest(labels, labels.geometry()), labels);
}

TEST(ResampleNearest, TakesTheNearestVoxelInThePatient) {
    Random random(74);
    const Geometry source = randomGeometry(random, {8, 8, 8});
    LabelMap labels(source);
    for (std::size_t at = 0; at < 512; ++at) {
        labels.layer(0)[at] = static_cast<std::uint16_t>(at + 1);
    }
    const Geometry target({10, 10, 10}, {1, 1, 1}, source.toWorld(VoxelIndex{4, 4, 4}),
                          randomDirection(random));
    const LabelMap result = resampleNearest(labels, target);
    for (VoxelIndex at; at.z < 10; ++at.z) {
        for (at.y = 0; at.y < 10; ++at.y) {
            for (at.x = 0; at.x < 10; ++at.x) {
                const ContinuousIndex there = source.toIndex(target.toWorld(at));
                const VoxelIndex nearest{std::llround(there.x), std::llround(there.y),
                                         std::llround(there.z)};
                EXPECT_EQ(result.at(at), source.contains(nearest) ? labels.at(nearest) : 0);
            }
        }
    }
}

TEST(ResampleNearest, GivesHalfWayPointsToTheLowerVoxelEverywhere) {
    const LabelMap labels(Geometry({6, 1, 1}, {1, 1, 1}), {1, 2, 3, 4, 5, 6});
    const Geometry coarse({3, 1, 1}, {2, 1, 1}, {0.5, 0, 0});
    const LabelMap result = resampleNearest(labels, coarse);
    EXPECT_EQ(std::vector<std::uint16_t>(result.layer(0).begin(), result.layer(0).end()),
              (std::vector<std::uint16_t>{1, 3, 5}));
}

} // namespace
} // namespace laurel
