#include "side_row.h"

#include "laurel/ui_kit/painting.h"

#include <QFontMetrics>
#include <QPainter>

namespace laurel::ui {

SideRow::SideRow(Icon glyph, const QString& text, QWidget* parent)
    : RowButton(text, parent), text_(text), glyph_(glyph) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

SideRow::SideRow(StateMark mark, const QString& text, QWidget* parent)
    : SideRow(Icon::Folder, text, parent) {
    mark_ = mark;
}

void SideRow::setCount(std::optional<qint64> count) {
    count_ = count;
    setAccessibleName(count ? text_ + QStringLiteral(", %1").arg(*count) : text_);
    update();
}

QSize SideRow::sizeHint() const {
    return {160, heightFor(QFontMetrics(ui::font(TextRole::Body)), space::row)};
}

void SideRow::paintContent(QPainter& painter) {
    if (isChecked()) {
        painter.fillRect(QRect(0, 0, 3, height()), theme().laurel);
    }
    const QRect box = rect().adjusted(space::l, 0, -space::m, 0);
    constexpr int glyph = 16;
    const QRectF square(box.left(), (height() - glyph) / 2.0, glyph, glyph);
    if (mark_) {
        paintStateMark(painter, *mark_, square.adjusted(1, 1, -1, -1));
    } else {
        paintIcon(painter, glyph_, square, isChecked() ? theme().laurelText : theme().text2);
    }
    const QString count = count_ ? QString::number(*count_) : QString();
    const QFont body = ui::font(TextRole::Body);
    const int numbers = QFontMetrics(body).horizontalAdvance(count);
    paintText(painter, box.adjusted(glyph + space::s, 0, -numbers - space::s, 0), text_, body,
              isChecked() ? theme().text1 : theme().text2);
    paintText(painter, box, count, body, theme().text3, Qt::AlignRight | Qt::AlignVCenter);
}

} // namespace laurel::ui
