#include "application.h"
#include "laurel/ui_kit/painting.h"

#include <QImage>
#include <QPainter>

#include <cmath>

namespace laurel::ui {
namespace {

bool isWhole(double value) {
    return std::abs(value - std::round(value)) < 1e-6;
}

QImage canvas(double ratio) {
    QImage image(QSize(100, 60) * ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::black);
    return image;
}

class AtScale : public WidgetTest, public testing::WithParamInterface<double> {};
INSTANTIATE_TEST_SUITE_P(Painting, AtScale, testing::Values(1.0, 1.25, 1.5, 2.0));

TEST_P(AtScale, SnapsEdgesToDevicePixels) {
    QImage image = canvas(GetParam());
    QPainter painter(&image);
    painter.translate(3.3, 1.7);
    const QRectF device =
        painter.deviceTransform().mapRect(snapped(painter, QRectF(10.1, 5.6, 33.3, 21.2)));
    for (const double edge : {device.left(), device.top(), device.right(), device.bottom()})
        EXPECT_TRUE(isWhole(edge)) << edge;
    EXPECT_TRUE(isWhole(hairline(painter) * GetParam()));
    EXPECT_GE(hairline(painter) * GetParam(), 1);
}

TEST_P(AtScale, DrawsLinesWithoutBlur) {
    QImage image = canvas(GetParam());
    QPainter painter(&image);
    drawBox(painter, QRectF(10, 10, 61, 31), 0, Qt::red, Qt::white);
    drawEdge(painter, QRectF(0, 50.4, 100, 1), Qt::TopEdge, Qt::white);
    painter.end();
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QRgb pixel = image.pixel(x, y);
            ASSERT_TRUE(pixel == 0xFF000000 || pixel == 0xFFFFFFFF || pixel == 0xFFFF0000)
                << x << ' ' << y;
        }
}

TEST_F(WidgetTest, LeavesOutTheMiddleOfALongName) {
    const QFontMetrics metrics(font(TextRole::Body));
    const QString name = QStringLiteral("Extensor digitorum longus");
    const int whole = metrics.horizontalAdvance(name);
    EXPECT_EQ(elidedMiddle(metrics, name, whole), name);
    const QString shown = elidedMiddle(metrics, name, whole - 20);
    EXPECT_TRUE(shown.startsWith(QStringLiteral("Extensor di"))) << shown.toStdString();
    EXPECT_TRUE(shown.endsWith(QStringLiteral("… longus"))) << shown.toStdString();
    EXPECT_LE(metrics.horizontalAdvance(shown), whole - 20);
}

TEST_F(WidgetTest, LeavesOutTheMiddleOfOneWord) {
    const QFontMetrics metrics(font(TextRole::Body));
    const QString shown = elidedMiddle(metrics, QStringLiteral("Gastrocnemiusmedialis"), 70);
    EXPECT_TRUE(shown.startsWith(u'G'));
    EXPECT_TRUE(shown.endsWith(u's'));
    EXPECT_LE(metrics.horizontalAdvance(shown), 70);
}

TEST_F(WidgetTest, GivesEveryDigitTheSameWidth) {
    const QFontMetricsF metrics(font(TextRole::Body));
    EXPECT_DOUBLE_EQ(digitsWidth(metrics, QStringLiteral("111.1")),
                     digitsWidth(metrics, QStringLiteral("888.8")));
    EXPECT_DOUBLE_EQ(digitsWidth(metrics, QStringLiteral("11")),
                     2 * digitsWidth(metrics, QStringLiteral("1")));
}

int firstColumn(const QString& number) {
    QImage image = canvas(2);
    QPainter painter(&image);
    painter.setFont(font(TextRole::Body));
    painter.setPen(Qt::white);
    drawDigits(painter, QRectF(0, 0, 100, 30), Qt::AlignRight, number + QStringLiteral(".8"));
    painter.end();
    for (int x = 0; x < image.width(); ++x)
        for (int y = 0; y < image.height(); ++y)
            if (qRed(image.pixel(x, y)) > 128)
                return x;
    return -1;
}

TEST_F(WidgetTest, StandsNumbersInLine) { // 1 is narrower than its cell, 8 fills it
    EXPECT_LT(std::abs(firstColumn(QStringLiteral("8")) - firstColumn(QStringLiteral("0"))), 3);
    EXPECT_LT(firstColumn(QStringLiteral("88")), firstColumn(QStringLiteral("8")) - 8);
}

} // namespace
} // namespace laurel::ui
