#include "structure_set_contours.h"

#include "laurel/base/random.h"
#include "support/random_grids.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Mask filled(const std::vector<PlaneContour>& contours, const ContourPlane& plane) {
    Mask mask(static_cast<std::size_t>(plane.columns * plane.rows), 1);
    fillContours(contours, plane, mask);
    return mask;
}

Mask maskOf(const std::vector<std::string>& rows) {
    Mask mask;
    for (const std::string& row : rows) {
        for (const char c : row) {
            mask.push_back(c == '#');
        }
    }
    return mask;
}

double areaOf(const PlaneContour& contour) {
    double twice = 0;
    for (std::size_t i = 0; i < contour.size(); ++i) {
        const ContourVertex& a = contour[i];
        const ContourVertex& b = contour[(i + 1) % contour.size()];
        twice += a.x * b.y - b.x * a.y;
    }
    return twice / 2;
}

TEST(TraceContours, FillingGivesTheSameMaskForAnyMask) {
    Random random(1);
    for (int i = 0; i < 3000; ++i) {
        const ContourPlane plane{random.integer(1, 24), random.integer(1, 24)};
        const GridSize size{plane.columns, plane.rows, 1};
        const Mask mask = random.chance(0.5) ? randomMask(random, size, random.uniform(0, 1))
                                             : randomBlobs(random, size, 4, 7);
        ASSERT_EQ(filled(traceContours(mask, plane), plane), mask) << i;
    }
}

// What a reader sees that unites contours, where ours counts them: the same, since every contour
// encloses its own pixels only.
TEST(TraceContours, ContoursShareNoPixel) {
    Random random(2);
    for (int i = 0; i < 500; ++i) {
        const ContourPlane plane{random.integer(1, 16), random.integer(1, 16)};
        const GridSize size{plane.columns, plane.rows, 1};
        const Mask mask = randomMask(random, size, random.uniform(0, 1));
        const auto contours = traceContours(mask, plane);
        const auto parts = connectedComponents(mask, size);
        ASSERT_EQ(contours.size(), parts.sizes.size());
        Mask together(mask.size());
        for (const PlaneContour& contour : contours) {
            const Mask one = filled({contour}, plane);
            const auto pixels = std::count(one.begin(), one.end(), 1);
            EXPECT_DOUBLE_EQ(std::abs(areaOf(contour)), static_cast<double>(pixels));
            for (std::size_t at = 0; at < one.size(); ++at) {
                together[at] = static_cast<std::uint8_t>(together[at] + one[at]);
            }
        }
        ASSERT_EQ(together, mask);
    }
}

TEST(TraceContours, ARectangleHasFourCorners) {
    const ContourPlane plane{6, 5};
    const auto contours =
        traceContours(maskOf({"......", ".####.", ".####.", "......", "......"}), plane);
    ASSERT_THAT(contours, SizeIs(1));
    EXPECT_THAT(contours[0], ElementsAre(ContourVertex{0.5, 0.5}, ContourVertex{4.5, 0.5},
                                         ContourVertex{4.5, 2.5}, ContourVertex{0.5, 2.5}));
}

TEST(TraceContours, AHoleIsJoinedByPointsThatOccurTwice) {
    const ContourPlane plane{4, 3};
    const auto contours = traceContours(maskOf({"####", "##.#", "####"}), plane);
    ASSERT_THAT(contours, SizeIs(1));
    EXPECT_THAT(contours[0], ElementsAre(ContourVertex{-0.5, -0.5}, ContourVertex{3.5, -0.5},
                                         ContourVertex{3.5, 2.5}, ContourVertex{-0.5, 2.5},
                                         ContourVertex{-0.5, 0.5}, ContourVertex{1.5, 0.5},
                                         ContourVertex{1.5, 1.5}, ContourVertex{2.5, 1.5},
                                         ContourVertex{2.5, 0.5}, ContourVertex{1.5, 0.5},
                                         ContourVertex{-0.5, 0.5}));
}

TEST(TraceContours, NothingHasNoContour) {
    EXPECT_THAT(traceContours(Mask(12), {4, 3}), IsEmpty());
}

TEST(FillContours, NestedContoursAreHolesAndIslands) {
    const auto square = [](double from, double to) {
        return PlaneContour{{from, from}, {to, from}, {to, to}, {from, to}};
    };
    const Mask mask = filled({square(-0.5, 6.5), square(0.5, 5.5), square(2.5, 3.5)}, {7, 7});
    EXPECT_EQ(mask, maskOf({"#######", "#.....#", "#.....#", "#..#..#", "#.....#", "#.....#",
                            "#######"}));
}

// The rule against its definition: a centre's parity of crossings, by the angle that the contour
// turns around it.
TEST(FillContours, CentresAreInsideWhereTheContourWindsAnOddNumberOfTimes) {
    Random random(3);
    for (int i = 0; i < 200; ++i) {
        PlaneContour contour(static_cast<std::size_t>(random.integer(3, 12)));
        for (ContourVertex& point : contour) {
            point = {random.uniform(-4, 14), random.uniform(-4, 14)};
        }
        const Mask mask = filled({contour}, {10, 10});
        for (std::size_t at = 0; at < mask.size(); ++at) {
            const std::size_t column = at % 10;
            const std::size_t row = at / 10;
            const auto x = static_cast<double>(column);
            const auto y = static_cast<double>(row);
            double turned = 0;
            for (std::size_t k = 0; k < contour.size(); ++k) {
                const ContourVertex& a = contour[k];
                const ContourVertex& b = contour[(k + 1) % contour.size()];
                turned +=
                    std::remainder(std::atan2(b.y - y, b.x - x) - std::atan2(a.y - y, a.x - x),
                                   2 * std::numbers::pi);
            }
            const auto windings = std::lround(turned / (2 * std::numbers::pi));
            ASSERT_EQ(mask[at], windings % 2 != 0) << i;
        }
    }
}

TEST(FillContours, EdgesThroughCentresBelongToOneSideOnly) {
    const PlaneContour left{{0, 0}, {2, 0}, {2, 4}, {0, 4}};
    const PlaneContour right{{2, 0}, {4, 0}, {4, 4}, {2, 4}};
    const Mask a = filled({left}, {5, 5});
    const Mask b = filled({right}, {5, 5});
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_FALSE(a[i] != 0 && b[i] != 0);
    }
    EXPECT_EQ(std::count(a.begin(), a.end(), 1), 8);
}

TEST(FillContours, ContoursFarOutsideAreCutAtTheEdge) {
    const Mask mask = filled({{{-1e9, -1e9}, {1e9, -1e9}, {1e9, 1e9}, {-1e9, 1e9}}}, {3, 2});
    EXPECT_EQ(mask, Mask(6, 1));
    EXPECT_EQ(filled({{{50, 50}, {60, 50}, {60, 60}}}, {3, 2}), Mask(6));
    EXPECT_EQ(filled({{{1, 1}}, {}}, {3, 2}), Mask(6));
}

} // namespace
} // namespace laurel
