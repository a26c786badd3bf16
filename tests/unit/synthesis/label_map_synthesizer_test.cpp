#include "laurel/synthesis/label_map_synthesizer.h"

#include "laurel/imaging/masks.h"
#include "laurel/imaging/orientation.h"
#include "laurel/synthesis/limb_phantom.h"

#include "support/expect_error.h"

#include <algorithm>
#include <map>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace laurel {
namespace {

constexpr double erosion = 2; // mm

/// A leg with known truth.
const LabelMap& truth() {
    static const LabelMap labels = [] {
        LimbPhantomSettings settings;
        settings.seed = 12;
        settings.size = {260, 120};
        settings.spacing = {1.5, 1.5};
        settings.firstLevel = 0.5;
        settings.slices = 5;
        return makeLegPhantom(settings).labels;
    }();
    return labels;
}

/// The truth as cautious raters draw it: each muscle smaller by `erosion`, gaps between them.
const LabelMap& erodedTruth() {
    static const LabelMap labels = [] {
        LabelMap result = truth();
        const auto& spacing = result.geometry().spacing();
        std::vector<std::uint16_t> kept(result.layer(0).size());
        for (const Segment& segment : result.segments()) {
            const Mask mask = erode(truth().mask(segment), result.geometry().size(),
                                    {spacing[0], spacing[1], 1000}, erosion);
            for (std::size_t i = 0; i < mask.size(); ++i) {
                kept[i] = mask[i] != 0 ? segment.value : kept[i];
            }
        }
        std::copy(kept.begin(), kept.end(), result.layer(0).begin());
        return result;
    }();
    return labels;
}

LabelSynthesisSettings plainSettings() {
    LabelSynthesisSettings settings;
    settings.bilateralChance = 0;
    settings.deformation = 0;
    settings.erosion = erosion;
    return settings;
}

std::vector<std::uint16_t> pixelsOf(const Volume& volume) {
    const auto span = volume.frame<std::uint16_t>(0);
    return {span.begin(), span.end()};
}

bool sameCase(const SyntheticCase& a, const SyntheticCase& b) {
    return pixelsOf(a.image) == pixelsOf(b.image) && a.labels == b.labels;
}

TEST(LabelMapSynthesizer, SameRandomStateGivesTheSameCase) {
    const LabelMapSynthesizer synthesizer({erodedTruth()}, {});
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        Random a(seed);
        Random b(seed);
        Random c(seed + 100);
        const SyntheticCase first = synthesizer.sample(a);
        EXPECT_TRUE(sameCase(first, synthesizer.sample(b)));
        EXPECT_FALSE(sameCase(first, synthesizer.sample(c)));
    }
}

TEST(LabelMapSynthesizer, ServesManyThreads) {
    const LabelMapSynthesizer synthesizer({erodedTruth()}, {});
    std::vector<SyntheticCase> alone;
    std::vector<SyntheticCase> together(6);
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        Random random(seed);
        alone.push_back(synthesizer.sample(random));
    }
    std::vector<std::thread> threads;
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        threads.emplace_back([&, seed] {
            Random random(seed);
            together[seed] = synthesizer.sample(random);
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_TRUE(sameCase(alone[i], together[i]));
    }
}

TEST(LabelMapSynthesizer, FindsTheSlicesOfBothLimbs) {
    EXPECT_EQ(LabelMapSynthesizer({erodedTruth()}, {}).sourceSlices(), 10U);
    EXPECT_EQ(LabelMapSynthesizer({erodedTruth(), truth()}, {}).sourceSlices(), 20U);
}

TEST(LabelMapSynthesizer, DoesNotCareHowTheLabelMapIsStored) {
    const LabelMapSynthesizer canonical({erodedTruth()}, {});
    for (const char* letters : {"RAS", "SLP", "PIR"}) {
        const LabelMapSynthesizer turned({reorient(erodedTruth(), Orientation(letters))}, {});
        Random a(4);
        Random b(4);
        EXPECT_TRUE(sameCase(canonical.sample(a), turned.sample(b))) << letters;
    }
}

/// Mean area of each muscle, as a share of all.
std::map<std::string, double> shares(const std::vector<LabelMap>& maps) {
    std::map<std::string, double> areas;
    double all = 0;
    for (const LabelMap& labels : maps) {
        for (const Segment& segment : labels.segments()) {
            const double area = static_cast<double>(labels.voxels(segment)) *
                                labels.geometry().voxelVolume() / labels.geometry().spacing()[2];
            areas[segment.name.substr(0, segment.name.size() - 2)] += area;
            all += area;
        }
    }
    for (auto& [name, area] : areas) {
        area /= all;
    }
    return areas;
}

TEST(LabelMapSynthesizer, RestoresWhatErosionTook) {
    const LabelMapSynthesizer synthesizer({erodedTruth()}, plainSettings());
    Random random(1);
    std::vector<LabelMap> maps(40);
    for (LabelMap& map : maps) {
        map = synthesizer.sample(random).labels;
    }
    const auto restored = shares(maps);
    for (const auto& [name, share] : shares({truth()})) {
        EXPECT_NEAR(restored.at(name), share, 0.12 * share + 0.005) << name;
    }
}

