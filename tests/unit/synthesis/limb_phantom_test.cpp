#include "laurel/synthesis/limb_phantom.h"

#include "laurel/imaging/masks.h"

#include "support/expect_error.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

namespace laurel {
namespace {

/// Coarse and quick; the anatomy does not depend on the grid.
LimbPhantomSettings quick(std::uint64_t seed) {
    LimbPhantomSettings settings;
    settings.seed = seed;
    settings.size = {200, 110};
    settings.spacing = {2, 2};
    settings.slices = 5;
    return settings;
}

/// From above the ankle to below the knee, every 15 mm.
LimbPhantomSettings wholeLeg(std::uint64_t seed) {
    LimbPhantomSettings settings = quick(seed);
    settings.firstLevel = 0.06;
    settings.sliceSpacing = 15;
    settings.slices = 23;
    return settings;
}

std::vector<std::uint16_t> pixelsOf(const Volume& volume) {
    const auto span = volume.frame<std::uint16_t>(0);
    return {span.begin(), span.end()};
}

double millilitres(const LabelMap& labels, const std::string& name) {
    const Segment* segment = labels.findByName(name);
    return static_cast<double>(labels.voxels(*segment)) * labels.geometry().voxelVolume() / 1000;
}

WorldPoint centreOf(const LabelMap& labels, const std::string& name) {
    const GridSize& size = labels.geometry().size();
    const Mask mask = labels.mask(*labels.findByName(name));
    WorldPoint sum;
    double count = 0;
    for (std::int64_t z = 0; z < size.z; ++z) {
        for (std::int64_t y = 0; y < size.y; ++y) {
            for (std::int64_t x = 0; x < size.x; ++x) {
                if (mask[labels.geometry().offset({x, y, z})] != 0) {
                    const WorldPoint p = labels.geometry().toWorld(VoxelIndex{x, y, z});
                    sum = {sum.x + p.x, sum.y + p.y, sum.z + p.z};
                    count += 1;
                }
            }
        }
    }
    return {sum.x / count, sum.y / count, sum.z / count};
}

/// What is not air, holes filled: above a tenth of the brightest tissue. Needs little noise.
Mask bodyOf(const Volume& image) {
    const auto pixels = pixelsOf(image);
    const auto brightest = *std::max_element(pixels.begin(), pixels.end());
    Mask mask(pixels.size());
    std::transform(pixels.begin(), pixels.end(), mask.begin(),
                   [&](std::uint16_t v) { return static_cast<std::uint8_t>(v > brightest / 25); });
    const GridSize& size = image.geometry().size();
    const auto plane = static_cast<std::size_t>(size.x * size.y);
    Mask filled;
    for (std::int64_t z = 0; z < size.z; ++z) {
        const MaskView slice = MaskView(mask).subspan(static_cast<std::size_t>(z) * plane, plane);
        const Mask part = fillHoles(slice, {size.x, size.y, 1});
        filled.insert(filled.end(), part.begin(), part.end());
    }
    return filled;
}

TEST(LimbPhantom, SameSeedGivesSameBytesAndOthersDiffer) {
    const SyntheticCase a = makeLegPhantom(quick(3));
    const SyntheticCase b = makeLegPhantom(quick(3));
    const SyntheticCase c = makeLegPhantom(quick(4));
    EXPECT_EQ(pixelsOf(a.image), pixelsOf(b.image));
    EXPECT_EQ(a.labels, b.labels);
    EXPECT_NE(pixelsOf(a.image), pixelsOf(c.image));
    EXPECT_FALSE(a.labels == c.labels);
}

TEST(LimbPhantom, ImageAndLabelsShareAnAxialGridInLps) {
    const SyntheticCase made = makeLegPhantom(quick(1));
    EXPECT_TRUE(made.image.geometry().sameGridAs(made.labels.geometry()));
    EXPECT_EQ(made.image.geometry().direction(), identityMatrix);
    EXPECT_EQ(made.image.geometry().size(), (GridSize{200, 110, 5}));
    EXPECT_EQ(made.image.pixelType(), PixelType::U16);
    EXPECT_EQ(made.image.modality, "MR");
    EXPECT_EQ(made.labels.segments().size(), 12U);
}

TEST(LimbPhantom, EveryMuscleIsOnePieceAtMidCalf) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        LimbPhantomSettings settings = quick(seed);
        settings.firstLevel = 0.5;
        settings.sliceSpacing = 10;
        const SyntheticCase made = makeLegPhantom(settings);
        for (const Segment& segment : made.labels.segments()) {
            const Mask mask = made.labels.mask(segment);
            const Components parts = connectedComponents(mask, made.labels.geometry().size(),
                                                         Connectivity::FacesEdgesCorners);
            const auto all = made.labels.voxels(segment);
            ASSERT_GT(all, 5 * 20) << segment.name << ", seed " << seed; // 80 mm² a slice
            EXPECT_GE(*std::max_element(parts.sizes.begin(), parts.sizes.end()), 0.9 * all)
                << segment.name << ", seed " << seed;
        }
    }
}

