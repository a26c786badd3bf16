#include "slice_numbers.h"

#include "laurel/session/texts.h"

#include "pieces.h"

#include "laurel/ui_kit/painting.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace laurel::ui {

SliceNumbers::SliceNumbers(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setAccessibleName(Texts::tr("Numbers of the slice on show"));
    followTheme(this);
}

void SliceNumbers::present(const QString& title, std::vector<NumberAtSlice> numbers) {
    title_ = title;
    numbers_ = std::move(numbers);
    QStringList parts{title_};
    for (const NumberAtSlice& number : numbers_) {
        parts << number.name + u' ' + number.value;
    }
    setAccessibleDescription(parts.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

int SliceNumbers::rowHeight() const {
    return heightFor(QFontMetrics(ui::font(TextRole::Body)), 24);
}

QSize SliceNumbers::sizeHint() const {
    const int title = QFontMetrics(ui::font(TextRole::Caption)).horizontalAdvance(title_);
    return {std::clamp(title + space::m, 124, 168),
            (static_cast<int>(numbers_.size()) + 1) * rowHeight()};
}

/// What finds no room is told at the end, never cut through.
void SliceNumbers::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QRect line(0, 0, width(), rowHeight());
    paintText(painter, line, title_, ui::font(TextRole::Caption), theme().text3);
    const auto room = static_cast<std::size_t>(std::max(0, height() / rowHeight() - 1));
    const std::size_t shown = numbers_.size() <= room ? numbers_.size() : room - (room > 0 ? 1 : 0);
    for (std::size_t i = 0; i < shown; ++i) {
        const NumberAtSlice& number = numbers_[i];
        line.translate(0, rowHeight());
        drawBox(painter, QRectF(line.left(), line.center().y() - 5.0, 11, 11), 3, number.color);
        paintText(painter, line.adjusted(19, 0, -52, 0), number.name, ui::font(TextRole::Body),
                  theme().text1);
        painter.setFont(ui::font(TextRole::Body, QFont::DemiBold));
        painter.setPen(theme().text1);
        drawDigits(painter, line, Qt::AlignRight, number.value);
    }
    if (shown < numbers_.size() && room > 0) {
        line.translate(0, rowHeight());
        paintText(painter, line, Texts::tr("and %1 more").arg(numbers_.size() - shown),
                  ui::font(TextRole::Caption), theme().text3);
    }
}

} // namespace laurel::ui
