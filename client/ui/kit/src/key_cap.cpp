#include "laurel/ui_kit/labels.h"

#include "content_line.h"
#include "laurel/ui_kit/painting.h"

#include <QPainter>

#include <algorithm>

namespace laurel::ui {
namespace {

constexpr int capSide = 18;
constexpr int padding = 5;

} // namespace

KeyCap::KeyCap(const QString& keys, QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    followTheme(this);
    setKeys(keys);
}

void KeyCap::setKeys(const QString& keys) {
    keys_ = keys;
    setAccessibleName(keys);
    updateGeometry();
    update();
}

QSize KeyCap::sizeHint() const {
    const QFontMetrics metrics(ui::font(TextRole::Rail, QFont::Medium));
    return {std::max(capSide, metrics.horizontalAdvance(keys_) + 2 * padding),
            std::max(capSide, metrics.height() + 4)};
}

void KeyCap::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawBox(painter, rect(), space::radiusCheck, theme().raised, theme().fieldBorder);
    painter.setFont(ui::font(TextRole::Rail, QFont::Medium));
    painter.setPen(theme().text2);
    drawLine(painter, rect(), Qt::AlignHCenter, keys_);
}

} // namespace laurel::ui