// Mean volumes: 12 healthy subjects, soleus 489, medial head 245, lateral head 140 cm³ (Fukunaga et
// al., J Orthop Res 10 (1992) 928); 21 older women, 358, 180 and 90 cm³ (Geremia et al., Front
// Physiol 10 (2019) 1299).
TEST(LimbPhantom, VolumesLieInThePublishedRange) {
    std::map<std::string, double> mean;
    constexpr int subjects = 8;
    for (std::uint64_t seed = 1; seed <= subjects; ++seed) {
        const SyntheticCase made = makeLegPhantom(wholeLeg(seed));
        for (const Muscle& muscle : musclesOf(Limb::Leg)) {
            for (const Side side : {Side::Right, Side::Left}) {
                mean[std::string(muscle.name)] +=
                    millilitres(made.labels, sidedName(muscle.name, side)) / (2 * subjects);
            }
        }
    }
    EXPECT_GT(mean["Soleus"], 330);
    EXPECT_LT(mean["Soleus"], 540);
    EXPECT_GT(mean["Gastrocnemius medialis"], 170);
    EXPECT_LT(mean["Gastrocnemius medialis"], 290);
    EXPECT_GT(mean["Gastrocnemius lateralis"], 85);
    EXPECT_LT(mean["Gastrocnemius lateralis"], 180);
    EXPECT_GT(mean["Soleus"], mean["Gastrocnemius medialis"]);
    EXPECT_GT(mean["Gastrocnemius medialis"], mean["Gastrocnemius lateralis"]);
    EXPECT_GT(mean["Tibialis anterior"], mean["Extensor digitorum longus"]);
    EXPECT_GT(mean["Gastrocnemius medialis"], mean["Tibialis anterior"]);
}

TEST(LimbPhantom, GastrocnemiusEndsAboveWhereSoleusStillIs) {
    LimbPhantomSettings settings = quick(2);
    settings.slices = 1;
    settings.firstLevel = 0.18;
    const SyntheticCase low = makeLegPhantom(settings);
    settings.firstLevel = 0.7;
    const SyntheticCase high = makeLegPhantom(settings);
    EXPECT_LT(millilitres(low.labels, "Gastrocnemius medialis_R"),
              0.05 * millilitres(high.labels, "Gastrocnemius medialis_R"));
    EXPECT_GT(millilitres(low.labels, "Soleus_R"), 0.1 * millilitres(high.labels, "Soleus_R"));
}

TEST(LimbPhantom, AnatomyIsWhereLpsPutsIt) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const LabelMap labels = makeLegPhantom(quick(seed)).labels;
        const auto at = [&](const char* name, Side side) {
            return centreOf(labels, sidedName(name, side));
        };
        // x grows to the patient's left: the right limb has the lower x, and medial is towards
        // the other limb.
        EXPECT_LT(at("Soleus", Side::Right).x, at("Soleus", Side::Left).x);
        EXPECT_LT(at("Gastrocnemius lateralis", Side::Right).x,
                  at("Gastrocnemius medialis", Side::Right).x);
        EXPECT_GT(at("Gastrocnemius lateralis", Side::Left).x,
                  at("Gastrocnemius medialis", Side::Left).x);
        for (const Side side : {Side::Right, Side::Left}) { // y grows to posterior
            EXPECT_LT(at("Tibialis anterior", side).y, at("Peroneus", side).y);
            EXPECT_LT(at("Peroneus", side).y, at("Gastrocnemius lateralis", side).y);
            EXPECT_LT(at("Tibialis anterior", side).y, at("Soleus", side).y);
        }
    }
}

