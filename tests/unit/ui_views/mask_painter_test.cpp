#include "mask_painter.h"

#include "region_loops.h"
#include "view_case.h"

#include "laurel/base/random.h"

#include <QPainter>

#include <map>
#include <tuple>

namespace laurel::ui {
namespace {

LabelMap randomSlice(Random& random, const GridSize& size, int values) {
    LabelMap labels(Geometry(size, {1, 1, 1}));
    for (std::uint16_t& voxel : labels.layer(0)) {
        voxel = static_cast<std::uint16_t>(random.integer(0, values));
    }
    return labels;
}

LabelPlane planeOf(const LabelMap& labels) {
    LabelPlane plane;
    plane.read(labels, PlaneLayout(labels.geometry(), 2), 0);
    return plane;
}

/// Sides between unlike voxels, each with the label whose side it is.
using Sides = std::map<std::tuple<int, int, int, int, int>, int>;

Sides sidesByDefinition(const LabelPlane& plane) {
    Sides sides;
    for (int y = 0; y < plane.rows(); ++y) {
        for (int x = 0; x < plane.columns(); ++x) {
            const int value = plane.at(0, x, y);
            if (value == 0) {
                continue;
            }
            // Directed so that the voxel lies at the right hand.
            const auto add = [&](int dx, int dy, int fromX, int fromY, int toX, int toY) {
                if (plane.at(0, x + dx, y + dy) != value) {
                    ++sides[{value, x + fromX, y + fromY, x + toX, y + toY}];
                }
            };
            add(0, -1, 0, 0, 1, 0);
            add(1, 0, 1, 0, 1, 1);
            add(0, 1, 1, 1, 0, 1);
            add(-1, 0, 0, 1, 0, 0);
        }
    }
    return sides;
}

Sides sidesOfLoops(const std::vector<RegionLoop>& loops) {
    Sides sides;
    for (const RegionLoop& loop : loops) {
        for (std::size_t i = 0; i < loop.corners.size(); ++i) {
            QPoint at = loop.corners[i];
            const QPoint end = loop.corners[(i + 1) % loop.corners.size()];
            const QPoint way = end - at;
            const QPoint step(way.x() == 0 ? 0 : way.x() / std::abs(way.x()),
                              way.y() == 0 ? 0 : way.y() / std::abs(way.y()));
            for (; at != end; at += step) {
                ++sides[{loop.value, at.x(), at.y(), at.x() + step.x(), at.y() + step.y()}];
            }
        }
    }
    return sides;
}

TEST(RegionLoops, WalkEachSideBetweenUnlikeVoxelsOnceWithTheRegionAtTheRight) {
    Random random(7);
    for (int round = 0; round < 60; ++round) {
        const LabelMap labels =
            randomSlice(random, {random.integer(1, 12), random.integer(1, 12), 1}, 1 + round % 3);
        const LabelPlane plane = planeOf(labels);
        ASSERT_EQ(sidesOfLoops(regionLoops(plane)), sidesByDefinition(plane));
    }
}

TEST(RegionLoops, TurnAtEveryCorner) {
    LabelMap labels(Geometry({6, 6, 1}, {1, 1, 1}));
    for (const auto& [x, y] : {std::pair{1, 1}, {2, 1}, {1, 2}, {2, 2}, {3, 2}}) {
        labels.set({x, y, 0}, 3);
    }
    const auto loops = regionLoops(planeOf(labels));
    ASSERT_EQ(loops.size(), 1U);
    const std::vector<QPoint> expected{{1, 1}, {3, 1}, {3, 2}, {4, 2}, {4, 3}, {1, 3}};
    EXPECT_EQ(loops[0].corners, expected);
}

TEST(LabelPlane, ReadsOnlyWhatWasTouched) {
    LabelMap labels(Geometry({6, 6, 2}, {1, 1, 1}));
    const PlaneLayout layout(labels.geometry(), 2);
    LabelPlane plane;
    plane.read(labels, layout, 1);
    labels.set({2, 3, 1}, 5);
    labels.set({4, 4, 1}, 6);
    plane.touch({2, 3, 2, 3});
    plane.read(labels, layout, 1);
    EXPECT_EQ(plane.at(0, 2, 3), 5);
    EXPECT_EQ(plane.at(0, 4, 4), 0);
    plane.forget();
    plane.read(labels, layout, 1);
    EXPECT_EQ(plane.at(0, 4, 4), 6);
    EXPECT_EQ(plane.at(0, -1, 7), 0);
}

/// Masks painted on black, one colour a segment.
QImage painted(const LabelMap& labels, double scale, const QRect& part) {
    const PlaneLayout layout(labels.geometry(), 2);
    const LabelPlane plane = planeOf(labels);
    const MaskTable table{Segmentation(labels)};
    const DeviceGrid grid(layout,
                          QRectF(0.3, 0.7, scale * static_cast<double>(layout.columns()),
                                 scale * static_cast<double>(layout.rows())),
                          1);
    QImage image(200, 200, QImage::Format_RGB32);
    image.fill(Qt::black);
    QPainter painter(&image);
    painter.setClipRect(part);
    MaskPainter masks(painter, plane, table, grid);
    masks.fill(grid.voxelsIn(part), maskBrush);
    masks.outline(grid.voxelsIn(part));
    return image;
}

LabelMap withSegments(LabelMap labels) {
    labels.addSegment(segment("one", 1, {200, 0, 0}));
    labels.addSegment(segment("two", 2, {0, 200, 0}));
    return labels;
}

TEST(MaskPainter, PaintsAPartAsItPaintsTheWhole) {
    Random random(11);
    for (int round = 0; round < 20; ++round) {
        const LabelMap labels = withSegments(randomSlice(random, {20, 20, 1}, 2));
        const double scale = random.uniform(0.4, 9);
        const QImage whole = painted(labels, scale, {0, 0, 200, 200});
        const QRect part(random.integer(0, 100), random.integer(0, 100), random.integer(1, 60),
                         random.integer(1, 60));
        ASSERT_EQ(painted(labels, scale, part).copy(part), whole.copy(part)) << "scale " << scale;
    }
}

TEST(MaskPainter, OutlinesInsideTheBorderAndClosesInnerCorners) {
    LabelMap labels(Geometry({20, 20, 1}, {1, 1, 1}));
    for (const auto& [x, y] : {std::pair{5, 5}, {5, 6}, {6, 6}}) {
        labels.set({x, y, 0}, 1);
    }
    const QImage image = painted(withSegments(labels), 10, {0, 0, 200, 200});
    const auto red = [&image](double x, double y) {
        return qRed(image.pixel(static_cast<int>(0.3 + 10 * x), static_cast<int>(0.7 + 10 * y)));
    };
    EXPECT_EQ(red(5.05, 5.5), 200) << "left border";
    EXPECT_EQ(red(4.9, 5.5), 0) << "nothing outside";
    EXPECT_NEAR(red(5.5, 5.5), 68, 2) << "fill";
    EXPECT_EQ(red(6.5, 6.05), 200) << "upper border of the step";
    EXPECT_EQ(red(5.95, 6.05), 200) << "the inner corner is closed";
    EXPECT_NEAR(red(5.5, 6.2), 68, 2) << "no line between voxels of one segment";
}

} // namespace
} // namespace laurel::ui
