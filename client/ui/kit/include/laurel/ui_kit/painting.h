#pragma once

#include <QColor>
#include <QFontMetrics>
#include <QRectF>
#include <QString>

class QPainter;
class QWidget;

/// What the controls, and delegates that draw rows like them, paint with. Lengths in logical
/// pixels.
namespace laurel::ui {

/// The rectangle with its edges on whole device pixels, so that fills and lines are crisp at any
/// scale.
QRectF snapped(const QPainter& painter, const QRectF& rect);
/// Width of a "1-px" line: whole device pixels, at least one.
double hairline(const QPainter& painter);
/// Fills and frames a rounded rectangle; an invalid colour leaves that part out.
void drawBox(QPainter& painter, const QRectF& rect, double radius, const QColor& fill,
             const QColor& border = {});
/// A hairline along one side within the rectangle.
void drawEdge(QPainter& painter, const QRectF& rect, Qt::Edge edge, const QColor& color);

/// The text, or with its middle left out when it is wider than `width`; keeps the last word whole
/// where it can: "Extensor digit… longus".
QString elidedMiddle(const QFontMetrics& metrics, const QString& text, int width);

/// Width of the text with every digit in a cell of the widest digit.
double digitsWidth(const QFontMetricsF& metrics, const QString& text);
/// Draws with every digit in such a cell, so that columns of numbers stand in line. Pen and font of
/// the painter; vertically centred.
void drawDigits(QPainter& painter, const QRectF& rect, Qt::Alignment alignment,
                const QString& text);

/// Repaints and lays the widget out anew when the theme or the text scale changes.
void followTheme(QWidget* widget);
/// `base` px, or more when the text of now needs it.
int heightFor(const QFontMetrics& metrics, int base);

enum class FocusRing { Outside, Inside, None };
/// How the ring of keyboard focus goes around a widget: 2 px off (the default), within its edges
/// (views, lists), or not at all.
void setFocusRing(QWidget* widget, FocusRing ring);

} // namespace laurel::ui
