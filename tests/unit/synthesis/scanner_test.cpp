#include "scanner.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

namespace laurel {
namespace {

const PlaneGrid grid{200, 160, 1, 1, {0, 0}};

Scanner plainScanner() {
    Scanner scanner;
    scanner.blur = 0;
    scanner.noise = 0;
    scanner.shading = 0;
    return scanner;
}

struct Moments {
    double mean = 0;
    double deviation = 0;
};

Moments momentsOf(const std::vector<std::uint16_t>& image) {
    const auto count = static_cast<double>(image.size());
    const double mean = std::accumulate(image.begin(), image.end(), 0.0) / count;
    double squares = 0;
    for (const std::uint16_t value : image) {
        squares += (value - mean) * (value - mean);
    }
    return {mean, std::sqrt(squares / count)};
}

TEST(Scanner, WithoutFaultsScalesTheSignal) {
    const auto image = plainScanner().scan(grid, std::vector<float>(grid.pixels(), 0.5F), 0, 1);
    for (const std::uint16_t value : image) {
        ASSERT_EQ(value, 500);
    }
}

// The magnitude of complex noise is Rayleigh distributed where there is no signal: its mean is
// 1.2533 σ and its standard deviation 0.6551 σ (Gudbjartsson & Patz 1995).
TEST(Scanner, NoiseInAirIsRayleighDistributed) {
    for (const double smoothing : {0.0, 0.8}) {
        Scanner scanner = plainScanner();
        scanner.noise = 0.1;
        scanner.noiseSmoothing = smoothing;
        const auto moments =
            momentsOf(scanner.scan(grid, std::vector<float>(grid.pixels(), 0.0F), 0, 1));
        EXPECT_NEAR(moments.mean, 125.33, 4);
        EXPECT_NEAR(moments.deviation, 65.51, 4);
    }
}

TEST(Scanner, NoiseOnStrongSignalHasTheSetDeviation) {
    Scanner scanner = plainScanner();
    scanner.noise = 0.02;
    const auto moments =
        momentsOf(scanner.scan(grid, std::vector<float>(grid.pixels(), 1.0F), 0, 1));
    EXPECT_NEAR(moments.mean, 1000, 2);
    EXPECT_NEAR(moments.deviation, 20, 1);
}

TEST(Scanner, NoiseDiffersBetweenSlicesAndRepeatsForOne) {
    Scanner scanner = plainScanner();
    scanner.noise = 0.1;
    const std::vector<float> air(grid.pixels(), 0.0F);
    EXPECT_EQ(scanner.scan(grid, air, 0, 1), scanner.scan(grid, air, 0, 1));
    EXPECT_NE(scanner.scan(grid, air, 0, 1), scanner.scan(grid, air, 0, 2));
}

TEST(Scanner, BlurSpreadsAPointAndKeepsItsSum) {
    Scanner scanner = plainScanner();
    scanner.blur = 1;
    scanner.gain = 60000;
    std::vector<float> point(grid.pixels(), 0.0F);
    point[80 * 200 + 100] = 1;
    const auto image = scanner.scan(grid, point, 0, 1);
    EXPECT_NEAR(std::accumulate(image.begin(), image.end(), 0.0), 60000, 200);
    EXPECT_NEAR(image[80 * 200 + 100], 60000 / (2 * 3.14159265), 600); // a Gaussian's peak, σ = 1
    EXPECT_NEAR(image[80 * 200 + 101], image[81 * 200 + 100], 2);
}

TEST(Scanner, ShadingIsSmoothAndLeavesAirDark) {
    Scanner scanner = plainScanner();
    scanner.shading = 0.2;
    std::vector<float> half(grid.pixels(), 1.0F);
    std::fill(half.begin(), half.begin() + 80 * 200, 0.0F);
    const auto image = scanner.scan(grid, half, 0, 1);
    for (std::size_t i = 0; i < 80 * 200; ++i) {
        ASSERT_EQ(image[i], 0);
    }
    for (std::size_t i = 80 * 200; i + 1 < image.size(); ++i) {
        if (i % 200 != 199) {
            ASSERT_LT(std::abs(image[i + 1] - image[i]), 30);
        }
    }
    EXPECT_GT(momentsOf({image.begin() + 80 * 200, image.end()}).deviation, 10);
}

} // namespace
} // namespace laurel
