#pragma once

#include "laurel/edit/measurement.h"
#include "laurel/session/grey_window.h"

#include <QPolygonF>
#include <QRectF>
#include <QString>

class QPainter;

namespace laurel::ui {

/// A ruler or an angle over the image, with its value beside its last point, within the view.
/// @param points   of the measurement, in device-independent pixels
/// @param stands   the chosen one
void paintMeasurement(QPainter& painter, const QRectF& view, const Measure& measurement,
                      const QPolygonF& points, bool stands);

/// The end of a swipe, over the whole height.
void paintSwipeLine(QPainter& painter, const QRectF& view, double x);

/// What the colours of an image stand for.
struct ColorBar {
    ColorMap map = ColorMap::Grey;
    QString title;
    QString low; ///< the values at its ends
    QString high;
};
/// At the lower left; nothing in views too small for it.
void paintColorBar(QPainter& painter, const QRectF& view, const ColorBar& bar);

} // namespace laurel::ui
