#include "laurel/edit/contour_mask.h"

#include "support/random_grids.h"

#include <gtest/gtest.h>

#include <numbers>

namespace laurel {
namespace {

constexpr double pi = std::numbers::pi;

Contour circle(const CurvePoint& centre, double radius, int handles, bool hole = false) {
    Contour contour{{}, hole};
    for (int i = 0; i < handles; ++i) {
        const double angle = 2 * pi * i / handles;
        contour.handles.push_back(centre +
                                  CurvePoint{std::cos(angle) * radius, std::sin(angle) * radius});
    }
    return contour;
}

Contour randomContour(Random& random, const PlaneFrame& frame) {
    Contour contour;
    const int handles = random.integer(3, 9);
    for (int i = 0; i < handles; ++i) {
        contour.handles.push_back(
            {random.uniform(-3, static_cast<double>(frame.columns()) + 3) * frame.columnMm(),
             random.uniform(-3, static_cast<double>(frame.rows()) + 3) * frame.rowMm()});
    }
    return contour;
}

PlaneFrame randomFrame(Random& random) {
    return {random.integer(1, 40), random.integer(1, 40), random.uniform(0.3, 2),
            random.uniform(0.3, 2)};
}

TEST(Contour, GoesThroughItsHandles) {
    Random random(5);
    const Contour contour = randomContour(random, PlaneFrame(30, 30, 1, 1));
    for (std::size_t i = 0; i < contour.handles.size(); ++i) {
        const std::size_t next = (i + 1) % contour.handles.size();
        EXPECT_LT((pointOn(contour, i, 0) - contour.handles[i]).length(), 1e-9);
        EXPECT_LT((pointOn(contour, i, 1) - contour.handles[next]).length(), 1e-9);
    }
}

TEST(Contour, IsSmoothAtItsHandles) {
    Random random(6);
    for (int trial = 0; trial < 50; ++trial) {
        const Contour contour = randomContour(random, PlaneFrame(30, 30, 1, 1));
        for (std::size_t i = 0; i < contour.handles.size(); ++i) {
            const std::size_t next = (i + 1) % contour.handles.size();
            constexpr double step = 1e-8;
            const CurvePoint in = pointOn(contour, i, 1) - pointOn(contour, i, 1 - step);
            const CurvePoint out = pointOn(contour, next, step) - pointOn(contour, next, 0);
            const double sine = in.cross(out) / (in.length() * out.length());
            EXPECT_LT(std::abs(sine), 1e-3);
            EXPECT_GT(in.dot(out), 0);
        }
    }
}

/// The circle is the reference: twelve handles come within two thousandths of its radius.
TEST(Contour, ThroughPointsOfACircleIsNearlyTheCircle) {
    const CurvePoint centre{20, 25};
    const Contour contour = circle(centre, 10, 12);
    for (const CurvePoint& point : flatten(contour, 0.001)) {
        EXPECT_NEAR((point - centre).length(), 10, 0.02);
    }
    const auto polygon = flatten(contour, 0.001);
    EXPECT_NEAR(signedArea(polygon), pi * 100, 1);
    EXPECT_NEAR(perimeter(polygon), 2 * pi * 10, 0.12);
    EXPECT_LT((centreOf(contour) - centre).length(), 1e-6);
}

TEST(Contour, AHandleMovesOnlyWhatIsNearIt) {
    const Contour before = circle({20, 20}, 10, 12);
    Contour after = before;
    after.handles[6] = after.handles[6] + CurvePoint{2, 1};
    for (std::size_t span = 0; span < 12; ++span) {
        const bool near = span >= 4 && span <= 7;
        const double moved = (pointOn(before, span, 0.5) - pointOn(after, span, 0.5)).length();
        EXPECT_EQ(moved > 1e-12, near) << span;
    }
}

TEST(Contour, FlatteningStaysWithinItsTolerance) {
    Random random(9);
    for (int trial = 0; trial < 30; ++trial) {
        const Contour contour = randomContour(random, PlaneFrame(30, 30, 1, 1));
        const auto polygon = flatten(contour, 0.05);
        for (std::size_t span = 0; span < contour.handles.size(); ++span) {
            for (int i = 0; i < 100; ++i) {
                EXPECT_LE(distanceTo(polygon, pointOn(contour, span, i / 100.0)), 0.0501);
            }
        }
    }
}

TEST(Contour, InsertingAHandleOnTheCurveBarelyChangesIt) {
    Contour contour = circle({20, 20}, 10, 12);
    const auto before = flatten(contour, 0.001);
    const auto place = nearestOn(contour, {31, 22});
    ASSERT_TRUE(place);
    EXPECT_EQ(insertHandle(contour, *place), place->span + 1);
    EXPECT_EQ(contour.handles.size(), 13U);
    for (const CurvePoint& point : flatten(contour, 0.001)) {
        EXPECT_LT(distanceTo(before, point), 0.1);
    }
}

TEST(Contour, KeepsThreeHandles) {
    Contour contour = circle({5, 5}, 3, 4);
    EXPECT_TRUE(removeHandle(contour, 1));
    EXPECT_FALSE(removeHandle(contour, 1));
    EXPECT_EQ(contour.handles.size(), 3U);
}

TEST(Contour, TurnsAndScalesAboutAPoint) {
    Contour contour = circle({10, 10}, 4, 12);
    const double area = signedArea(flatten(contour, 0.001));
    turnAndScale(contour, {10, 10}, pi / 6, 1.5);
    EXPECT_NEAR(signedArea(flatten(contour, 0.001)), area * 2.25, 0.05);
    EXPECT_LT((contour.handles[0] -
               (CurvePoint{10, 10} + CurvePoint{6 * std::cos(pi / 6), 6 * std::sin(pi / 6)}))
                  .length(),
              1e-9);
}

TEST(Contour, SimplifiedStaysWithinItsTolerance) {
    const Contour fine = circle({30, 30}, 20, 90);
    for (const double tolerance : {0.02, 0.1, 0.4}) {
        const Contour coarse = simplified(fine, tolerance);
        EXPECT_LE(coarse.handles.size(), 36U);
        const auto polygon = flatten(coarse, 0.001);
        for (const CurvePoint& point : flatten(fine, 0.001)) {
            EXPECT_LE(distanceTo(polygon, point), tolerance * 1.05 + 0.002);
        }
    }
    EXPECT_LT(simplified(fine, 0.4).handles.size(), simplified(fine, 0.02).handles.size());
}

/// Voxel by voxel, by the winding of a finely cut curve.
TEST(ContourMask, RasterisesAsThePointTestSays) {
    Random random(17);
    for (int trial = 0; trial < 200; ++trial) {
        const PlaneFrame frame = randomFrame(random);
        const Contour contour = randomContour(random, frame);
        const auto polygon = flatten(contour, 0.02 * frame.smallestMm());
        const Mask mask = rasterised({contour}, frame);
        for (std::int64_t row = 0; row < frame.rows(); ++row) {
            for (std::int64_t column = 0; column < frame.columns(); ++column) {
                const CurvePoint centre{static_cast<double>(column) * frame.columnMm(),
                                        static_cast<double>(row) * frame.rowMm()};
                ASSERT_EQ(mask[static_cast<std::size_t>(row * frame.columns() + column)] != 0,
                          encloses(polygon, centre))
                    << trial;
            }
        }
    }
}

TEST(ContourMask, HolesTakeAwayAndIslandsInThemStay) {
    const PlaneFrame frame(60, 60, 1, 1);
    const std::vector<Contour> contours{circle({30, 30}, 6, 12), circle({30, 30}, 24, 12),
                                        circle({30, 30}, 14, 12, true)};
    const Mask mask = rasterised(contours, frame);
    for (std::int64_t row = 0; row < 60; ++row) {
        for (std::int64_t column = 0; column < 60; ++column) {
            const double radius =
                std::hypot(static_cast<double>(column) - 30, static_cast<double>(row) - 30);
            if (std::abs(radius - 6) > 0.1 && std::abs(radius - 14) > 0.1 &&
                std::abs(radius - 24) > 0.1) {
                EXPECT_EQ(mask[static_cast<std::size_t>(row * 60 + column)] != 0,
                          radius < 6 || (radius > 14 && radius < 24));
            }
        }
    }
}

/// Borders that go around a voxel, outer ones less those of holes: one inside, none outside.
TEST(ContourMask, BordersEncloseTheirMaskExactly) {
    Random random(23);
    for (int trial = 0; trial < 200; ++trial) {
        const PlaneFrame frame(random.integer(1, 16), random.integer(1, 16), 0.7, 1.3);
        const Mask mask = randomMask(random, frame.size(), random.uniform(0, 1));
        const auto borders = bordersOf(mask, frame);
        for (std::int64_t row = 0; row < frame.rows(); ++row) {
            for (std::int64_t column = 0; column < frame.columns(); ++column) {
                const CurvePoint centre =
                    frame.toPlane({static_cast<double>(column), static_cast<double>(row), 0});
                int around = 0;
                for (const auto& border : borders) {
                    around += encloses(border, centre) ? (signedArea(border) > 0 ? 1 : -1) : 0;
                }
                ASSERT_EQ(around, mask[static_cast<std::size_t>(row * frame.columns() + column)])
                    << trial;
            }
        }
    }
}

TEST(ContourMask, TracingExactlyGivesTheMaskAgain) {
    Random random(29);
    for (int trial = 0; trial < 150; ++trial) {
        const PlaneFrame frame = randomFrame(random);
        const Mask mask = randomBlobs(random, frame.size(), 6, 12);
        const auto contours = traceContours(mask, frame, {.mostWrong = 0, .coarsest = 0.6});
        ASSERT_EQ(rasterised(contours, frame), mask) << trial;
    }
}

/// Nothing like a muscle: scattered voxels, whose pieces are one or two voxels wide.
TEST(ContourMask, TracingNoiseNearlyGivesTheMaskAgain) {
    Random random(37);
    std::int64_t wrong = 0;
    std::int64_t voxels = 0;
    for (int trial = 0; trial < 100; ++trial) {
        const PlaneFrame frame = randomFrame(random);
        const Mask mask = randomMask(random, frame.size(), random.uniform(0, 1));
        const Mask again = rasterised(traceContours(mask, frame), frame);
        for (std::size_t i = 0; i < mask.size(); ++i) {
            wrong += mask[i] != again[i] ? 1 : 0;
            voxels += mask[i];
        }
    }
    EXPECT_LE(static_cast<double>(wrong), 0.005 * static_cast<double>(voxels));
}

TEST(ContourMask, TracesADiscWithFewHandles) {
    const PlaneFrame frame(128, 128, 0.8, 0.8);
    const Contour disc = circle({51.2, 51.2}, 30, 24);
    const auto contours = traceContours(rasterised({disc}, frame), frame);
    ASSERT_EQ(contours.size(), 1U);
    EXPECT_FALSE(contours[0].hole);
    EXPECT_LE(contours[0].handles.size(), 28U);
    for (const CurvePoint& point : flatten(contours[0], 0.01)) {
        EXPECT_NEAR((point - CurvePoint{51.2, 51.2}).length(), 30, 0.8);
    }
}

TEST(ContourMask, TracesHolesAsHoles) {
    const PlaneFrame frame(80, 80, 1, 1);
    const Mask mask = rasterised({circle({40, 40}, 30, 12), circle({40, 40}, 9, 12, true)}, frame);
    const auto contours = traceContours(mask, frame);
    ASSERT_EQ(contours.size(), 2U);
    EXPECT_FALSE(contours[0].hole);
    EXPECT_TRUE(contours[1].hole);
}

} // namespace
} // namespace laurel
