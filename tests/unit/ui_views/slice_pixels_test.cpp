#include "orientations.h"
#include "slice_image.h"
#include "view_case.h"

#include "laurel/ui_kit/theme.h"

#include <cmath>

namespace laurel::ui {
namespace {

QColor colorAt(const QImage& image, const QPointF& at) {
    return image.pixelColor(static_cast<int>(std::floor(at.x())),
                            static_cast<int>(std::floor(at.y())));
}

void expectColor(const QColor& color, const QColor& expected, int within) {
    EXPECT_NEAR(color.red(), expected.red(), within);
    EXPECT_NEAR(color.green(), expected.green(), within);
    EXPECT_NEAR(color.blue(), expected.blue(), within);
}

QColor mixed(int grey, const Color& color, double opacity) {
    const auto mix = [&](int part) {
        return static_cast<int>(std::lround(grey * (1 - opacity) + part * opacity));
    };
    return {mix(color.red), mix(color.green), mix(color.blue)};
}

TEST(SliceView, GoesBothWaysBetweenVoxelsAndPixelsForAll48Orientations) {
    for (const Orientation& orientation : allOrientations()) {
        const Geometry grid = gridRunning(orientation, {8, 10, 12}, {1, 2, 3});
        ViewCase opened(evenVolume(grid, 1), LabelMap(grid));
        for (int axis = 0; axis < 3; ++axis) {
            SliceView view(opened.session, axis);
            view.resize(300, 260);
            view.setZoom(3);
            ContinuousIndex index{2.25, 7.5, 3};
            (axis == 0   ? index.x
             : axis == 1 ? index.y
                         : index.z) = static_cast<double>(view.plane().index);
            const ContinuousIndex back = view.toIndex(view.toWidget(index));
            EXPECT_NEAR(back.x, index.x, 1e-9);
            EXPECT_NEAR(back.y, index.y, 1e-9);
            EXPECT_NEAR(back.z, index.z, 1e-9);
        }
    }
}

TEST(SliceView, DrawsAVoxelWhereItSaysInAll48Orientations) {
    const GridSize size{9, 10, 11};
    const VoxelIndex bright{6, 2, 7};
    for (const Orientation& orientation : allOrientations()) {
        const Geometry grid = gridRunning(orientation, size, {1, 1.5, 2});
        std::vector<std::int16_t> pixels(static_cast<std::size_t>(size.voxels()));
        pixels[grid.offset(bright)] = 1000;
        ViewCase opened(Volume(grid, std::move(pixels)), LabelMap(grid));
        opened.session.view().setWindow({1000, 500, false});
        opened.session.view().setCrossLines(false);
        opened.session.view().setCrosshair(bright);
        for (int axis = 0; axis < 3; ++axis) {
            SliceView view(opened.session, axis);
            view.resize(280, 280);
            const QPointF at = view.toWidget({6, 2, 7});
            EXPECT_GT(colorAt(pictureOf(view), at).red(), 240)
                << orientation.letters() << " axis " << axis;
        }
    }
}

TEST(SliceView, ShowsTheFrameThatIsChosen) {
    const Geometry grid({8, 8, 3}, {1, 1, 1});
    std::vector<std::int16_t> pixels(8 * 8 * 3, 0);
    pixels.resize(2 * pixels.size(), 1000);
    ViewCase opened(Volume(grid, std::move(pixels), 2), LabelMap(grid));
    opened.session.view().setWindow({1000, 500, false});
    opened.session.view().setCrossLines(false);
    SliceView view(opened.session, 2);
    view.resize(200, 200);
    EXPECT_LT(colorAt(pictureOf(view), view.toWidget({4, 4, 1})).red(), 10);
    opened.session.view().setFrame(1);
    EXPECT_GT(colorAt(pictureOf(view), view.toWidget({4, 4, 1})).red(), 245);
    opened.session.view().setFrame(0);
    EXPECT_LT(colorAt(pictureOf(view), view.toWidget({4, 4, 1})).red(), 10);
}

TEST(SliceView, MapsValuesToGreysByWidthAndLevel) {
    const Geometry grid({40, 32, 24}, {1, 1, 2});
    for (const int stored : {-50, 0, 13, 100, 128, 250, 400}) {
        ViewCase opened(
            Volume(grid, std::vector<std::int16_t>(40 * 32 * 24, static_cast<std::int16_t>(stored)),
                   1, {2, -20}),
            LabelMap(grid));
        opened.session.view().setCrossLines(false);
        SliceView view(opened.session, 2);
        view.resize(320, 320);
        for (const GreyWindow& window : {GreyWindow{300, 200, false}, GreyWindow{300, 200, true}}) {
            opened.session.view().setWindow(window);
            const double value = 2.0 * stored - 20;
            double share = std::clamp((value - 50) / 300, 0.0, 1.0);
            share = window.inverted ? 1 - share : share;
            const QColor shown = colorAt(pictureOf(view), view.toWidget({20, 16, 12}));
            EXPECT_NEAR(shown.red(), 255 * share, 0.51);
            EXPECT_EQ(shown.red(), shown.blue());
        }
    }
}

TEST(SliceImage, ShowsEachStoredTypeAlike) {
    const Geometry grid({4, 3, 2}, {1, 1, 1});
    const PlaneLayout layout(grid, 2);
    const auto pictureOfType = [&]<typename T>(T value) {
        SliceImage image;
        const Volume volume(grid, std::vector<T>(24, value));
        return qRed(image.picture(volume, 0, layout, 1, {200, 100, false}).pixel(2, 1));
    };
    EXPECT_EQ(pictureOfType(std::uint8_t{60}), greyOf(60, {200, 100, false}));
    EXPECT_EQ(pictureOfType(std::int16_t{60}), 77);
    EXPECT_EQ(pictureOfType(std::uint16_t{60}), 77);
    EXPECT_EQ(pictureOfType(std::int32_t{60}), 77);
    EXPECT_EQ(pictureOfType(60.0F), 77);
    EXPECT_EQ(pictureOfType(std::nanf("")), 0);
}

class SmallView : public testing::Test {
  protected:
    SmallView() { view.resize(400, 320); } // 10 px a voxel

