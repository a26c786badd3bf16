#include "application.h"

#include "laurel/ui_kit/range_histogram.h"
#include "laurel/ui_kit/theme.h"

#include <QImage>
#include <QSignalSpy>
#include <QTest>

namespace laurel::ui {
namespace {

class RangeHistogramTest : public ::testing::Test {
  protected:
    RangeHistogramTest() {
        histogram.resize(200, 64);
        histogram.setBars(std::vector<double>(10, 1), 0, 100);
        histogram.setRange(20, 80);
    }
    void drag(double from, double to) {
        const auto place = [&](double value) { return QPoint(qRound(histogram.xOf(value)), 20); };
        QTest::mousePress(&histogram, Qt::LeftButton, {}, place(from));
        QTest::mouseMove(&histogram, place(to));
        QTest::mouseRelease(&histogram, Qt::LeftButton, {}, place(to));
    }

    RangeHistogram histogram{QStringLiteral("Grey values")};
};

TEST_F(RangeHistogramTest, HandlesAreDraggedAndNeverPassEachOther) {
    QSignalSpy moved(&histogram, &RangeHistogram::rangeMoved);
    drag(20, 40);
    EXPECT_NEAR(histogram.rangeLow(), 40, 1);
    EXPECT_EQ(histogram.rangeHigh(), 80);
    drag(80, 60);
    EXPECT_NEAR(histogram.rangeHigh(), 60, 1);
    drag(40, 95);
    EXPECT_LE(histogram.rangeLow(), histogram.rangeHigh());
    EXPECT_NEAR(histogram.rangeLow(), 60, 1);
    EXPECT_GE(moved.count(), 3);
}

TEST_F(RangeHistogramTest, WhatIsSetIsClampedAndSaysNothing) {
    QSignalSpy moved(&histogram, &RangeHistogram::rangeMoved);
    histogram.setRange(-50, 500);
    EXPECT_EQ(histogram.rangeLow(), 0);
    EXPECT_EQ(histogram.rangeHigh(), 100);
    histogram.setBars({1, 2, 3}, 30, 60);
    EXPECT_EQ(histogram.rangeLow(), 30);
    EXPECT_EQ(histogram.rangeHigh(), 60);
    EXPECT_EQ(moved.count(), 0);
}

TEST_F(RangeHistogramTest, BarsWithinAreLaurel) {
    const QImage picture = histogram.grab().toImage();
    const auto colorOf = [&](double value) {
        return picture.pixelColor(static_cast<int>(histogram.xOf(value)), 40);
    };
    EXPECT_EQ(colorOf(45), theme().laurel);
    EXPECT_EQ(colorOf(95), theme().controlEdge);
    EXPECT_EQ(colorOf(5), theme().controlEdge);
}

} // namespace
} // namespace laurel::ui
