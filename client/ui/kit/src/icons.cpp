#include "laurel/ui_kit/icons.h"

#include "icon_paths.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QIconEngine>
#include <QPainter>
#include <QPixmap>

#include <algorithm>

namespace laurel::ui {
namespace {

constexpr double grid = 20;
constexpr double stroke = 1.5;

/// A little stronger than to scale where glyphs are small.
double strokeAt(double side) {
    return std::max(stroke, 1.25 * grid / side);
}

void paintLayer(QPainter& painter, const IconLayer& layer, const QColor& color, double width) {
    QPen pen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    if (layer.ink == IconInk::Dashed)
        pen.setDashPattern({1.2, 1.95});
    if (layer.ink == IconInk::Filled)
        painter.fillPath(layer.path, color);
    else
        painter.strokePath(layer.path, pen);
}

class GlyphEngine : public QIconEngine {
  public:
    GlyphEngine(Icon icon, const QColor& color) : icon_(icon), color_(color) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        paintIcon(*painter, icon_, rect, mode == QIcon::Disabled ? theme().controlEdge : color_);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine* clone() const override { return new GlyphEngine(*this); }

  private:
    Icon icon_;
    QColor color_;
};

} // namespace

void paintIcon(QPainter& painter, Icon icon, const QRectF& square, const QColor& color) {
    const double side = std::min(square.width(), square.height());
    if (side <= 0)
        return;
    QRectF centered(0, 0, side, side);
    centered.moveCenter(square.center());
    const QPointF origin = snapped(painter, centered).topLeft();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(origin);
    painter.scale(side / grid, side / grid);
    for (const IconLayer& layer : iconLayers(icon))
        paintLayer(painter, layer, color, strokeAt(side));
    painter.restore();
}

QIcon icon(Icon icon, const QColor& color) {
    return QIcon(new GlyphEngine(icon, color.isValid() ? color : theme().text2));
}

} // namespace laurel::ui
