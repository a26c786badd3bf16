#include "laurel/edit/edge_snap.h"

#include "support/random_grids.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

constexpr double pi = std::numbers::pi;

/// A disc whose border is blurred as by a Gaussian: the edge lies exactly on the radius.
PlaneImage blurredDisc(const PlaneFrame& frame, const CurvePoint& centre, double radius,
                       double inside, double outside, double noise = 0) {
    Random random(3);
    std::vector<float> values;
    for (std::int64_t row = 0; row < frame.rows(); ++row) {
        for (std::int64_t column = 0; column < frame.columns(); ++column) {
            const double distance =
                std::hypot(static_cast<double>(column) * frame.columnMm() - centre.x,
                           static_cast<double>(row) * frame.rowMm() - centre.y) -
                radius;
            const double part = 0.5 * (1 + std::erf(distance / (std::sqrt(2.0) * 0.8)));
            values.push_back(static_cast<float>(inside + (outside - inside) * part +
                                                noise * random.uniform(-1, 1)));
        }
    }
    return {std::move(values), frame};
}

Contour wavyCircle(const CurvePoint& centre, double radius, double wave) {
    Contour contour;
    constexpr int handles = 20;
    for (int i = 0; i < handles; ++i) {
        const double angle = 2 * pi * i / handles;
        const double r = radius + wave * std::sin(3 * angle);
        contour.handles.push_back(centre + CurvePoint{std::cos(angle) * r, std::sin(angle) * r});
    }
    return contour;
}

double worstMiss(const Contour& contour, const CurvePoint& centre, double radius) {
    double worst = 0;
    for (const CurvePoint& handle : contour.handles) {
        worst = std::max(worst, std::abs((handle - centre).length() - radius));
    }
    return worst;
}

TEST(EdgeSnap, FindsACircleToATenthOfAVoxel) {
    const PlaneFrame frame(100, 100, 0.7, 0.7);
    const CurvePoint centre{35.3, 34.1};
    const PlaneImage image = blurredDisc(frame, centre, 21.37, 100, 400);
    const Contour snappedCurve = snapped(wavyCircle(centre, 21.37, 1.5), image, {});
    EXPECT_LT(worstMiss(snappedCurve, centre, 21.37), 0.07);
    const Contour dark =
        snapped(wavyCircle(centre, 21.37, 1.5), image, {3, EdgeKind::DarkToBright});
    EXPECT_LT(worstMiss(dark, centre, 21.37), 0.07);
}

TEST(EdgeSnap, FindsItInNoise) {
    const PlaneFrame frame(100, 100, 0.7, 0.7);
    const CurvePoint centre{35.3, 34.1};
    const PlaneImage image = blurredDisc(frame, centre, 21.37, 100, 400, 60);
    EXPECT_LT(worstMiss(snapped(wavyCircle(centre, 21.37, 1.5), image, {}), centre, 21.37), 0.6);
}

/// Two edges in reach: the one asked for is taken, all around.
TEST(EdgeSnap, TakesTheKindOfEdgeThatIsAskedFor) {
    const PlaneFrame frame(100, 100, 0.7, 0.7);
    const CurvePoint centre{35, 35};
    std::vector<float> values;
    for (std::int64_t row = 0; row < 100; ++row) {
        for (std::int64_t column = 0; column < 100; ++column) {
            const double r = std::hypot(static_cast<double>(column) * 0.7 - 35,
                                        static_cast<double>(row) * 0.7 - 35);
            // A bright ring between 19 and 23: dark to bright, then bright to dark.
            const double in = 0.5 * (1 + std::erf((r - 19) / 1.1));
            const double out = 0.5 * (1 + std::erf((r - 23) / 1.1));
            values.push_back(static_cast<float>(300 * (in - out)));
        }
    }
    const PlaneImage image(std::move(values), frame);
    const Contour start = wavyCircle(centre, 21, 0.3);
    EXPECT_LT(worstMiss(snapped(start, image, {4, EdgeKind::DarkToBright}), centre, 19), 0.15);
    EXPECT_LT(worstMiss(snapped(start, image, {4, EdgeKind::BrightToDark}), centre, 23), 0.15);
}

TEST(EdgeSnap, LeavesACurveAloneWhereNothingIsSeen) {
    const PlaneFrame frame(60, 60, 1, 1);
    const PlaneImage image(std::vector<float>(3600, 7.0F), frame);
    const Contour contour = wavyCircle({30, 30}, 15, 2);
    EXPECT_EQ(snapped(contour, image, {}), contour);
}

TEST(EdgeSnap, MovesOneHandleAndSaysHowFar) {
    const PlaneFrame frame(100, 100, 0.7, 0.7);
    const CurvePoint centre{35, 35};
    const PlaneImage image = blurredDisc(frame, centre, 20, 100, 400);
    Contour contour = wavyCircle(centre, 20, 0);
    contour.handles[4] = centre + (contour.handles[4] - centre) * 1.05;
    EXPECT_NEAR(snapHandle(contour, 4, image, {}), -1, 0.1);
    EXPECT_NEAR((contour.handles[4] - centre).length(), 20, 0.1);
}

TEST(EdgeSnap, TheProfileIsTheSlopeInWorldUnits) {
    const PlaneFrame frame(40, 40, 0.5, 2);
    std::vector<float> values;
    for (int row = 0; row < 40; ++row) {
        for (int column = 0; column < 40; ++column) {
            values.push_back(static_cast<float>(3 * 0.5 * column)); // 3 per mm
        }
    }
    const PlaneImage image(std::move(values), frame);
    const EdgeProfile profile = profileAcross(image, {10, 40}, {1, 0}, 3);
    EXPECT_EQ(profile.slopes.size() % 2, 1U);
    for (const double slope : profile.slopes) {
        EXPECT_NEAR(slope, 3, 1e-6);
    }
    EXPECT_NEAR(profile.offsetOf(0), -3, 1e-9);
}

} // namespace
} // namespace laurel
