#include "style_parts.h"

#include "content_line.h"
#include "laurel/ui_kit/icons.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QPainter>
#include <QStyleOption>

#include <algorithm>

namespace laurel::ui {
namespace {

constexpr int signSide = 16;
constexpr int signLeft = 8;
constexpr int textLeft = signLeft + signSide + 8;
constexpr int textRight = 12;
constexpr int submenuSide = 16;
constexpr int keysGap = 24;
constexpr int separatorHeight = 9;
constexpr int thumbInset = 2;

bool has(const QStyleOption& option, QStyle::StateFlag state) {
    return option.state.testFlag(state);
}

void paintSign(QPainter& painter, const QStyleOptionMenuItem& item, const QColor& color) {
    const QRectF square(QRect(item.rect.left() + signLeft,
                              item.rect.center().y() - signSide / 2 + 1, signSide, signSide));
    const bool ticked = item.checkType != QStyleOptionMenuItem::NotCheckable && item.checked;
    if (ticked)
        paintIcon(painter, Icon::Check, square.adjusted(1, 1, -1, -1), color);
    else if (!item.icon.isNull())
        item.icon.paint(&painter, square.toRect(), Qt::AlignCenter,
                        has(item, QStyle::State_Enabled) ? QIcon::Normal : QIcon::Disabled);
}

void paintSubmenuSign(QPainter& painter, const QRect& row, const QColor& color) {
    const QRectF square(QRect(row.right() - submenuSide - 4, row.center().y() - submenuSide / 2 + 1,
                              submenuSide, submenuSide));
    paintIcon(painter, Icon::ChevronRight, square, color);
}

QString withoutMnemonic(const QString& text) {
    QString plain;
    for (qsizetype i = 0; i < text.size(); ++i)
        if (text[i] != u'&' || (i + 1 < text.size() && text[i + 1] == u'&' && ++i))
            plain += text[i];
    return plain;
}

void paintSeparator(QPainter& painter, const QRect& row) {
    const QRectF line(row.left() + signLeft, row.center().y(), row.width() - 2 * signLeft, 1);
    drawEdge(painter, line, Qt::TopEdge, theme().fieldBorder);
}

} // namespace

int menuRowHeight(const QStyleOptionMenuItem& item) {
    if (item.menuItemType == QStyleOptionMenuItem::Separator)
        return separatorHeight;
    return heightFor(QFontMetrics(font(TextRole::Body)), space::button);
}

int menuRowPadding() {
    return textLeft + textRight + keysGap;
}

void paintMenuPanel(QPainter& painter, const QRect& rect) {
    painter.fillRect(rect, theme().panel); // corners, where the window cannot be translucent
    drawBox(painter, rect, space::radiusControl, theme().raised, theme().fieldBorder);
}

void paintMenuItem(QPainter& painter, const QStyleOptionMenuItem& item) {
    if (item.menuItemType == QStyleOptionMenuItem::Separator)
        return paintSeparator(painter, item.rect);
    const Theme& colors = theme();
    const bool enabled = has(item, QStyle::State_Enabled);
    if (enabled && has(item, QStyle::State_Selected))
        drawBox(painter, item.rect, space::radiusCheck, colors.hover);
    const QColor text = enabled ? colors.text1 : colors.text3;
    paintSign(painter, item, enabled ? colors.laurelText : colors.text3);
    const qsizetype tab = item.text.indexOf(u'\t');
    const QRectF place = item.rect.adjusted(textLeft, 0, -textRight, 0);
    painter.setFont(font(TextRole::Body));
    painter.setPen(text);
    drawLine(painter, place, Qt::AlignLeft,
             withoutMnemonic(tab < 0 ? item.text : item.text.left(tab)));
    if (item.menuItemType == QStyleOptionMenuItem::SubMenu)
        return paintSubmenuSign(painter, item.rect, text);
    painter.setPen(colors.text3);
    drawLine(painter, place, Qt::AlignRight, tab < 0 ? QString() : item.text.mid(tab + 1));
}

void paintMenuBarItem(QPainter& painter, const QStyleOptionMenuItem& item) {
    const Theme& colors = theme();
    painter.fillRect(item.rect, colors.panel);
    const bool open = has(item, QStyle::State_Sunken);
    const bool hot = has(item, QStyle::State_Selected);
    if (open || hot)
        drawBox(painter, item.rect, space::radiusControl, open ? colors.selected : colors.hover);
    painter.setFont(font(TextRole::Body));
    const QColor active = open || hot ? colors.text1 : colors.text2;
    painter.setPen(has(item, QStyle::State_Enabled) ? active : colors.text3);
    drawLine(painter, item.rect, Qt::AlignHCenter, withoutMnemonic(item.text));
}

void paintScrollBar(QPainter& painter, const QStyleOptionSlider& bar, const QRect& thumb) {
    const Theme& colors = theme();
    if (bar.maximum <= bar.minimum)
        return;
    const bool active = has(bar, QStyle::State_MouseOver) || has(bar, QStyle::State_Sunken);
    const QRectF body = thumb.adjusted(thumbInset, thumbInset, -thumbInset, -thumbInset);
    drawBox(painter, body, std::min(body.width(), body.height()) / 2,
            active ? colors.controlEdge : colors.fieldBorder);
}

void paintField(QPainter& painter, const QStyleOption& option) {
    const Theme& colors = theme();
    const bool enabled = has(option, QStyle::State_Enabled);
    const QColor border = has(option, QStyle::State_HasFocus) ? colors.laurel : colors.fieldBorder;
    drawBox(painter, option.rect, space::radiusControl, enabled ? colors.fieldFill() : colors.panel,
            enabled ? border : colors.line);
}

void paintRow(QPainter& painter, const QStyleOption& option) {
    if (has(option, QStyle::State_Selected))
        painter.fillRect(option.rect, theme().selected);
    else if (has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled))
        painter.fillRect(option.rect, theme().hover);
}

void paintHeaderSection(QPainter& painter, const QStyleOptionHeader& section) {
    const Theme& colors = theme();
    painter.fillRect(section.rect, colors.panel);
    drawEdge(painter, section.rect, Qt::BottomEdge, colors.line);
}

void paintBranch(QPainter& painter, const QStyleOption& option) {
    if (!has(option, QStyle::State_Children))
        return;
    QRectF square(0, 0, signSide, signSide);
    square.moveCenter(QRectF(option.rect).center());
    paintIcon(painter, has(option, QStyle::State_Open) ? Icon::ChevronDown : Icon::ChevronRight,
              square, theme().text3);
}

} // namespace laurel::ui
