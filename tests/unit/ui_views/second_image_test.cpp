#include "orientations.h"
#include "second_picture.h"
#include "view_case.h"

#include "laurel/ui_views/color_map.h"

#include "support/random_grids.h"

#include <cmath>

namespace laurel::ui {
namespace {

constexpr double steep = 3; // grey per mm

/// Grows along the patient's left, whatever the grid.
double greyAtPlace(const WorldPoint& at) {
    return 100 + steep * at.x;
}

std::shared_ptr<const Volume> rampOn(const Geometry& grid) {
    std::vector<float> values;
    const GridSize& size = grid.size();
    for (VoxelIndex at; at.z < size.z; ++at.z) {
        for (at.y = 0; at.y < size.y; ++at.y) {
            for (at.x = 0; at.x < size.x; ++at.x) {
                values.push_back(static_cast<float>(greyAtPlace(grid.toWorld(at))));
            }
        }
    }
    return std::make_shared<const Volume>(grid, std::move(values));
}

/// A second image in place of the first: opaque, in greys as they are.
SecondLook opaque() {
    SecondLook look;
    look.opacity = 1;
    look.map = ColorMap::Grey;
    look.window = {255, 127.5, false};
    return look;
}

QColor colorOnScreen(SliceView& view, const ContinuousIndex& at) {
    const QPointF place = view.toWidget(at);
    return pictureOf(view).pixelColor(static_cast<int>(place.x()), static_cast<int>(place.y()));
}

/// A small second image with its own spacing, turned and shifted, is seen where it lies in the
/// patient, in each view of a case of any orientation.
TEST(SecondImageInViews, IsSeenWhereItLiesInThePatient) {
    Random random(811);
    for (const Orientation& orientation : allOrientations()) {
        const Geometry grid = gridRunning(orientation, {24, 20, 22}, {1, 1.25, 1.5});
        ViewCase opened(evenVolume(grid, 0), LabelMap(grid));
        opened.session.view().setWindow({255, 127.5, false});
        opened.session.view().setCrossLines(false);
        const WorldPoint centre = grid.toWorld(ContinuousIndex{11.5, 9.5, 10.5});
        const Geometry around({60, 60, 60}, {0.8, 0.9, 1.1}, {}, randomDirection(random));
        const WorldPoint off = around.toWorld(ContinuousIndex{29.5, 29.5, 29.5});
        const Geometry second(around.size(), around.spacing(),
                              {centre.x - off.x, centre.y - off.y, centre.z - off.z},
                              around.direction());
        opened.session.view().second().open(rampOn(second), QStringLiteral("ramp"));
        opened.session.view().second().setLook(opaque());
        for (int axis = 0; axis < 3; ++axis) {
            SliceView view(opened.session, axis);
            view.resize(260, 260);
            for (const double part : {0.3, 0.5, 0.7}) {
                ContinuousIndex at{24 * part, 20 * (1 - part), 22 * part};
                (axis == 0   ? at.x
                 : axis == 1 ? at.y
                             : at.z) = static_cast<double>(view.plane().index);
                const double expected = greyAtPlace(grid.toWorld(at));
                EXPECT_NEAR(colorOnScreen(view, at).red(), expected, 4)
                    << orientation.letters() << " axis " << axis;
            }
        }
    }
}

TEST(SecondImageInViews, BlendsByItsOpacityAndOnlyWhereItIs) {
    const Geometry grid({40, 40, 3}, {1, 1, 2});
    ViewCase opened(evenVolume(grid, 100), LabelMap(grid));
    opened.session.view().setWindow({255, 127.5, false});
    opened.session.view().setCrossLines(false);
    // Covers the voxels 10 to 19 of both axes.
    const Geometry part({10, 10, 3}, {1, 1, 2}, {10, 10, 0});
    SecondImage& second = opened.session.view().second();
    second.open(std::make_shared<const Volume>(evenVolume(part, 200)), QStringLiteral("part"));
    SliceView view(opened.session, 2);
    view.resize(200, 200);
    for (const double opacity : {0.0, 0.25, 0.4, 1.0}) {
        SecondLook look = opaque();
        look.opacity = opacity;
        second.setLook(look);
        EXPECT_NEAR(colorOnScreen(view, {15, 15, 1}).green(), 100 + opacity * 100, 2);
        EXPECT_EQ(colorOnScreen(view, {30, 15, 1}), QColor(100, 100, 100)) << "it ends there";
    }
    SecondLook look = opaque();
    look.map = ColorMap::Hot;
    second.setLook(look);
    EXPECT_EQ(colorOnScreen(view, {15, 15, 1}).rgb(), colorTable(ColorMap::Hot)[200]);
    look.shown = false;
    second.setLook(look);
    EXPECT_EQ(colorOnScreen(view, {15, 15, 1}), QColor(100, 100, 100));
    look.shown = true;
    second.setLook(look);
    second.close();
    EXPECT_EQ(colorOnScreen(view, {15, 15, 1}), QColor(100, 100, 100));
}

TEST(SecondImageInViews, ASwipeEndsAtItsLineWhichNavigatingDrags) {
    const Geometry grid({40, 40, 3}, {1, 1, 2});
    ViewCase opened(evenVolume(grid, 50), LabelMap(grid));
    opened.session.view().setWindow({255, 127.5, false});
    opened.session.view().setCrossLines(false);
    SecondImage& second = opened.session.view().second();
    second.open(std::make_shared<const Volume>(evenVolume(grid, 220)), QStringLiteral("other"));
    SecondLook look = opaque();
    look.opacity = 0.1; // of no meaning in a swipe
    look.swipes = true;
    look.swipeAt = 0.5;
    second.setLook(look);
    SliceView view(opened.session, 2);
    view.resize(200, 200);
    EXPECT_EQ(pictureOf(view).pixelColor(60, 50).red(), 220);
    EXPECT_EQ(pictureOf(view).pixelColor(140, 50).red(), 50);
    const VoxelIndex cross = opened.session.view().crosshair();
    Mouse mouse(view);
    mouse.press({101, 50});
    mouse.move({160, 50});
    mouse.release({160, 50});
    EXPECT_NEAR(second.look().swipeAt, 0.8, 1e-9);
    EXPECT_EQ(opened.session.view().crosshair(), cross) << "the line was dragged, not the cross";
    EXPECT_EQ(pictureOf(view).pixelColor(140, 50).red(), 220);
    EXPECT_EQ(pictureOf(view).pixelColor(180, 50).red(), 50);
}

TEST(SecondImageInViews, TheCasesOwnImageTakesColoursToo) {
    const Geometry grid({10, 10, 3}, {1, 1, 2});
    ViewCase opened(evenVolume(grid, 180), LabelMap(grid));
    opened.session.view().setWindow({255, 127.5, false});
    opened.session.view().setCrossLines(false);
    SliceView view(opened.session, 2);
    view.resize(200, 200);
    for (int map = 0; map < colorMaps; ++map) {
        opened.session.view().setColorMap(static_cast<ColorMap>(map));
        EXPECT_EQ(colorOnScreen(view, {5, 5, 1}).rgb(),
                  colorTable(static_cast<ColorMap>(map))[180]);
    }
}

TEST(SecondImageInViews, FinerImagesAreSampledFiner) {
    const Geometry base({10, 8, 3}, {2, 2, 4});
    const PlaneLayout layout(base, 2);
    SecondImage second;
    second.open(rampOn(Geometry({40, 40, 12}, {0.5, 0.5, 1})), QStringLiteral("fine"));
    SecondPicture picture;
    const QImage& fine = picture.picture(second, base, layout, 1);
    EXPECT_EQ(fine.size(), QSize(40, 32));
    const WorldPlane plane = worldPlaneOf(base, layout, 1, 4);
    const WorldPoint first = base.toWorld(layout.toIndex({-0.375, -0.375}, 1));
    EXPECT_NEAR(plane.origin.x, first.x, 1e-9);
    EXPECT_NEAR(plane.origin.y, first.y, 1e-9);
    EXPECT_NEAR(std::abs(plane.columnStep.x), 0.5, 1e-9);
}

} // namespace
} // namespace laurel::ui
