#include "laurel/runtime/limb_layout.h"

#include "laurel/base/error.h"
#include "limb_picture.h"

#include <gtest/gtest.h>
#include <limits>

namespace laurel {

namespace {

LimbLayout find(const std::vector<LimbPicture>& slices, LimbSearch search = {}) {
    const LimbPicture& first = slices.front();
    search.size = {first.rows, first.columns};
    search.spacing = {first.spacing, first.spacing};
    search.slices = static_cast<std::int64_t>(slices.size());
    return findLimbs(
        search, [&](std::int64_t slice) { return slices[static_cast<std::size_t>(slice)].pixels; },
        {});
}

/// Expects a right limb and a left one, centred within 4 mm of these columns (mm).
void expectPair(const SliceLayout& slice, double spacing, double rightColumn, double leftColumn) {
    ASSERT_EQ(slice.limbs.size(), 2U);
    EXPECT_EQ(slice.limbs[0].side, PlaneSide::Right);
    EXPECT_EQ(slice.limbs[1].side, PlaneSide::Left);
    EXPECT_NEAR(slice.limbs[0].centreColumn * spacing, rightColumn, 4);
    EXPECT_NEAR(slice.limbs[1].centreColumn * spacing, leftColumn, 4);
    for (const LimbInSlice& limb : slice.limbs) {
        EXPECT_TRUE(limb.territory.contains(limb.centreRow, limb.centreColumn));
    }
    EXPECT_FALSE(
        slice.limbs[0].territory.contains(slice.limbs[1].centreRow, slice.limbs[1].centreColumn));
    EXPECT_FALSE(
        slice.limbs[1].territory.contains(slice.limbs[0].centreRow, slice.limbs[0].centreColumn));
}

LimbPicture blank(double air = 10) {
    return {160, 320, 1.25, air};
}

TEST(LimbLayout, FindsTwoLimbsInEveryContrastAndNoise) {
    for (const bool dark : {false, true}) {
        for (const double noise : {0.0, 20.0, 60.0}) {
            SCOPED_TRACE((dark ? "dark muscle, noise " : "bright muscle, noise ") +
                         std::to_string(noise));
            LimbPicture picture = blank().limb(100, 110, 55, dark).limb(105, 280, 50, dark);
            picture.noise(noise, 3);
            const LimbLayout layout = find({picture});
            EXPECT_TRUE(layout.sidesAreCertain);
            expectPair(layout.slices[0], 1.25, 110, 280);
            EXPECT_NEAR(layout.slices[0].limbs[0].centreRow * 1.25, 100, 4);
        }
    }
}

TEST(LimbLayout, BodyIsTheLimbWithWhatItEncloses) {
    const LimbPicture picture = blank().limb(100, 110, 55, true).limb(100, 280, 55, true);
    const LimbLayout layout = find({picture});
    const SliceLayout& slice = layout.slices[0];
    EXPECT_TRUE(slice.isBody(100 / 1.25, 110 / 1.25));          // muscle
    EXPECT_TRUE(slice.isBody(100 / 1.25, (110 + 16.5) / 1.25)); // the black bone
    EXPECT_FALSE(slice.isBody(100 / 1.25, 195 / 1.25));         // air between the limbs
    EXPECT_FALSE(slice.isBody(5, 5));
    EXPECT_FALSE(slice.isBody(-1000, 1e9));
}

TEST(LimbLayout, PartsLimbsThatTouch) {
    for (const double overlap : {-2.0, 2.0, 8.0}) {
        SCOPED_TRACE(overlap);
        const double gap = 55 - overlap / 2;
        const LimbPicture picture =
            blank().limb(100, 200 - gap, 55).limb(104, 200 + gap, 55).noise(15, 5);
        const LimbLayout layout = find({picture});
        EXPECT_TRUE(layout.sidesAreCertain);
        expectPair(layout.slices[0], 1.25, 200 - gap, 200 + gap);
    }
}

TEST(LimbLayout, PartsASlantedPairAcrossTheLineBetweenTheLimbs) {
    // Columns of the two limbs overlap: no vertical line parts them.
    const LimbPicture picture = blank().limb(50, 160, 48).limb(135, 232, 48);
    const LimbLayout layout = find({picture});
    expectPair(layout.slices[0], 1.25, 160, 232);
    const HalfPlane& right = layout.slices[0].limbs[0].territory;
    EXPECT_TRUE(right.contains(50 / 1.25, (160 + 44) / 1.25)); // the limb's far edges are its own
    EXPECT_TRUE(right.contains((50 + 44) / 1.25, 160 / 1.25));
    EXPECT_FALSE(right.contains(135 / 1.25, (232 - 44) / 1.25));
}

TEST(LimbLayout, PartsSlicesWithoutAGapAsTheirNeighbours) {
    std::vector<LimbPicture> slices(6, blank().limb(100, 140, 55).limb(100, 262, 55));
    // Proximal slices where the thighs have merged: one broad body without a neck.
    slices.push_back(blank().paint(100, 200, 118, 0.5, 600));
    slices.push_back(blank().paint(100, 200, 118, 0.5, 600));
    const LimbLayout layout = find(slices);
    for (std::size_t z = 6; z < 8; ++z) {
        const auto& limbs = layout.slices[z].limbs;
        ASSERT_EQ(limbs.size(), 2U) << z;
        EXPECT_TRUE(limbs[0].territory.contains(80, 155));
        EXPECT_FALSE(limbs[0].territory.contains(80, 166));
        EXPECT_TRUE(limbs[1].territory.contains(80, 166));
    }
}

TEST(LimbLayout, NamesTheLimbThatIsLeftWhereTheOtherEnds) {
    std::vector<LimbPicture> slices(5, blank().limb(100, 110, 55).limb(100, 280, 50));
    slices.push_back(blank().limb(100, 280, 50));
    slices.push_back(blank());
    const LimbLayout layout = find(slices);
    ASSERT_EQ(layout.slices[5].limbs.size(), 1U);
    EXPECT_EQ(layout.slices[5].limbs[0].side, PlaneSide::Left);
    EXPECT_TRUE(layout.slices[5].limbs[0].territory.contains(80, 0)) << "nothing to part";
    EXPECT_TRUE(layout.slices[6].limbs.empty());
}

TEST(LimbLayout, NamesASingleLimbByTheHalfInWhichItLies) {
    const LimbLayout right = find({blank().limb(100, 130, 60)});
    ASSERT_EQ(right.slices[0].limbs.size(), 1U);
    EXPECT_EQ(right.slices[0].limbs[0].side, PlaneSide::Right);
    EXPECT_FALSE(right.sidesAreCertain);
    const LimbLayout left = find({blank().limb(100, 270, 60)});
    EXPECT_EQ(left.slices[0].limbs[0].side, PlaneSide::Left);
    LimbSearch turned;
    turned.leftIsHighColumn = false;
    EXPECT_EQ(find({blank().limb(100, 270, 60)}, turned).slices[0].limbs[0].side, PlaneSide::Right);
    LimbSearch known;
    known.knownSide = PlaneSide::Right;
    const LimbLayout told = find({blank().limb(100, 270, 60)}, known);
    EXPECT_EQ(told.slices[0].limbs[0].side, PlaneSide::Right);
    EXPECT_TRUE(told.sidesAreCertain);
}

TEST(LimbLayout, AHandBesideTheLimbIsNoSecondLimb) {
    const LimbLayout layout = find({blank().limb(100, 150, 70).limb(120, 300, 25)});
    ASSERT_EQ(layout.slices[0].limbs.size(), 1U);
    EXPECT_NEAR(layout.slices[0].limbs[0].centreColumn * 1.25, 150, 4);
}

TEST(LimbLayout, FindsTwoForearms) {
    LimbPicture picture = blank().limb(90, 100, 30).limb(95, 300, 32);
    picture.noise(15, 2);
    expectPair(find({picture}).slices[0], 1.25, 100, 300);
}

TEST(LimbLayout, ArmsBesideTheTrunkAreNotTakenForThePair) {
    LimbPicture picture = blank().limb(100, 200, 85).limb(110, 60, 25).limb(110, 345, 25);
    picture.noise(15, 2);
    const LimbLayout layout = find({picture});
    ASSERT_EQ(layout.slices[0].limbs.size(), 1U);
    EXPECT_NEAR(layout.slices[0].limbs[0].centreColumn * 1.25, 200, 8);
}

TEST(LimbLayout, ABottleIsOneLimb) {
    LimbPicture bottle = blank(0).paint(100, 200, 80, 1, 800);
    bottle.noise(20, 7);
    const LimbLayout layout = find({bottle});
    ASSERT_EQ(layout.slices[0].limbs.size(), 1U);
    EXPECT_NEAR(layout.slices[0].limbs[0].centreColumn * 1.25, 200, 4);
    EXPECT_NEAR(layout.slices[0].limbs[0].centreRow * 1.25, 100, 4);
}

/// Vials in a ring around a large one, as quality phantoms have them.
TEST(LimbLayout, SurvivesAPhantomOfManyVials) {
    LimbPicture vials = blank(0).paint(100, 200, 30, 1, 800);
    for (int i = 0; i < 8; ++i) {
        vials.paint(100 + 70 * std::sin(i * 0.785), 200 + 70 * std::cos(i * 0.785), 12, 1,
                    200 + 100 * i);
    }
    vials.noise(20, 9);
    const LimbLayout layout = find({vials});
    ASSERT_LE(layout.slices[0].limbs.size(), 2U);
    for (const LimbInSlice& limb : layout.slices[0].limbs) {
        EXPECT_GE(limb.centreRow, 0);
        EXPECT_LT(limb.centreRow, 160);
        EXPECT_GE(limb.centreColumn, 0);
        EXPECT_LT(limb.centreColumn, 320);
    }
}

TEST(LimbLayout, TwoLimbsSeenFromTheOtherSideSwapNames) {
    LimbSearch turned;
    turned.leftIsHighColumn = false;
    const LimbLayout layout = find({blank().limb(100, 110, 55).limb(100, 280, 50)}, turned);
    ASSERT_EQ(layout.slices[0].limbs.size(), 2U);
    EXPECT_EQ(layout.slices[0].limbs[0].side, PlaneSide::Right);
    EXPECT_NEAR(layout.slices[0].limbs[0].centreColumn * 1.25, 280, 4);
    EXPECT_NEAR(layout.slices[0].limbs[1].centreColumn * 1.25, 110, 4);
}

TEST(LimbLayout, FindsLimbsCutByTheFieldOfView) {
    const LimbLayout layout = find({blank().limb(100, 30, 55).limb(100, 375, 55)});
    ASSERT_EQ(layout.slices[0].limbs.size(), 2U);
    EXPECT_NEAR(layout.slices[0].limbs[0].centreColumn * 1.25, 42.5, 4); // 0 to 85 mm are seen
    const LimbLayout one = find({LimbPicture(80, 80, 1.25).limb(50, 90, 60)});
    ASSERT_EQ(one.slices[0].limbs.size(), 1U);
}

TEST(LimbLayout, TakesAFieldOfViewInsideTheBodyWhole) {
    LimbPicture picture(100, 100, 1, 600);
    picture.paint(30, 30, 15, 1, 700).paint(70, 60, 20, 1, 520).noise(10, 1);
    const LimbLayout layout = find({picture});
    ASSERT_EQ(layout.slices[0].limbs.size(), 1U);
    EXPECT_TRUE(layout.slices[0].isBody(0, 0));
    EXPECT_TRUE(layout.slices[0].isBody(99, 99));
}

TEST(LimbLayout, WholeTakesEverythingAsOne) {
    LimbSearch whole;
    whole.splitLimbs = false;
    const LimbLayout layout = find({blank().limb(100, 110, 55).limb(100, 280, 55)}, whole);
    ASSERT_EQ(layout.slices[0].limbs.size(), 1U);
    EXPECT_EQ(layout.slices[0].limbs[0].side, PlaneSide::Whole);
    EXPECT_NEAR(layout.slices[0].limbs[0].centreColumn * 1.25, 195, 4);
    EXPECT_TRUE(layout.sidesAreCertain);
}

TEST(LimbLayout, NoiseHoldsNoLimb) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        LimbPicture air = blank(0);
        air.noise(30, seed);
        EXPECT_TRUE(find({air}).slices[0].limbs.empty()) << seed;
    }
    LimbPicture gaussian = blank(0); // real-valued noise around 0
    Random random(11);
    for (float& pixel : gaussian.pixels) {
        pixel = static_cast<float>(100 * random.normal());
    }
    EXPECT_TRUE(find({gaussian}).slices[0].limbs.empty());
}

