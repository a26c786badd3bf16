#include "segment_row.h"
#include "segments_panel.h"

#include "laurel/session/texts.h"

#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace laurel::ui {

namespace {

constexpr double poorDice = 0.8; ///< from here on down it is worth a look

void paintNumber(QPainter& painter, const QRect& place, const QString& text, const QColor& color) {
    painter.setPen(color);
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignRight, text);
}

} // namespace

QSize SegmentsDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    const QFontMetrics metrics(font(TextRole::Body));
    return {200, std::max(space::row, metrics.height() + 12)};
}

void SegmentsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    const Theme& colors = theme();
    const SegmentRow places(option.rect);
    const bool chosen = (option.state & QStyle::State_Selected) != 0;
    const bool visible = index.data(SegmentsModel::VisibleRole).toBool();
    const bool locked = index.data(SegmentsModel::LockedRole).toBool();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (chosen) {
        painter->fillRect(option.rect, colors.selected);
        painter->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()),
                          colors.laurel);
    } else if ((option.state & QStyle::State_MouseOver) != 0) {
        painter->fillRect(option.rect, colors.hover);
    }
    paintStateMark(*painter, static_cast<StateMark>(index.data(SegmentsModel::StateRole).toInt()),
                   places.mark);
    painter->setPen(Qt::NoPen);
    painter->setBrush(index.data(SegmentsModel::ColorRole).value<QColor>());
    painter->drawRoundedRect(places.swatch, 3, 3);
    painter->setFont(font(TextRole::Body, chosen ? QFont::DemiBold : QFont::Normal));
    painter->setPen(visible ? colors.text1 : colors.text3);
    painter->drawText(places.name, Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle,
                                                        places.name.width()));
    painter->setFont(monoFont(TextRole::Body));
    const QVariant dice = index.data(SegmentsModel::DiceRole);
    paintNumber(*painter, places.dice,
                dice.isNull() ? QStringLiteral("–") : QString::number(dice.toDouble(), 'f', 2),
                !dice.isNull() && dice.toDouble() < poorDice ? colors.inWork : colors.text2);
    const double volume = index.data(SegmentsModel::VolumeRole).toDouble();
    const QString millilitres =
        volume > 0 ? QString::number(volume, 'f', volume < 10 ? 1 : 0) : QStringLiteral("–");
    paintNumber(*painter, places.volume, millilitres, colors.text2);
    const auto glyph = [&](const QRect& place, Icon icon, const QColor& color) {
        paintIcon(*painter, icon, QRectF(place.center().x() - 7, place.center().y() - 7, 15, 15),
                  color);
    };
    glyph(places.eye, visible ? Icon::Eye : Icon::EyeOff, visible ? colors.text2 : colors.text3);
    glyph(places.lock, locked ? Icon::Lock : Icon::Unlock,
          locked ? colors.text1 : colors.controlEdge);
    painter->restore();
}

bool SegmentsDelegate::editorEvent(QEvent* event, QAbstractItemModel* model,
                                   const QStyleOptionViewItem& option, const QModelIndex& index) {
    const bool press = event->type() == QEvent::MouseButtonPress;
    const bool twice = event->type() == QEvent::MouseButtonDblClick;
    if (press || twice || event->type() == QEvent::MouseButtonRelease) {
        const SegmentRow places(option.rect);
        const QPoint at = static_cast<QMouseEvent*>(event)->position().toPoint();
        const bool onEye = places.eye.contains(at);
        const bool onLock = places.lock.contains(at);
        if ((press || twice) && onEye) {
            Q_EMIT eyeClicked(index.row());
        } else if ((press || twice) && onLock) {
            Q_EMIT lockClicked(index.row());
        }
        if (onEye || onLock) {
            return true;
        }
    }
    return QStyledItemDelegate::editorEvent(event, model, option, index);
}

QWidget* SegmentsDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&,
                                        const QModelIndex&) const {
    auto* editor = new QLineEdit(parent);
    editor->setAccessibleName(Texts::tr("Name of the segment"));
    editor->setFont(font(TextRole::Body));
    return editor;
}

void SegmentsDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                            const QModelIndex&) const {
    editor->setGeometry(SegmentRow(option.rect).name.adjusted(-4, 2, 4, -2));
}

} // namespace laurel::ui