TEST(LimbPhantom, OneSideHasOnlyItsSegments) {
    LimbPhantomSettings settings = quick(5);
    settings.sides = PhantomSides::Left;
    const SyntheticCase left = makeLegPhantom(settings);
    EXPECT_EQ(left.labels.segments().size(), 6U);
    EXPECT_NE(left.labels.findByName("Soleus_L"), nullptr);
    EXPECT_EQ(left.labels.findByName("Soleus_R"), nullptr);
    EXPECT_GT(millilitres(left.labels, "Soleus_L"), 50);
    settings.sides = PhantomSides::Right;
    EXPECT_NE(makeLegPhantom(settings).labels.findByName("Soleus_R"), nullptr);
}

TEST(LimbPhantom, LabelsLieWithinTheBody) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        LimbPhantomSettings settings = quick(seed);
        settings.contrast = Contrast::ProtonDensity;
        settings.noise = 0.002;
        const SyntheticCase made = makeLegPhantom(settings);
        const Mask body = bodyOf(made.image);
        const auto labels = made.labels.layer(0);
        for (std::size_t i = 0; i < body.size(); ++i) {
            ASSERT_TRUE(labels[i] == 0 || body[i] != 0) << "seed " << seed;
        }
    }
}

/// Mean signal of muscle labels and of what lies around them beneath the skin.
struct MuscleAndFat {
    double muscle = 0;
    double fat = 0;
};

MuscleAndFat meanSignals(const SyntheticCase& made) {
    const GridSize& size = made.image.geometry().size();
    const auto pixels = pixelsOf(made.image);
    const auto labels = made.labels.layer(0);
    const Mask body = bodyOf(made.image);
    Mask muscle(labels.size());
    Mask air(labels.size());
    for (std::size_t i = 0; i < labels.size(); ++i) {
        muscle[i] = labels[i] != 0 ? 1 : 0;
        air[i] = body[i] != 0 ? 0 : 1;
    }
    const auto toAir = distanceTransform(air, size, {2, 2, 1000});
    const auto toMuscle = distanceTransform(muscle, size, {2, 2, 1000});
    MuscleAndFat mean;
    double muscles = 0;
    double fats = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (muscle[i] != 0) {
            mean.muscle += pixels[i];
            muscles += 1;
        } else if (toAir[i] > 4.5F && toAir[i] < 9 && toMuscle[i] > 2.5F) {
            mean.fat += pixels[i];
            fats += 1;
        }
    }
    EXPECT_GT(fats, 100);
    return {mean.muscle / muscles, mean.fat / fats};
}

TEST(LimbPhantom, FatIsBrighterThanMuscleInT1AndProtonDensity) {
    for (const Contrast contrast : {Contrast::T1, Contrast::ProtonDensity}) {
        for (std::uint64_t seed = 1; seed <= 4; ++seed) {
            LimbPhantomSettings settings = quick(seed);
            settings.contrast = contrast;
            settings.noise = 0.01;
            settings.fatInfiltration = 0;
            const MuscleAndFat mean = meanSignals(makeLegPhantom(settings));
            EXPECT_GT(mean.fat, 1.05 * mean.muscle) << toString(contrast) << ", seed " << seed;
        }
    }
}

TEST(LimbPhantom, FatInfiltrationBrightensMusclesInT1) {
    LimbPhantomSettings settings = quick(6);
    settings.contrast = Contrast::T1;
    settings.fatInfiltration = 0;
    const double healthy = meanSignals(makeLegPhantom(settings)).muscle;
    settings.fatInfiltration = 0.7;
    EXPECT_GT(meanSignals(makeLegPhantom(settings)).muscle, 1.25 * healthy);
}