    QColor at(double x, double y) { return colorAt(pictureOf(view), view.toWidget({x, y, 12})); }
    void setLook(const SegmentLook& look) { opened->session.openCase().setLook(0, look); }

    std::unique_ptr<ViewCase> opened = smallCase();
    SliceView view{opened->session, 2};
};

TEST_F(SmallView, MixesFillsWithTheImageByOpacity) {
    expectColor(at(14, 11), mixed(100, {200, 40, 40}, 0.34), 2);
    setLook({true, false, 0.8, SegmentStyle::Both});
    expectColor(at(14, 11), mixed(100, {200, 40, 40}, 0.8), 2);
    expectColor(at(5, 5), QColor(100, 100, 100), 1);
}

TEST_F(SmallView, DrawsTheOutlineAtTheBorderOnly) {
    expectColor(at(9.54, 11), QColor(200, 40, 40), 1);
    expectColor(at(19.46, 11), QColor(200, 40, 40), 1);
    expectColor(at(14, 7.54), QColor(200, 40, 40), 1);
    expectColor(at(14, 15.46), QColor(200, 40, 40), 1);
    expectColor(at(9.4, 11), QColor(100, 100, 100), 1);
    expectColor(at(14.5, 11), mixed(100, {200, 40, 40}, 0.34), 2);
}

TEST_F(SmallView, FollowsTheStyleOfASegment) {
    setLook({true, false, 0.34, SegmentStyle::Outline});
    expectColor(at(14, 11), QColor(100, 100, 100), 1);
    expectColor(at(9.54, 11), QColor(200, 40, 40), 1);
    setLook({true, false, 0.34, SegmentStyle::Fill});
    expectColor(at(14, 11), mixed(100, {200, 40, 40}, 0.34), 2);
    expectColor(at(9.54, 11), mixed(100, {200, 40, 40}, 0.34), 2);
}

TEST_F(SmallView, LeavesHiddenSegmentsOut) {
    setLook({false, false, 0.34, SegmentStyle::Both});
    expectColor(at(14, 11), QColor(100, 100, 100), 1);
    expectColor(at(9.54, 11), QColor(100, 100, 100), 1);
}

TEST_F(SmallView, HatchesAProposalUntilItIsDiscarded) {
    Proposal proposal{LabelMap(opened->session.image().geometry()), 0, 23, {}, "", 0};
    proposal.labels.addSegment(segment("two", 2, {9, 9, 9}));
    for (VoxelIndex voxel{25, 8, 12}; voxel.y <= 20; ++voxel.y) {
        for (voxel.x = 25; voxel.x <= 35; ++voxel.x) {
            proposal.labels.set(voxel, 2);
        }
    }
    opened->session.setProposal(std::move(proposal));
    const QImage image = pictureOf(view);
    int fills = 0;
    int lines = 0;
    for (int x = 0; x < 60; ++x) {
        const QColor color = colorAt(image, view.toWidget({27, 14, 12}) + QPointF(x, 0));
        fills += std::abs(color.blue() - mixed(100, {40, 40, 200}, 0.2).blue()) <= 2;
        lines += color.blue() > 150;
    }
    EXPECT_GT(fills, 20);
    EXPECT_GE(lines, 5) << "a line every 10 px";
    EXPECT_LE(lines, 24);
    int dashed = 0;
    int open = 0;
    for (int y = 0; y < 64; ++y) { // along the left border
        const QColor color = colorAt(image, view.toWidget({24.54, 10, 12}) + QPointF(0, y));
        const bool solid = color == QColor(40, 40, 200);
        dashed += solid;
        open += !solid;
    }
    EXPECT_GT(dashed, 25);
    EXPECT_GT(open, 12);
    expectColor(colorAt(image, view.toWidget({30, 25, 12})), QColor(100, 100, 100), 1);
    opened->session.discardProposal();
    expectColor(at(30, 14), QColor(100, 100, 100), 1);
}

TEST_F(SmallView, HatchesWhatAnOfferedStepWouldChange) {
    CaseSession& session = opened->session;
    const Geometry& grid = session.image().geometry();
    for (int axis = 0; axis < 3; ++axis) {
        SliceView other(session, axis);
        other.resize(400, 320);
        session.view().setCrosshair({12, 10, 12});
        EditStep step;
        const auto run = [&](const VoxelIndex& start, std::uint32_t length, std::uint16_t before,
                             std::uint16_t after) {
            return DeltaRun{grid.offset(start), length, before, after};
        };
        // Around the crosshair "one" loses a block; beside it "two" gains one.
        std::vector<DeltaRun> runs;
        for (std::int64_t z = 10; z <= 13; ++z) {
            for (std::int64_t y = 9; y <= 12; ++y) {
                runs.push_back(run({11, y, z}, 4, 1, 0));
            }
            for (std::int64_t y = 20; y <= 23; ++y) {
                runs.push_back(run({11, y, z}, 4, 0, 2));
            }
        }
        step.voxels = EditDelta({{0, runs}});
        session.setOffer(std::move(step));
        const QImage image = pictureOf(other);
        int gains = 0;
        int losses = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor color = image.pixelColor(x, y);
                gains += color.blue() > color.red() + 15 && color.blue() > 110;
                losses += color.red() > 215 && color.green() > 110;
            }
        }
        EXPECT_GT(losses, 20) << axis;
        EXPECT_EQ(gains > 20, axis != 1) << "the crosshair's row is not where \"two\" gains";
        session.discardOffer();
        EXPECT_EQ(session.offer(), nullptr);
    }
}

