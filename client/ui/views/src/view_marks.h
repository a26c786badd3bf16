#pragma once

#include "plane_layout.h"

#include <QColor>
#include <QPointF>
#include <QPolygonF>
#include <QRectF>

class QPainter;

/// What lies over the image: drawn in device-independent pixels.
namespace laurel::ui {

/// The crosshair's lines through `at`, open around it, in the colours of the planes they stand for.
void paintCrossLines(QPainter& painter, const QRectF& view, const QPointF& at,
                     const QColor& vertical, const QColor& horizontal);
/// The strips that the lines cover.
std::array<QRect, 2> crossLineRects(const QRectF& view, const QPointF& at);

/// Letters of the patient's sides in the middle of the borders, in order left, top, right, bottom.
/// Those that reach into `part`.
void paintLetters(QPainter& painter, const QRectF& view, const std::array<QString, 4>& letters,
                  const QRectF& part);

/// A length in mm of the form 1, 2 or 5 × 10^n that is at most `longest` px.
double scaleBarMm(double pixelsPerMm, double longest);
/// At the lower right; nothing in views too small for it.
void paintScaleBar(QPainter& painter, const QRectF& view, double pixelsPerMm, const QRectF& part);

/// The pointer: a ring or square of the tool's size with a small plus, or a minus while it erases.
struct PointerMark {
    QPointF at;
    double size = 0; ///< px; 0: a plain cross
    bool square = false;
    bool erases = false;

    QRectF bounds() const;
};
void paintPointer(QPainter& painter, const PointerMark& mark);

/// A line that is being drawn, and the way back to its beginning.
void paintDrawnLine(QPainter& painter, const QPolygonF& line);
/// Dashed, with squares at its corners.
void paintRectangle(QPainter& painter, const QRectF& rectangle);
/// One of its corners; the first is larger: clicking it closes the line.
void paintCorner(QPainter& painter, const QPointF& at, bool first);

} // namespace laurel::ui
