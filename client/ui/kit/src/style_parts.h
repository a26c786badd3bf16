#pragma once

class QPainter;
class QRect;
class QStyleOption;
class QStyleOptionHeader;
class QStyleOptionMenuItem;
class QStyleOptionSlider;

namespace laurel::ui {

/// How Qt's own widgets are painted in the theme of now.
void paintMenuPanel(QPainter& painter, const QRect& rect);
void paintMenuItem(QPainter& painter, const QStyleOptionMenuItem& item);
void paintMenuBarItem(QPainter& painter, const QStyleOptionMenuItem& item);
void paintScrollBar(QPainter& painter, const QStyleOptionSlider& bar, const QRect& thumb);
void paintField(QPainter& painter, const QStyleOption& option);
void paintRow(QPainter& painter, const QStyleOption& option);
void paintHeaderSection(QPainter& painter, const QStyleOptionHeader& section);
void paintBranch(QPainter& painter, const QStyleOption& option);

/// Height of a menu's row; separators are lower.
int menuRowHeight(const QStyleOptionMenuItem& item);
/// What a row needs beside its text and keys: tick or glyph at the left, room at the right.
int menuRowPadding();

} // namespace laurel::ui