TEST(LimbLayout, ConstantSlicesHoldNoLimb) {
    for (const double value : {0.0, 1.0, -1024.0, 1e30}) {
        EXPECT_TRUE(find({blank(value)}).slices[0].limbs.empty()) << value;
    }
}

TEST(LimbLayout, SurvivesSlicesOfAnySizeAndSpacing) {
    Random random(5);
    for (const std::int64_t rows : {1, 2, 5, 300}) {
        for (const std::int64_t columns : {1, 3, 301}) {
            for (const double spacing : {1e-4, 0.3, 5.0, 1e4}) {
                LimbPicture picture(rows, columns, spacing);
                for (float& pixel : picture.pixels) {
                    pixel = static_cast<float>(random.uniform(-1e3, 1e3));
                }
                picture.paint(0, 0, spacing * static_cast<double>(columns) / 2, 1, 1e5);
                const LimbLayout layout = find({picture, picture});
                ASSERT_EQ(layout.slices.size(), 2U);
                for (const LimbInSlice& limb : layout.slices[0].limbs) {
                    EXPECT_TRUE(std::isfinite(limb.centreRow) && std::isfinite(limb.centreColumn));
                }
            }
        }
    }
}

TEST(LimbLayout, StopsWhenAsked) {
    CancellationSource source;
    LimbSearch search;
    search.size = {2, 2};
    search.slices = 3;
    int calls = 0;
    EXPECT_THROW(findLimbs(
                     search,
                     [&](std::int64_t) {
                         ++calls;
                         source.cancel();
                         return std::vector<float>(4);
                     },
                     source.token()),
                 Error);
    EXPECT_EQ(calls, 1);
}

} // namespace

} // namespace laurel
