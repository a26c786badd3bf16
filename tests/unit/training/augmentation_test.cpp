#include "laurel/training/augmentation.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace laurel {
namespace {

/// A disc of label 1 and brightness 1 inside a body of brightness 0.5, off the centre.
TrainingPlane discPlane() {
    TrainingPlane plane;
    plane.size = {96, 128};
    for (std::int64_t r = 0; r < plane.size.rows; ++r) {
        for (std::int64_t c = 0; c < plane.size.columns; ++c) {
            const double fromDisc =
                std::hypot(static_cast<double>(r) - 40, static_cast<double>(c) - 70);
            const double fromBody =
                std::hypot(static_cast<double>(r) - 48, static_cast<double>(c) - 64);
            const bool disc = fromDisc < 14;
            const bool body = fromBody < 34;
            plane.labels.push_back(disc ? 1 : 0);
            plane.body.push_back(body ? 1 : 0);
            plane.image.push_back(disc ? 1.0F : body ? 0.5F : 0.0F);
        }
    }
    return plane;
}

AugmentationSettings none() {
    AugmentationSettings settings;
    settings.rotationDegrees = settings.scale = settings.shift = settings.shear = 0;
    settings.elasticChance = settings.gammaChance = settings.contrastChance = settings.biasChance =
        0;
    settings.noiseChance = settings.blurChance = settings.lowResolutionChance =
        settings.inversionChance = 0;
    return settings;
}

double labelledShare(const TrainingPlane& plane) {
    return static_cast<double>(std::count(plane.labels.begin(), plane.labels.end(), 1)) /
           static_cast<double>(plane.labels.size());
}

TEST(Augmentation, ChangesNothingWithoutAmounts) {
    TrainingPlane plane = discPlane();
    const TrainingPlane before = plane;
    Random random(3);
    augment(plane, none(), random);
    EXPECT_EQ(plane.labels, before.labels);
    EXPECT_EQ(plane.body, before.body);
    const std::size_t middle = 48 * 128 + 64;
    EXPECT_FLOAT_EQ(plane.image[middle], before.image[middle]);
}

TEST(Augmentation, IsTheSameForTheSameRandomNumbers) {
    TrainingPlane first = discPlane();
    TrainingPlane second = discPlane();
    TrainingPlane third = discPlane();
    Random one(11);
    Random same(11);
    Random other(12);
    augment(first, {}, one);
    augment(second, {}, same);
    augment(third, {}, other);
    EXPECT_EQ(first.image, second.image);
    EXPECT_EQ(first.labels, second.labels);
    EXPECT_NE(first.labels, third.labels);
}

TEST(Augmentation, MovesImageAndLabelsTogether) {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        TrainingPlane plane = discPlane();
        Random random(seed);
        augmentShape(plane, {}, random);
        // Only the disc is brighter than 0.75, so this threshold finds it wherever it went.
        std::size_t different = 0;
        std::size_t labelled = 0;
        for (std::size_t i = 0; i < plane.labels.size(); ++i) {
            labelled += plane.labels[i];
            different += (plane.image[i] > 0.75F) != (plane.labels[i] == 1) ? 1 : 0;
            EXPECT_TRUE(plane.labels[i] == 0 || plane.body[i] != 0);
        }
        ASSERT_GT(labelled, 150U) << seed;
        EXPECT_LT(static_cast<double>(different), 0.06 * static_cast<double>(labelled)) << seed;
    }
}

TEST(Augmentation, MovesBorderWeightsWithTheImage) {
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        TrainingPlane plane = discPlane();
        plane.border = plane.image;
        Random random(seed);
        augmentShape(plane, mildAugmentation(), random);
        EXPECT_EQ(plane.border, plane.image);
        TrainingPlane without = discPlane();
        Random same(seed);
        augmentShape(without, mildAugmentation(), same);
        EXPECT_TRUE(without.border.empty());
        EXPECT_EQ(without.image, plane.image);
    }
}

TEST(Augmentation, MildChangesLess) {
    double mildly = 0;
    double usually = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const TrainingPlane before = discPlane();
        for (const bool mild : {true, false}) {
            TrainingPlane plane = before;
            Random random(seed);
            augmentShape(plane, mild ? mildAugmentation() : AugmentationSettings{}, random);
            double moved = 0;
            for (std::size_t i = 0; i < plane.labels.size(); ++i) {
                moved += plane.labels[i] != before.labels[i] ? 1 : 0;
            }
            (mild ? mildly : usually) += moved;
        }
    }
    EXPECT_GT(mildly, 0);
    EXPECT_LT(mildly, 0.6 * usually);
}

TEST(Augmentation, ScalesAreasWithinTheStatedRange) {
    AugmentationSettings settings = none();
    settings.scale = 0.2;
    const double before = labelledShare(discPlane());
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        TrainingPlane plane = discPlane();
        Random random(seed);
        augmentShape(plane, settings, random);
        const double ratio = labelledShare(plane) / before;
        EXPECT_GT(ratio, 1 / (1.2 * 1.2) - 0.03);
        EXPECT_LT(ratio, 1.2 * 1.2 + 0.03);
    }
}

TEST(Augmentation, NeverMirrors) {
    // Three marks turn clockwise; a mirrored plane would turn the other way.
    AugmentationSettings settings;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        TrainingPlane plane = discPlane();
        std::fill(plane.labels.begin(), plane.labels.end(), 0);
        const auto mark = [&](std::int64_t row, std::int64_t column, std::uint16_t label) {
            for (std::int64_t r = row - 4; r <= row + 4; ++r) {
                for (std::int64_t c = column - 4; c <= column + 4; ++c) {
                    plane.labels[static_cast<std::size_t>(r * plane.size.columns + c)] = label;
                }
            }
        };
        mark(30, 64, 1);
        mark(55, 80, 2);
        mark(55, 48, 3);
        Random random(seed);
        augmentShape(plane, settings, random);
        std::array<double, 4> row{};
        std::array<double, 4> column{};
        std::array<double, 4> count{};
        for (std::size_t i = 0; i < plane.labels.size(); ++i) {
            const std::size_t own = i / 128;
            row[plane.labels[i]] += static_cast<double>(own);
            column[plane.labels[i]] += static_cast<double>(i % 128);
            count[plane.labels[i]] += 1;
        }
        for (std::size_t k = 1; k < 4; ++k) {
            ASSERT_GT(count[k], 0) << seed;
            row[k] /= count[k];
            column[k] /= count[k];
        }
        const double turn = (column[2] - column[1]) * (row[3] - row[1]) -
                            (row[2] - row[1]) * (column[3] - column[1]);
        EXPECT_GT(turn, 0) << seed;
    }
}

TEST(Augmentation, ContrastLeavesShapesAloneAndValuesFinite) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        TrainingPlane plane = discPlane();
        const TrainingPlane before = plane;
        Random random(seed);
        augmentContrast(plane, {}, random);
        EXPECT_EQ(plane.labels, before.labels);
        EXPECT_EQ(plane.body, before.body);
        EXPECT_TRUE(std::all_of(plane.image.begin(), plane.image.end(),
                                [](float v) { return std::isfinite(v) && std::abs(v) < 10; }));
    }
}

TEST(Augmentation, InversionSwapsBrightAndDarkInsideTheBody) {
    AugmentationSettings settings = none();
    settings.inversionChance = 1;
    TrainingPlane plane = discPlane();
    Random random(1);
    augmentContrast(plane, settings, random);
    EXPECT_FLOAT_EQ(plane.image[40 * 128 + 70], 0);
    EXPECT_FLOAT_EQ(plane.image[0], 0);
}

} // namespace
} // namespace laurel
