#include "area_curves.h"

#include "laurel/ui_views/area_plot.h"
#include "plot_scale.h"
#include "view_case.h"

#include "laurel/ui_kit/theme.h"

namespace laurel::ui {
namespace {

TEST(AreaCurves, AreVoxelsTimesTheirAreaAndUnknownWhereNothingWasSaid) {
    const auto opened = smallCase();
    const auto curves = areaCurves(opened->session.openCase());
    ASSERT_EQ(curves.size(), 1U) << "a segment without voxels has no curve";
    EXPECT_EQ(curves[0].name, "one");
    EXPECT_DOUBLE_EQ(curves[0].squareCentimetres[12].value(), 80 / 100.0);
    EXPECT_EQ(curves[0].squareCentimetres[3], std::nullopt);
    EXPECT_DOUBLE_EQ(largestArea(curves), 0.8);
}

TEST(AreaCurves, OfAProposalLieInItsSlices) {
    const auto opened = smallCase();
    Proposal proposal{LabelMap(opened->session.image().geometry()), 4, 6, {}, "", 0};
    proposal.labels.addSegment(segment("two", 2, {1, 2, 3}));
    proposal.labels.set({1, 1, 5}, 2);
    const auto curves = areaCurves(proposal, opened->session.segmentation());
    ASSERT_EQ(curves.size(), 1U);
    EXPECT_EQ(curves[0].color, QColor(40, 40, 200)) << "the case's colour, by name";
    EXPECT_EQ(curves[0].squareCentimetres[3], std::nullopt);
    EXPECT_DOUBLE_EQ(curves[0].squareCentimetres[4].value(), 0);
    EXPECT_DOUBLE_EQ(curves[0].squareCentimetres[5].value(), 0.01);
    EXPECT_EQ(curves[0].squareCentimetres[7], std::nullopt);
}

TEST(PlotScale, StepsAreOneTwoOrFive) {
    EXPECT_DOUBLE_EQ(niceStep(20, 4), 5);
    EXPECT_DOUBLE_EQ(niceStep(336, 5), 100);
    EXPECT_DOUBLE_EQ(niceStep(0.8, 5), 0.2);
    EXPECT_EQ(ticksUpTo(20, 5), (std::vector<double>{0, 5, 10, 15, 20}));
}

class Plot : public testing::Test {
  protected:
    bool hasColorNear(const QPointF& at, const QColor& color) {
        const QImage image = pictureOf(plot);
        for (int dy = -2; dy <= 2; ++dy) {
            for (int dx = -2; dx <= 2; ++dx) {
                const QColor found = image.pixelColor(at.toPoint() + QPoint(dx, dy));
                if (std::abs(found.red() - color.red()) + std::abs(found.green() - color.green()) +
                        std::abs(found.blue() - color.blue()) <
                    60) {
                    return true;
                }
            }
        }
        return false;
    }

    std::unique_ptr<ViewCase> opened = smallCase();
    AreaPlot plot{opened->session};
};

TEST_F(Plot, DrawsTheCurveWhereItSaysInBothLayouts) {
    const QColor color = readableOnPanel(QColor(200, 40, 40));
    for (const QSize& size : {QSize(180, 300), QSize(300, 180)}) {
        plot.resize(size);
        EXPECT_TRUE(hasColorNear(plot.positionOf(10, 0.8), color));
        EXPECT_FALSE(hasColorNear(plot.positionOf(10, 0.4), color));
        EXPECT_FALSE(hasColorNear(plot.positionOf(20, 0), color)) << "unknown is not 0";
    }
}

TEST_F(Plot, PutsTheFirstSliceOnTopOrAtTheLeft) {
    plot.resize(180, 300);
    EXPECT_LT(plot.positionOf(0, 0).y(), plot.positionOf(23, 0).y());
    EXPECT_LT(plot.positionOf(0, 0).x(), plot.positionOf(0, 0.5).x());
    plot.resize(300, 180);
    EXPECT_LT(plot.positionOf(0, 0).x(), plot.positionOf(23, 0).x());
    EXPECT_GT(plot.positionOf(0, 0).y(), plot.positionOf(0, 0.5).y());
}

TEST_F(Plot, AClickGoesToTheSlice) {
    for (const QSize& size : {QSize(180, 300), QSize(300, 180)}) {
        plot.resize(size);
        Mouse(plot).click(plot.positionOf(7, 0.3));
        EXPECT_EQ(opened->session.view().crosshair().z, 7);
        Mouse(plot).click(plot.positionOf(21, 0.3));
        EXPECT_EQ(opened->session.view().crosshair().z, 21);
    }
}

TEST_F(Plot, FollowsEdits) {
    plot.resize(180, 300);
    const QPointF before = plot.positionOf(12, 0.8);
    opened->session.act(0, [](LabelMapEdit& edit) {
        for (std::int64_t y = 0; y < 32; ++y) {
            edit.paint({0, y, 12}, 40, 2);
        }
        return StepLabel{StepKind::Fill, "Fill", ""};
    });
    EXPECT_LT(plot.positionOf(12, 0.8).x(), before.x()) << "the axis now reaches further";
}

} // namespace
} // namespace laurel::ui