// A pixel of 4 mm on the skin's surface holds some air, more or less: were pixels all or nothing,
// those at the surface would be air or tissue.
TEST(LimbPhantom, PixelsAtTheSurfaceHoldTheirShare) {
    LimbPhantomSettings settings = quick(7);
    settings.contrast = Contrast::T1;
    settings.spacing = {4, 4};
    settings.size = {100, 56};
    settings.noise = 0;
    const SyntheticCase made = makeLegPhantom(settings);
    const auto pixels = pixelsOf(made.image);
    int partial = 0;
    int entries = 0;
    const GridSize& size = made.image.geometry().size();
    for (std::int64_t line = 0; line < size.y * size.z; ++line) {
        for (std::int64_t x = 0; x + 2 < size.x; ++x) { // from air into the body
            const auto i = static_cast<std::size_t>(line * size.x + x);
            if (pixels[i] == 0 && pixels[i + 1] > 0) {
                ++entries;
                const double share = static_cast<double>(pixels[i + 1]) / (pixels[i + 2] + 1);
                partial += share < 0.85 ? 1 : 0;
                break;
            }
        }
    }
    ASSERT_GT(entries, 100);
    EXPECT_GT(partial, 0.6 * entries);
}

TEST(LimbPhantom, NeighbouringSlicesFitTogether) {
    LimbPhantomSettings settings = quick(8);
    settings.sliceSpacing = 1;
    settings.noise = 0;
    const SyntheticCase made = makeLegPhantom(settings);
    const auto labels = made.labels.layer(0);
    const std::size_t plane = 200 * 110;
    std::size_t changed = 0;
    std::size_t labelled = 0;
    for (std::size_t i = 0; i + plane < labels.size(); ++i) {
        labelled += labels[i] != 0 ? 1 : 0;
        changed += labels[i] != labels[i + plane] ? 1 : 0;
    }
    EXPECT_LT(static_cast<double>(changed), 0.03 * static_cast<double>(labelled));
}

TEST(LimbPhantom, VariationZeroGivesOneAnatomyInManyLooks) {
    LimbPhantomSettings settings = quick(1);
    settings.variation = 0;
    const double first = millilitres(makeLegPhantom(settings).labels, "Soleus_R");
    settings.seed = 2;
    EXPECT_NEAR(millilitres(makeLegPhantom(settings).labels, "Soleus_R"), first, 0.1 * first);
}

TEST(LimbPhantom, RefusesSettingsOutOfRange) {
    LimbPhantomSettings settings;
    settings.size = {10, 100};
    expectError(ErrorCode::InvalidArgument, "size", [&] { makeLegPhantom(settings); });
    settings = {};
    settings.slices = 0;
    expectError(ErrorCode::InvalidArgument, "slices", [&] { makeLegPhantom(settings); });
    settings = {};
    settings.spacing = {1.25, std::nan("")};
    expectError(ErrorCode::InvalidArgument, "spacing", [&] { makeThighPhantom(settings); });
}

TEST(LimbPhantom, ThighHasItsTwelveMusclesInPlace) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        LimbPhantomSettings settings = quick(seed);
        settings.size = {240, 130};
        settings.sliceSpacing = 20;
        settings.firstLevel = 0.4;
        const LabelMap labels = makeThighPhantom(settings).labels;
        ASSERT_EQ(labels.segments().size(), 24U);
        for (const Segment& segment : labels.segments()) {
            EXPECT_GT(labels.voxels(segment), 100) << segment.name << ", seed " << seed;
        }
        EXPECT_GT(centreOf(labels, "Gracilis_R").x, centreOf(labels, "Vastus lateralis_R").x);
        EXPECT_LT(centreOf(labels, "Gracilis_L").x, centreOf(labels, "Vastus lateralis_L").x);
        EXPECT_GT(centreOf(labels, "Semitendinosus_R").y, centreOf(labels, "Rectus femoris_R").y);
        EXPECT_GT(millilitres(labels, "Vastus lateralis_R"),
                  millilitres(labels, "Rectus femoris_R"));
    }
}

} // namespace
} // namespace laurel
