#include "application.h"
#include "laurel/ui_kit/icons.h"

#include <QImage>
#include <QPainter>

#include <set>

namespace laurel::ui {
namespace {

constexpr int side = 20;
constexpr int margin = 20;
constexpr int zoom = 4;

template <class Paint>
QImage paintedWith(const Paint& paint) {
    QImage image(QSize(side + 2 * margin, side + 2 * margin) * zoom,
                 QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(zoom);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    paint(painter, QRectF(margin, margin, side, side));
    return image;
}

QImage painted(Icon icon) {
    return paintedWith([&](QPainter& painter, const QRectF& square) {
        paintIcon(painter, icon, square, Qt::white);
    });
}

struct Ink {
    int inside = 0, outside = 0;
};

Ink inkOf(const QImage& image) {
    Ink ink;
    const QRect square(margin * zoom, margin * zoom, side * zoom, side * zoom);
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (qAlpha(image.pixel(x, y)) > 0)
                ++(square.contains(x, y) ? ink.inside : ink.outside);
    return ink;
}

QByteArray bytesOf(const QImage& image) {
    return {reinterpret_cast<const char*>(image.constBits()), image.sizeInBytes()};
}

TEST(Icons, PaintWithinTheirSquare) {
    for (int i = 0; i < iconCount; ++i) {
        const Ink ink = inkOf(painted(static_cast<Icon>(i)));
        EXPECT_GT(ink.inside, 10 * zoom * zoom) << "icon " << i;
        EXPECT_EQ(ink.outside, 0) << "icon " << i;
    }
}

TEST(Icons, AreAllDifferent) {
    std::set<QByteArray> seen;
    for (int i = 0; i < iconCount; ++i)
        EXPECT_TRUE(seen.insert(bytesOf(painted(static_cast<Icon>(i)))).second) << "icon " << i;
}

TEST(Icons, StandInTheMiddle) { // no glyph leans out of its square by more than 1.6 of 20
    for (int i = 0; i < iconCount; ++i) {
        const QImage image = painted(static_cast<Icon>(i));
        QRect ink;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if (qAlpha(image.pixel(x, y)) > 0)
                    ink |= QRect(x, y, 1, 1);
        const QPointF off = QRectF(ink).center() - QPointF(image.width(), image.height()) / 2;
        EXPECT_LT(std::abs(off.x()) / zoom, 1.6) << "icon " << i;
        EXPECT_LT(std::abs(off.y()) / zoom, 1.6) << "icon " << i;
    }
}

TEST_F(WidgetTest, MarksOfStatesDifferInShape) {
    std::set<QByteArray> shapes;
    for (int i = 0; i < 5; ++i) {
        const QImage image = paintedWith([&](QPainter& painter, const QRectF& square) {
            paintStateMark(painter, static_cast<StateMark>(i), square);
        });
        EXPECT_GT(inkOf(image).inside, 0);
        EXPECT_EQ(inkOf(image).outside, 0);
        EXPECT_TRUE(shapes.insert(bytesOf(image.convertToFormat(QImage::Format_Alpha8))).second)
            << i;
    }
}

TEST_F(WidgetTest, IconsFollowThePixelRatio) {
    const QIcon glyph = icon(Icon::Brush);
    const QPixmap pixmap = glyph.pixmap(QSize(16, 16), 2.0);
    EXPECT_EQ(pixmap.size(), QSize(32, 32));
}

TEST_F(WidgetTest, IconsGreyOutWhenDisabled) {
    const auto strongest = [](const QPixmap& pixmap) {
        const QImage image = pixmap.toImage();
        QRgb best = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if (qAlpha(image.pixel(x, y)) > qAlpha(best))
                    best = image.pixel(x, y);
        return QColor(best).rgb();
    };
    const QIcon glyph = icon(Icon::Stop, theme().laurel);
    EXPECT_EQ(strongest(glyph.pixmap(QSize(40, 40), 1.0)), theme().laurel.rgb());
    EXPECT_EQ(strongest(glyph.pixmap(QSize(40, 40), 1.0, QIcon::Disabled)),
              theme().controlEdge.rgb());
}

} // namespace
} // namespace laurel::ui
