#include "laurel/filters/bias_correction.h"

#include "support/expect_error.h"

#include "laurel/base/random.h"

#include <cmath>
#include <limits>
#include <thread>

namespace laurel {
namespace {

/// A disc of two tissues (bright ring, darker core) in air with noise, times a smooth field.
struct Phantom {
    Volume image;
    std::vector<bool> core;
};

double fieldAt(const ContinuousIndex& relative) {
    return std::exp(0.5 * relative.x + 0.3 * relative.y * relative.y - 0.25 * relative.z);
}

Phantom makePhantom(const GridSize& size, const std::array<double, 3>& spacing) {
    Random random(5);
    std::vector<float> samples;
    std::vector<bool> core;
    for (VoxelIndex v; v.z < size.z; ++v.z) {
        for (v.y = 0; v.y < size.y; ++v.y) {
            for (v.x = 0; v.x < size.x; ++v.x) {
                const auto relative = [](std::int64_t at, std::int64_t extent) {
                    return (2.0 * static_cast<double>(at) + 1) / static_cast<double>(extent) - 1;
                };
                const ContinuousIndex at{relative(v.x, size.x), relative(v.y, size.y),
                                         relative(v.z, size.z)};
                const double radius = std::hypot(at.x, at.y);
                const double tissue = radius > 0.9 ? 0 : radius > 0.75 ? 900 : 400;
                samples.push_back(
                    static_cast<float>(tissue * fieldAt(at) + 8 * std::abs(random.normal())));
                core.push_back(radius <= 0.75);
            }
        }
    }
    return {Volume(Geometry(size, spacing), std::move(samples)), core};
}

double coefficientOfVariation(const Volume& image, const std::vector<bool>& region) {
    const std::vector<float> values = image.toFloat();
    double count = 0;
    double sum = 0;
    double squares = 0;
    for (std::size_t at = 0; at < values.size(); ++at) {
        if (region[at]) {
            count += 1;
            sum += values[at];
            squares += static_cast<double>(values[at]) * values[at];
        }
    }
    const double mean = sum / count;
    return std::sqrt(squares / count - mean * mean) / mean;
}

TEST(CorrectBias, FlattensAUniformRegion) {
    const Phantom phantom = makePhantom({96, 80, 12}, {1, 1, 5});
    const double before = coefficientOfVariation(phantom.image, phantom.core);
    const double after = coefficientOfVariation(correctBias(phantom.image), phantom.core);
    RecordProperty("before_after", std::to_string(before) + " " + std::to_string(after));
    EXPECT_GT(before, 0.2);
    EXPECT_LT(after, before / 4) << "from " << before;
}

TEST(CorrectBias, FlattensASinglePlane) {
    const Phantom phantom = makePhantom({96, 80, 1}, {1, 1, 5});
    const double before = coefficientOfVariation(phantom.image, phantom.core);
    const double after = coefficientOfVariation(correctBias(phantom.image), phantom.core);
    RecordProperty("before_after", std::to_string(before) + " " + std::to_string(after));
    EXPECT_LT(after, before / 4) << "from " << before;
}

TEST(CorrectBias, KeepsGridFrameAndNames) {
    const Phantom phantom = makePhantom({32, 32, 4}, {1, 1, 5});
    const Geometry grid({32, 32, 4}, {1, 1, 5}, {10, 20, 30}, {0, 1, 0, 1, 0, 0, 0, 0, 1});
    // Two frames: nothing, then the phantom, stored as half of its values plus 100.
    std::vector<std::int16_t> stored(2 * 32 * 32 * 4, -100);
    const std::vector<float> values = phantom.image.toFloat();
    for (std::size_t at = 0; at < values.size(); ++at) {
        stored[values.size() + at] = static_cast<std::int16_t>(std::lround(values[at] / 2) - 100);
    }
    Volume image(grid, stored, 2, {2, 200});
    image.modality = "MR";
    image.description = "T1";
    const Volume corrected = correctBias(image, {}, {}, 1);
    EXPECT_EQ(corrected.pixelType(), PixelType::F32);
    EXPECT_EQ(corrected.frames(), 1);
    EXPECT_TRUE(corrected.geometry().sameGridAs(grid, 1e-9));
    EXPECT_EQ(corrected.modality, "MR");
    EXPECT_EQ(corrected.description, "T1");
    EXPECT_LT(coefficientOfVariation(corrected, phantom.core),
              coefficientOfVariation(phantom.image, phantom.core) / 3);
    // The frame without contrast comes back as it is.
    EXPECT_EQ(correctBias(image, {}, {}, 0).toFloat(), image.toFloat(0));
    expectError(ErrorCode::InvalidArgument, "frame", [&] { correctBias(image, {}, {}, 2); });
}

TEST(CorrectBias, SurvivesValuesThatAreNotFinite) {
    Phantom phantom = makePhantom({48, 48, 3}, {1, 1, 5});
    std::vector<float> values = phantom.image.toFloat();
    values[0] = std::numeric_limits<float>::quiet_NaN();
    values[48 * 24 + 24] = std::numeric_limits<float>::infinity();
    values[48 * 24 + 25] = -1e30F;
    phantom.core[48 * 24 + 24] = false;
    phantom.core[48 * 24 + 25] = false;
    const Volume image(phantom.image.geometry(), values);
    EXPECT_LT(coefficientOfVariation(correctBias(image), phantom.core), 0.1);
}

TEST(CorrectBias, LeavesImagesWithoutForegroundAlone) {
    for (const float value : {0.0F, 5.0F, -5.0F}) {
        const Volume flat(Geometry({5, 4, 3}, {1, 1, 1}), std::vector<float>(60, value));
        EXPECT_EQ(correctBias(flat).toFloat(), flat.toFloat());
    }
    const Volume negative(Geometry({3, 1, 1}, {1, 1, 1}), std::vector<float>{-3, -2, -1});
    EXPECT_EQ(correctBias(negative).toFloat(), negative.toFloat());
}

TEST(CorrectBias, WorksOnFewVoxels) {
    const Volume tiny(Geometry({4, 1, 1}, {1, 1, 1}), std::vector<float>{0, 10, 20, 1});
    for (const float value : correctBias(tiny, {.shrinkFactor = 1}).toFloat()) {
        EXPECT_TRUE(std::isfinite(value));
    }
}

TEST(CorrectBias, StopsWhenAsked) {
    const Phantom phantom = makePhantom({128, 128, 20}, {1, 1, 1});
    CancellationSource source;
    N4Settings endless;
    endless.shrinkFactor = 1;
    endless.iterationsPerLevel = 1000;
    endless.convergenceThreshold = 0;
    std::thread canceller([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        source.cancel();
    });
    expectError(ErrorCode::Cancelled, "cancelled",
                [&] { correctBias(phantom.image, endless, source.token()); });
    canceller.join();
}

TEST(CorrectBias, RefusesSettingsOutOfRange) {
    const Volume image;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto refused = [&](const std::string& name, const N4Settings& settings) {
        expectError(ErrorCode::InvalidArgument, name, [&] { correctBias(image, settings); });
    };
    refused("shrinkFactor", {.shrinkFactor = 0});
    refused("shrinkFactor", {.shrinkFactor = 65});
    refused("fittingLevels", {.fittingLevels = 0});
    refused("iterationsPerLevel", {.iterationsPerLevel = -1});
    refused("convergenceThreshold", {.convergenceThreshold = nan});
}

} // namespace
} // namespace laurel