/// Background pixels with muscles on both sides within 3 pixels along a row or column, as a share
/// of muscle pixels with another muscle as near: 1 and more where every border is a gap.
double openBorders(const LabelMap& labels) {
    const GridSize& size = labels.geometry().size();
    const auto values = labels.layer(0);
    double gaps = 0;
    double borders = 0;
    const auto inspect = [&](std::size_t i, std::size_t step) {
        const std::uint16_t before = values[i - step];
        std::uint16_t after = 0;
        for (std::size_t reach = 1; reach <= 3 && after == 0; ++reach) {
            after = values[i + (reach - 1) * step];
        }
        if (before == 0 || after == 0 || before == after) {
            return;
        }
        (values[i] == 0 ? gaps : borders) += 1;
    };
    for (std::int64_t y = 3; y + 3 < size.y; ++y) {
        for (std::int64_t x = 3; x + 3 < size.x; ++x) {
            const auto i = static_cast<std::size_t>(y * size.x + x);
            inspect(i, 1);
            inspect(i, static_cast<std::size_t>(size.x));
        }
    }
    return gaps / std::max(borders, 1.0);
}

TEST(LabelMapSynthesizer, ClosesTheGapsBetweenMuscles) {
    const LabelMapSynthesizer synthesizer({erodedTruth()}, plainSettings());
    Random random(2);
    double open = 0;
    constexpr int samples = 30;
    for (int i = 0; i < samples; ++i) {
        open += openBorders(synthesizer.sample(random).labels) / samples;
    }
    LabelMap slice(Geometry({260, 120, 1}, {1.5, 1.5, 5}),
                   {erodedTruth().layer(0).begin(), erodedTruth().layer(0).begin() + 260 * 120});
    EXPECT_GT(openBorders(slice), 5) << "the source should have gaps";
    EXPECT_LT(open, 0.1); // fat where three structures meet is left open on purpose
}

TEST(LabelMapSynthesizer, OneLimbHasSegmentsOfItsSideOnly) {
    LabelSynthesisSettings settings;
    settings.bilateralChance = 0;
    const LabelMapSynthesizer synthesizer({erodedTruth()}, settings);
    Random random(3);
    int right = 0;
    for (int i = 0; i < 20; ++i) {
        const SyntheticCase made = synthesizer.sample(random);
        ASSERT_EQ(made.labels.segments().size(), 6U);
        EXPECT_EQ(made.image.geometry().size().z, 1);
        EXPECT_TRUE(made.image.geometry().sameGridAs(made.labels.geometry()));
        right += made.labels.findByName("Soleus_R") != nullptr ? 1 : 0;
        const auto values = made.labels.layer(0);
        EXPECT_LE(*std::max_element(values.begin(), values.end()), 6);
    }
    EXPECT_GT(right, 2);
    EXPECT_LT(right, 18);
}

/// Mean column of a segment.
double columnOf(const LabelMap& labels, const std::string& name) {
    const Mask mask = labels.mask(*labels.findByName(name));
    double sum = 0;
    double count = 0;
    for (std::size_t i = 0; i < mask.size(); ++i) {
        if (mask[i] != 0) {
            sum += static_cast<double>(i % static_cast<std::size_t>(labels.geometry().size().x));
            count += 1;
        }
    }
    return sum / count;
}

TEST(LabelMapSynthesizer, SidesAreMirrored) {
    LabelSynthesisSettings settings;
    settings.bilateralChance = 1;
    settings.deformation = 0.5;
    const LabelMapSynthesizer synthesizer({erodedTruth()}, settings);
    Random random(5);
    for (int i = 0; i < 10; ++i) {
        const LabelMap labels = synthesizer.sample(random).labels;
        ASSERT_EQ(labels.segments().size(), 12U);
        EXPECT_LT(columnOf(labels, "Soleus_R"), columnOf(labels, "Soleus_L"));
        EXPECT_LT(columnOf(labels, "Gastrocnemius lateralis_R"),
                  columnOf(labels, "Gastrocnemius medialis_R"));
        EXPECT_GT(columnOf(labels, "Gastrocnemius lateralis_L"),
                  columnOf(labels, "Gastrocnemius medialis_L"));
    }
}

TEST(LabelMapSynthesizer, SpacingStaysInItsRange) {
    LabelSynthesisSettings settings;
    settings.minSpacing = 1;
    settings.maxSpacing = 1.1;
    const LabelMapSynthesizer synthesizer({erodedTruth()}, settings);
    Random random(6);
    for (int i = 0; i < 10; ++i) {
        const auto spacing = synthesizer.sample(random).image.geometry().spacing();
        EXPECT_GE(spacing[0], 1);
        EXPECT_LT(spacing[0], 1.1);
        EXPECT_EQ(spacing[0], spacing[1]);
    }
}

TEST(LabelMapSynthesizer, RefusesMapsWithoutALimbAndImpossibleSettings) {
    const LabelMap empty(Geometry({20, 20, 2}, {1, 1, 1}));
    expectError(ErrorCode::InvalidInput, "Soleus_R",
                [&] { LabelMapSynthesizer({empty}, LabelSynthesisSettings{}); });
    LabelSynthesisSettings settings;
    settings.minSpacing = 3;
    expectError(ErrorCode::InvalidArgument, "spacing",
                [&] { LabelMapSynthesizer({erodedTruth()}, settings); });
    settings = {};
    settings.bilateralChance = 1.5;
    expectError(ErrorCode::InvalidArgument, "chances",
                [&] { LabelMapSynthesizer({erodedTruth()}, settings); });
}

} // namespace
} // namespace laurel
