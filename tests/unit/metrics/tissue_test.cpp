#include "laurel/metrics/tissue.h"

#include "laurel/base/error.h"
#include "laurel/base/random.h"

#include <gtest/gtest.h>
#include <numeric>

namespace laurel {
namespace {

/// A muscle of 40 × 40 mm in fat, with a stripe of fat of four columns in it: a tenth of it. A
/// surface coil makes what lies in front three times as bright as what lies behind.
struct Stripe {
    Geometry geometry{{60, 60, 3}, {1, 1, 4}};
    LabelMap labels{geometry};
    Volume image{geometry, std::vector<float>(1)};

    explicit Stripe(double muscle, double fat) : image(geometry, drawn(muscle, fat)) {
        for (std::int64_t z = 0; z < 3; ++z) {
            for (std::int64_t y = 10; y < 50; ++y) {
                for (std::int64_t x = 10; x < 50; ++x) {
                    labels.set({x, y, z}, 7);
                }
            }
        }
        labels.addSegment({"Multifidus_L", 7, 0, "MF", {10, 20, 30}, "1"});
    }

    static bool isStripe(std::int64_t x) { return x >= 28 && x < 32; }

    std::vector<float> drawn(double muscle, double fat) const {
        Random random(4);
        std::vector<float> values;
        for (std::int64_t z = 0; z < 3; ++z) {
            for (std::int64_t y = 0; y < 60; ++y) {
                for (std::int64_t x = 0; x < 60; ++x) {
                    const bool inside = x >= 10 && x < 50 && y >= 10 && y < 50 && !isStripe(x);
                    const double coil = 3 - 2 * static_cast<double>(y) / 59;
                    const double noise = 1 + 0.05 * random.normal();
                    values.push_back(static_cast<float>(coil * noise * (inside ? muscle : fat)));
                }
            }
        }
        return values;
    }
};

void expectStripe(const Stripe& drawn, FatAppearance appearance) {
    const Mask fat = fatWithin(drawn.image, drawn.labels, appearance);
    std::int64_t wrong = 0;
    for (std::int64_t z = 0; z < 3; ++z) {
        for (std::int64_t y = 10; y < 50; ++y) {
            for (std::int64_t x = 10; x < 50; ++x) {
                wrong += fat[static_cast<std::size_t>(drawn.geometry.offset({x, y, z}))] !=
                                 (Stripe::isStripe(x) ? 1 : 0)
                             ? 1
                             : 0;
            }
        }
    }
    EXPECT_LT(wrong, 24) << "of 4800 voxels"; // half a percent
    EXPECT_EQ(fat[0], 0) << "outside the muscle";
}

TEST(Tissue, FindsBrightFatBesideACoil) {
    expectStripe(Stripe(100, 300), FatAppearance::Bright);
}

TEST(Tissue, FindsDarkFatBesideACoil) {
    expectStripe(Stripe(300, 60), FatAppearance::Dark);
}

TEST(Tissue, TakesHounsfieldUnitsAsTheyAre) {
    Stripe drawn(1, 1);
    std::vector<float> values;
    for (std::int64_t i = 0; i < drawn.geometry.size().voxels(); ++i) {
        values.push_back(Stripe::isStripe(i % 60) || i % 60 < 10 ? -100.0F : 50.0F);
    }
    drawn.image = Volume(drawn.geometry, values);
    drawn.image.modality = "CT";
    expectStripe(drawn, FatAppearance::Dark);
}

TEST(Tissue, FatApartKeepsEveryVoxelAndNamesBoth) {
    const Stripe drawn(100, 300);
    const Mask fat = fatWithin(drawn.image, drawn.labels, FatAppearance::Bright);
    const LabelMap apart = withFatApart(drawn.labels, fat);
    ASSERT_NE(apart.findByName("Multifidus fat_L"), nullptr);
    const std::uint16_t value = apart.findByName("Multifidus fat_L")->value;
    EXPECT_EQ(apart.findByName("Multifidus_L")->value, 7);
    const auto counted = std::count(apart.layer(0).begin(), apart.layer(0).end(), value);
    EXPECT_EQ(counted, std::accumulate(fat.begin(), fat.end(), 0));
    EXPECT_EQ(counted + std::count(apart.layer(0).begin(), apart.layer(0).end(), 7), 4800);
}

TEST(Tissue, RefusesAnotherGrid) {
    const Stripe drawn(100, 300);
    const LabelMap other(Geometry({60, 60, 3}, {1, 1, 5}));
    EXPECT_THROW(fatWithin(drawn.image, other, FatAppearance::Bright), Error);
    EXPECT_THROW(withFatApart(drawn.labels, Mask(5)), Error);
}

} // namespace
} // namespace laurel
