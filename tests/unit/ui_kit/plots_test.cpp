#include "application.h"
#include "laurel/ui_kit/plots.h"

#include <cmath>
#include <limits>

namespace laurel::ui {
namespace {

const double undefined = std::numeric_limits<double>::quiet_NaN();

TEST(Ticks, AreRoundAndWithin) {
    EXPECT_EQ(niceTicks(0, 5, 6), (std::vector<double>{0, 1, 2, 3, 4, 5}));
    EXPECT_EQ(niceTicks(3, 17, 4).front(), 5);
    for (const double high : {0.003, 0.95, 7.2, 330.0, 1e6}) {
        const std::vector<double> ticks = niceTicks(high / 3, high, 6);
        ASSERT_GE(ticks.size(), 2U) << high;
        EXPECT_LE(ticks.size(), 6U) << high;
        EXPECT_GE(ticks.front(), high / 3 - 1e-9 * high);
        EXPECT_LE(ticks.back(), high * (1 + 1e-9));
    }
}

TEST(Ticks, AreNoneForNoRange) {
    EXPECT_TRUE(niceTicks(1, 1, 5).empty());
    EXPECT_TRUE(niceTicks(2, 1, 5).empty());
    EXPECT_TRUE(niceTicks(0, std::numeric_limits<double>::infinity(), 5).empty());
}

TEST(Smoothing, LeavesAConstantAlone) {
    const std::vector<QPointF> flat = {{0, 0.7}, {1, 0.7}, {2, 0.7}, {3, 0.7}};
    for (const QPointF& point : smoothed(flat, 0.95))
        EXPECT_NEAR(point.y(), 0.7, 1e-12);
}

TEST(Smoothing, OfWeightZeroIsTheIdentity) {
    const std::vector<QPointF> points = {{0, 3}, {1, -1}, {2, 7}};
    EXPECT_EQ(smoothed(points, 0), points);
}

TEST(Smoothing,
     AveragesByHand) { // weights 1/2: (1*0.5 + 4) / 1.5, then (1*0.25 + 4*0.5 + 1) / 1.75
    const std::vector<QPointF> result = smoothed({{0, 1}, {1, 4}, {2, 1}}, 0.5);
    ASSERT_EQ(result.size(), 3U);
    EXPECT_NEAR(result[1].y(), 4.5 / 1.5, 1e-12);
    EXPECT_NEAR(result[2].y(), 3.25 / 1.75, 1e-12);
}

TEST(Interpolated, LiesBetweenNeighboursAndNowhereElse) {
    const std::vector<QPointF> points{{0, 1}, {2, 5}, {4, std::nan("")}, {6, 3}};
    EXPECT_EQ(interpolated(points, 0), 1);
    EXPECT_EQ(interpolated(points, 0.5), 2);
    EXPECT_EQ(interpolated(points, 2), 5);
    EXPECT_FALSE(interpolated(points, 3).has_value()) << "one neighbour is not known";
    EXPECT_FALSE(interpolated(points, 4).has_value());
    EXPECT_FALSE(interpolated(points, -1).has_value());
    EXPECT_FALSE(interpolated(points, 7).has_value());
    EXPECT_FALSE(interpolated({}, 0).has_value());
}

TEST(Smoothing, SkipsWhatIsNotFinite) {
    for (const QPointF& point : smoothed({{0, undefined}, {1, 2}, {2, undefined}, {3, 2}}, 0.9))
        EXPECT_NEAR(point.y(), 2, 1e-12);
}

class CurvePlotTest : public WidgetTest {
  protected:
    CurvePlotTest() {
        plot.resize(400, 300);
        plot.setAxes({.low = 0, .high = 10}, {.low = 0, .high = 1});
        plot.setCurves({{.name = "this run", .color = Qt::red, .points = {{0, 0.1}, {10, 0.9}}}});
        show(plot);
    }

    void drag(QPoint from, QPoint to) {
        QTest::mousePress(&plot, Qt::LeftButton, {}, from);
        QTest::mouseMove(&plot, to);
        QTest::mouseRelease(&plot, Qt::LeftButton, {}, to);
    }