/// A proposal grows slice by slice: in the slice's own view and across it.
TEST_F(SmallView, ShowsTheSlicesOfAProposalAsTheyCome) {
    CaseSession& session = opened->session;
    const Geometry& grid = session.image().geometry();
    const std::vector<Segment> segments{segment("two", 2, {9, 9, 9})};
    const std::vector<std::uint16_t> all(40 * 32, 2);
    SliceView sagittal(session, 0);
    sagittal.resize(400, 320);
    session.view().setCrosshair({5, 5, 3});
    const auto isProposed = [](const QColor& color) { return color.blue() > color.red() + 10; };
    const auto across = [&](std::int64_t slice) {
        return isProposed(
            colorAt(pictureOf(sagittal), sagittal.toWidget({5, 20, static_cast<double>(slice)})));
    };
    (void)pictureOf(view);
    session.beginGrowth(std::make_unique<ProposalGrowth>(grid, segments, SliceRange{0, 23}));
    EXPECT_FALSE(isProposed(at(25, 25)));
    session.grow({4, all});
    EXPECT_FALSE(isProposed(at(25, 25))) << "of another slice";
    EXPECT_TRUE(across(4));
    EXPECT_FALSE(across(3));
    session.grow({3, all});
    EXPECT_TRUE(isProposed(at(25, 25)));
    EXPECT_TRUE(across(3));
    EXPECT_TRUE(across(4));
    EXPECT_FALSE(across(5));

    Proposal whole{LabelMap(grid), 0, 23, {}, "", 0};
    whole.labels.addSegment(segments.front());
    whole.labels.set({25, 25, 3}, 2);
    session.setProposal(std::move(whole));
    EXPECT_TRUE(isProposed(at(25, 25)));
    EXPECT_FALSE(isProposed(at(10, 28))) << "the whole replaces what had come";
    EXPECT_FALSE(across(4));
}

