#include "plane_mapping.h"

#include "laurel/base/error.h"
#include "laurel/training/augmentation.h"
#include "support/expect_error.h"

#include <cmath>
#include <gtest/gtest.h>

namespace laurel {
namespace {

/// Every pixel says where it is: image = row + column / 1000, label likewise unique.
TrainingPlane numberedPlane(PlaneSize size) {
    TrainingPlane plane;
    plane.size = size;
    for (std::int64_t r = 0; r < size.rows; ++r) {
        for (std::int64_t c = 0; c < size.columns; ++c) {
            plane.image.push_back(static_cast<float>(r) + static_cast<float>(c) / 1000);
            plane.labels.push_back(static_cast<std::uint16_t>(r * size.columns + c));
            plane.body.push_back(static_cast<std::uint8_t>(c % 2));
        }
    }
    return plane;
}

TEST(PlaneMapping, IsTheIdentityWhenNothingIsAsked) {
    const TrainingPlane plane = numberedPlane({20, 30});
    const TrainingPlane same = warped(plane, {});
    EXPECT_EQ(same.labels, plane.labels);
    EXPECT_EQ(same.body, plane.body);
    EXPECT_FLOAT_EQ(same.image[5 * 30 + 7], plane.image[5 * 30 + 7]);
}

TEST(RadialDistortion, LeavesItsCentreAndMovesTheCornerByItsStrength) {
    const PlaneSize size{61, 81};
    RadialDistortion distortion;
    distortion.strength = 0.1;
    EXPECT_EQ(distortion.source(0, 0, size), std::pair(0.0, 0.0));
    // A corner of the plane lies at r = R, so it shows what is a tenth further out.
    const auto [row, column] = distortion.source(-30.5, 40.5, size);
    EXPECT_NEAR(row, -33.55, 1e-9);
    EXPECT_NEAR(column, 44.55, 1e-9);
    // At half of R a quarter of it.
    const auto [halfRow, halfColumn] = distortion.source(-15.25, 20.25, size);
    EXPECT_NEAR(halfRow, -15.25 * 1.025, 1e-9);
    EXPECT_NEAR(halfColumn, 20.25 * 1.025, 1e-9);
    distortion.rowOffset = 5;
    distortion.columnOffset = -3;
    EXPECT_EQ(distortion.source(5, -3, size), std::pair(5.0, -3.0));
}

TEST(RadialDistortion, NeverFoldsThePlane) {
    const PlaneSize size{100, 160};
    for (const double strength : {-0.2, 0.2}) {
        const RadialDistortion distortion{strength, 10, 16};
        double last = -1e9;
        for (int column = -80; column <= 80; ++column) {
            const auto [row, at] = distortion.source(-50, column, size);
            EXPECT_GT(at, last) << strength << " " << column;
            last = at;
            // And along the ray from the centre to the farthest corner.
        }
        double farthest = -1;
        for (int step = 0; step <= 50; ++step) {
            const double t = step / 50.0;
            const auto [row, at] = distortion.source(10 - 60 * t, 16 - 96 * t, size);
            const double distance = std::hypot(row - 10, at - 16);
            EXPECT_GT(distance, farthest) << strength << " " << t;
            farthest = distance;
        }
    }
}

TEST(RadialDistortion, MovesPixelsWhereItSays) {
    const TrainingPlane plane = numberedPlane({61, 81});
    PlaneMapping warp;
    warp.distortion.strength = -0.2;
    const TrainingPlane result = warped(plane, warp);
    EXPECT_EQ(result.labels[30 * 81 + 40], plane.labels[30 * 81 + 40]);
    const double r = -30 * (1 - 0.2 * 4 * (30.0 * 30 + 40 * 40) / (61.0 * 61 + 81 * 81));
    const double c = -40 * (1 - 0.2 * 4 * (30.0 * 30 + 40 * 40) / (61.0 * 61 + 81 * 81));
    EXPECT_EQ(result.labels[0], std::lround(30 + r) * 81 + std::lround(40 + c));
    EXPECT_NEAR(result.image[0], 30 + r + (40 + c) / 1000, 1e-3);
}

TEST(Augmentation, OpticalDistortionKeepsTheLabelsAndHappensAsOftenAsAsked) {
    AugmentationSettings settings;
    settings.rotationDegrees = settings.scale = settings.shift = settings.shear = 0;
    settings.elasticChance = 0;
    settings.opticalChance = 0.5;
    int changed = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        TrainingPlane plane = numberedPlane({31, 31});
        const TrainingPlane before = plane;
        Random random(seed);
        augmentShape(plane, settings, random);
        changed += plane.labels != before.labels ? 1 : 0;
    }
    EXPECT_NEAR(changed, 100, 36); // 5 standard deviations; the faintest move no pixel
}

ModelManifest backManifest() {
    ModelManifest manifest;
    manifest.id = "back";
    manifest.labels = {{1, "Multifidus_R", "", {}, ""},
                       {2, "Spinal canal", "", {}, ""},
                       {3, "Multifidus_L", "", {}, ""}};
    manifest.input.laterality = Laterality::None;
    return manifest;
}

TEST(Flip, ExchangesSidesAndTheirLabels) {
    const std::vector<std::uint16_t> mirrored = mirroredChannels(backManifest());
    EXPECT_EQ(mirrored, (std::vector<std::uint16_t>{0, 3, 2, 1}));
    TrainingPlane plane;
    plane.size = {2, 3};
    plane.image = {1, 2, 3, 4, 5, 6};
    plane.labels = {0, 1, 2, 3, ignoredLabel, 0};
    plane.body = {0, 1, 1, 1, 1, 0};
    plane.border = {6, 5, 4, 3, 2, 1};
    const TrainingPlane before = plane;
    flipSides(plane, mirrored);
    EXPECT_EQ(plane.image, (std::vector<float>{3, 2, 1, 6, 5, 4}));
    EXPECT_EQ(plane.labels, (std::vector<std::uint16_t>{2, 3, 0, 0, ignoredLabel, 1}));
    EXPECT_EQ(plane.body, (Mask{1, 1, 0, 0, 1, 1}));
    EXPECT_EQ(plane.border, (std::vector<float>{4, 5, 6, 1, 2, 3}));
    flipSides(plane, mirrored);
    EXPECT_EQ(plane.labels, before.labels);
    EXPECT_EQ(plane.image, before.image);
}

TEST(Flip, IsRefusedWhereTheMirrorImageDoesNotExist) {
    ModelManifest manifest = backManifest();
    for (const Laterality one :
         {Laterality::BilateralMirrored, Laterality::Left, Laterality::Right}) {
        manifest.input.laterality = one;
        expectError(ErrorCode::InvalidArgument, "laterality none",
                    [&] { mirroredChannels(manifest); });
    }
    manifest.input.laterality = Laterality::None;
    manifest.labels.pop_back();
    expectError(ErrorCode::InvalidArgument, "label 'Multifidus_L'",
                [&] { mirroredChannels(manifest); });
}

} // namespace
} // namespace laurel