    CurvePlot plot{"Loss"};
};

TEST_F(CurvePlotTest, ADragZoomsIntoWhatItSpans) {
    const QSignalSpy zoomed(&plot, &CurvePlot::zoomed);
    drag(QPoint(120, 100), QPoint(240, 200));
    ASSERT_EQ(zoomed.count(), 1);
    const QRectF shown = plot.shown();
    EXPECT_GT(shown.left(), 0);
    EXPECT_LT(shown.right(), 10);
    EXPECT_GT(shown.top(), 0);
    EXPECT_LT(shown.bottom(), 1);
    QTest::mouseDClick(&plot, Qt::LeftButton, {}, QPoint(200, 150));
    EXPECT_EQ(plot.shown(), QRectF(0, 0, 10, 1));
    EXPECT_EQ(zoomed.count(), 2);
}

TEST_F(CurvePlotTest, AClickDoesNotZoom) {
    drag(QPoint(120, 100), QPoint(122, 101));
    EXPECT_EQ(plot.shown(), QRectF(0, 0, 10, 1));
}

TEST_F(CurvePlotTest, NewPointsKeepTheZoom) {
    drag(QPoint(120, 100), QPoint(240, 200));
    const QRectF shown = plot.shown();
    plot.setCurves({{.name = "this run", .points = {{0, 0.2}, {5, 0.5}, {10, 0.7}}}});
    EXPECT_EQ(plot.shown(), shown);
}

TEST_F(CurvePlotTest, RangesFollowTheDataWhereTheAxisIsFree) {
    plot.setAxes({}, {});
    plot.setCurves({{.name = "a", .points = {{2, 0.5}, {4, undefined}, {6, 0.7}}}});
    EXPECT_DOUBLE_EQ(plot.shown().left(), 2);
    EXPECT_DOUBLE_EQ(plot.shown().right(), 6);
    EXPECT_LT(plot.shown().top(), 0.5);
    EXPECT_GT(plot.shown().bottom(), 0.7);
}

/// Pixels of the hue in the rows from `first` to `last`.
int inkOf(CurvePlot& plot, const QColor& color, int first, int last) {
    const QImage image = plot.grab().toImage();
    int count = 0;
    for (int y = first; y < last; ++y)
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y).rgb() == color.rgb();
    return count;
}

TEST_F(CurvePlotTest, ReversedAxesGoDown) {
    const QColor red = readableOnPanel(Qt::red);
    plot.setCurves(
        {{.name = "low", .color = Qt::red, .width = 3, .points = {{0, 0.1}, {10, 0.1}}}});
    EXPECT_EQ(inkOf(plot, red, 0, 100), 0);
    EXPECT_GT(inkOf(plot, red, 200, 300), 100);
    plot.setAxes({.low = 0, .high = 10}, {.low = 0, .high = 1, .reversed = true});
    EXPECT_GT(inkOf(plot, red, 0, 100), 100);
    EXPECT_EQ(inkOf(plot, red, 200, 300), 0);
}

TEST_F(CurvePlotTest, AGapStaysAGap) {
    const QColor red = readableOnPanel(Qt::red);
    plot.setCurves({{.name = "whole",
                     .color = Qt::red,
                     .width = 3,
                     .points = {{0, 0.5}, {5, 0.5}, {10, 0.5}}}});
    const int whole = inkOf(plot, red, 0, 300);
    plot.setCurves({{.name = "gap",
                     .color = Qt::red,
                     .width = 3,
                     .points = {{0, 0.5}, {4, 0.5}, {5, undefined}, {6, 0.5}, {10, 0.5}}}});
    EXPECT_NEAR(inkOf(plot, red, 0, 300), whole * 0.8, whole * 0.05);
}

TEST_F(CurvePlotTest, PaintsWithoutCurves) {
    plot.setAxes({}, {});
    plot.setCurves({});
    plot.setSmoothing(0.9);
    EXPECT_FALSE(plot.grab().isNull());
    EXPECT_TRUE(plot.shown().isValid());
}

TEST_F(WidgetTest, ADumbbellPlotHasARowForEachMuscle) {
    DumbbellPlot plot("Per muscle");
    plot.setRows({{Qt::red, "Soleus", 0.889, 0.938}});
    const int one = plot.sizeHint().height();
    plot.setRows({{Qt::red, "Soleus", 0.889, 0.938}, {Qt::blue, "Peroneus", undefined, {}}});
    EXPECT_EQ(plot.sizeHint().height(), one + 30);
    plot.resize(380, plot.sizeHint().height());
    EXPECT_FALSE(plot.grab().isNull());
}

} // namespace
} // namespace laurel::ui