TEST_F(SmallView, ShowsCrossLinesInThePlanesColoursWithAGapAtTheCrosshair) {
    opened->session.view().setCrossLines(true);
    opened->session.view().setCrosshair({30, 20, 12});
    const QImage image = pictureOf(view);
    const QPointF cross = view.toWidget({30, 20, 12});
    const QColor vertical = colorAt(image, cross + QPointF(0, -60));
    const QColor horizontal = colorAt(image, cross + QPointF(-60, 0));
    EXPECT_GT(vertical.green(), vertical.blue() + 40) << "yellow: the sagittal plane";
    EXPECT_GT(horizontal.red(), horizontal.green() + 40) << "pink: the coronal plane";
    expectColor(colorAt(image, cross + QPointF(0, -10)), QColor(100, 100, 100), 1);
    opened->session.view().setCrosshair({5, 20, 12});
    expectColor(colorAt(pictureOf(view), cross + QPointF(0, -60)), QColor(100, 100, 100), 1);
}

TEST_F(SmallView, WritesLettersAtTheSides) {
    const QImage image = pictureOf(view);
    const auto brightest = [&image](const QRect& part) {
        int most = 0;
        for (int y = part.top(); y <= part.bottom(); ++y) {
            for (int x = part.left(); x <= part.right(); ++x) {
                most = std::max(most, qRed(image.pixel(x, y)));
            }
        }
        return most;
    };
    EXPECT_GT(brightest({4, 150, 16, 20}), 200);
    EXPECT_GT(brightest({380, 150, 16, 20}), 200);
    EXPECT_GT(brightest({190, 4, 20, 20}), 200);
    EXPECT_GT(brightest({190, 298, 20, 20}), 200);
}

TEST_F(SmallView, NamesItselfForThoseWhoDoNotSee) {
    EXPECT_EQ(view.accessibleName(), "Axial, slice 13 of 24, one, in work");
    opened->session.view().setCrosshair({1, 1, 3});
    opened->session.view().setActiveSegment(1);
    EXPECT_EQ(view.accessibleName(), "Axial, slice 4 of 24, two, empty");
    EXPECT_EQ(SliceView(opened->session, 0).planeName(), "Sagittal");
    EXPECT_EQ(SliceView(opened->session, 1).planeColor(), theme().coronal);
}

TEST_F(SmallView, IsBlackBesideTheImage) {
    view.resize(600, 320);
    expectColor(colorAt(pictureOf(view), QPointF(60, 60)), theme().canvas, 0);
}

} // namespace
} // namespace laurel::ui
