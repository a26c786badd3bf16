#include "kernels/kernels.h"

#include <cstdint>
#include <gtest/gtest.h>
#include <random>
#include <vector>

/// The sets for this processor compute what the one for any does.
namespace laurel::layer_kernels {
namespace {

using Floats = std::vector<float>;

class LayerKernels : public ::testing::Test {
  protected:
    Floats draw(std::int64_t count) {
        Floats values(static_cast<std::size_t>(count));
        for (float& value : values) {
            value = normal_(random_);
        }
        return values;
    }

    /// Calls action(set, to) for all sets that this processor has, `to` being zeros.
    template <typename Action>
    void expectSame(std::int64_t count, const Action& action) {
        Floats generic(static_cast<std::size_t>(count));
        action(genericSet(), generic.data());
        for (const LayerKernelSet* set : fastSets()) {
            Floats found(generic.size());
            action(*set, found.data());
            for (std::size_t i = 0; i < found.size(); ++i) {
                ASSERT_NEAR(found[i], generic[i], 1e-4F) << i;
            }
        }
    }

    const std::int64_t channels_ = 24;
    const std::int64_t pixels_ = 37;
    const BatchTiles tiles_{9, 7, 2, 6, 1, 10}; // of two images of 9 × 7

  private:
    static std::vector<const LayerKernelSet*> fastSets() {
        std::vector<const LayerKernelSet*> sets{&bestSet()};
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
            sets.push_back(&avx2Set());
        }
#endif
        return sets;
    }

    std::mt19937 random_{11};
    std::normal_distribution<float> normal_;
};

TEST_F(LayerKernels, Norm) {
    const Floats x = draw(pixels_ * channels_);
    const Floats y = draw(pixels_ * channels_);
    const Floats z = draw(pixels_ * channels_);
    const Floats a = draw(channels_);
    const Floats b = draw(channels_);
    const Floats c = draw(channels_);
    expectSame(2 * channels_, [&](const LayerKernelSet& set, float* to) {
        set.sums({x.data(), pixels_, channels_, a.data(), to, to + channels_});
    });
    expectSame(pixels_ * channels_, [&](const LayerKernelSet& set, float* to) {
        set.scaled({x.data(), y.data(), to, pixels_, channels_, a.data(), b.data(), true});
    });
    expectSame((pixels_ + 2) * channels_, [&](const LayerKernelSet& set, float* to) {
        set.gradientSums({x.data(), y.data(), z.data(), pixels_, channels_, a.data(),
                          to + 2 * channels_, to, to + channels_});
    });
    expectSame(pixels_ * channels_, [&](const LayerKernelSet& set, float* to) {
        set.gradientScaled(
            {x.data(), y.data(), z.data(), to, pixels_, channels_, a.data(), b.data(), c.data()});
    });
}

TEST_F(LayerKernels, Tiles) {
    const std::int64_t map = 2 * 9 * 7 * channels_;
    const std::int64_t atPoints = points * tiles_.count * channels_;
    const Floats x = draw(map);
    const Floats bias = draw(channels_);
    const Floats values = draw(atPoints);
    expectSame(atPoints, [&](const LayerKernelSet& set, float* to) {
        set.mapToTiles({tiles_, channels_, x.data(), to, nullptr, nullptr});
    });
    expectSame(atPoints + channels_, [&](const LayerKernelSet& set, float* to) {
        set.gradientToTiles({tiles_, channels_, x.data(), to, nullptr, to + atPoints});
    });
    expectSame(map, [&](const LayerKernelSet& set, float* to) {
        set.tilesToMap({tiles_, channels_, values.data(), to, bias.data(), nullptr});
    });
}

// Tiles and rows that fill registers once or twice, and some that are left over.
TEST_F(LayerKernels, Products) {
    const std::int64_t count = 35;
    for (const std::int64_t sums : {8, 16, 24, 40}) {
        const Floats values = draw(points * count * sums);
        const Floats weights = draw(points * sums * channels_);
        const Floats right = draw(points * count * channels_);
        expectSame(points * count * channels_, [&](const LayerKernelSet& set, float* to) {
            set.pointProducts({values.data(), weights.data(), to, count, sums, channels_});
        });
        expectSame(points * sums * channels_, [&](const LayerKernelSet& set, float* to) {
            set.pointSums({values.data(), right.data(), to, count, sums, channels_});
        });
    }
}

TEST_F(LayerKernels, Kernels) {
    const std::int64_t sums = 16;
    const Floats weights = draw(points * sums * channels_);
    const Floats kernel = draw(9 * sums * channels_);
    for (const bool turned : {false, true}) {
        expectSame(points * sums * channels_, [&](const LayerKernelSet& set, float* to) {
            set.kernelToPoints({kernel.data(), to, sums, channels_, 0, sums, turned});
        });
    }
    expectSame(9 * sums * channels_, [&](const LayerKernelSet& set, float* to) {
        set.pointsToKernel({weights.data(), to, sums, channels_, 0, sums, false});
    });
}

} // namespace
} // namespace laurel::layer_kernels
