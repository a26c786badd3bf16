#pragma once

#include "laurel/edit/contour_tool.h"

#include <QColor>
#include <QPointF>

#include <functional>
#include <span>

class QPainter;

namespace laurel::ui {

/// Curves with their handles over the image, in device-independent pixels.
class CurvePicture {
  public:
    /// @param toWidget from a plane of the volume to the widget
    CurvePicture(QPainter& painter, const QColor& color,
                 std::function<QPointF(const CurvePoint&)> toWidget)
        : painter_(painter), color_(color), toWidget_(std::move(toWidget)) {}

    /// @param finest mm: chords stay this near to the curve
    void curves(const std::vector<Contour>& curves, double finest);
    /// Those of a slice beside this one: dashed and faint.
    void neighbours(const std::vector<Contour>& curves, double finest);
    /// What an act that is not done yet would make of them: dashed.
    void planned(std::span<const Contour> curves, double finest);
    /// @param selected the handle that stands out, of this plane
    void handles(const std::vector<Contour>& curves, std::span<const HandlePlace> selected);
    void boxes(const std::vector<ContourBox>& boxes);
    /// A curve that is being drawn, and where the pointer would take it.
    void pending(const std::vector<CurvePoint>& points, const std::optional<QPointF>& pointer);

  private:
    void outline(std::span<const Contour> curves, double finest);
    void square(const QPointF& at, double side, bool stands);

    QPainter& painter_;
    QColor color_;
    std::function<QPointF(const CurvePoint&)> toWidget_;
};

} // namespace laurel::ui
