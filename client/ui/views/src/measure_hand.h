#pragma once

#include "laurel/edit/measurement.h"
#include "laurel/ui_views/slice_view.h"

#include <QPolygonF>

#include <cstddef>
#include <optional>

namespace laurel::ui {

/// Rulers and angles by the pointer of one view: points are dragged or clicked one after the other,
/// and points that are there are taken hold of.
class MeasureHand {
  public:
    explicit MeasureHand(SliceView& view) : view_(view) {}

    /// Takes hold of the point within `gripMm`, else fixes the point that follows, else begins.
    void press(MeasureKind kind, const ContinuousIndex& at, double gripMm);
    void move(const ContinuousIndex& at); ///< while the button is held
    void hover(const ContinuousIndex& at);
    /// @param dragged the pointer was moved since the press, so that its place counts as another
    void release(const ContinuousIndex& at, bool dragged);
    void sliceMoved(); ///< what was being drawn here is dropped

    /// Whether all its points lie in the slice that the view shows.
    bool liesHere(const Measure& measurement) const;
    QPolygonF toWidget(const Measure& measurement) const;

  private:
    struct Grabbed {
        std::size_t index;
        std::size_t point;
    };
    std::optional<Grabbed> pointAt(const WorldPoint& at, double gripMm) const;
    WorldPoint worldOf(const ContinuousIndex& at) const;
    Measurements& all() const;

    SliceView& view_;
    std::optional<Grabbed> grabbed_;
    bool begunHere_ = false;
    bool fixed_ = false; ///< the press completed one: its release means nothing
};

} // namespace laurel::ui
