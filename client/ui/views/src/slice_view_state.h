#pragma once

#include "laurel/ui_views/slice_view.h"

#include "label_plane.h"
#include "mask_table.h"
#include "plane_layout.h"
#include "proposal_picture.h"
#include "second_picture.h"
#include "slice_image.h"
#include "view_hand.h"
#include "view_marks.h"
#include "viewport.h"

#include <optional>

namespace laurel::ui {

struct SliceView::State {
    static constexpr double largestZoom = 64; ///< px for the smallest side of a voxel

    State(SliceView& owner, CaseSession& openSession, int axis);

    std::int64_t slice() const;
    double smallestSpacing() const;
    QPointF toMm(const QPointF& plane) const; ///< from plane coordinates to the viewport's
    void
    followSize(); ///< resize events of hidden widgets come late; positions do not wait for them
    QPointF widgetOf(const ContinuousIndex& index);
    ContinuousIndex indexAt(const QPointF& position);
    QPointF crosshairAt() { return widgetOf(centreOf(session.view().crosshair())); }

    // What is to be painted anew.
    void updatePart(const PlaneRect& part);
    void updateCrossLines();
    void crosshairMoved();
    void viewportMoved(); ///< tells and repaints everything

    void paint(QPainter& painter, const QRect& part);

    SliceView& view;
    CaseSession& session;
    PlaneLayout layout;
    Viewport viewport;
    ViewHand hand; ///< the pointer and what it does

  private:
    void paintPixels(QPainter& painter, const QRect& pixels);
    void paintMarks(QPainter& painter, const QRect& part);
    void paintCross(QPainter& painter);
    void paintDrawn(QPainter& painter);
    void paintRectangle(QPainter& painter);
    void paintCurves(QPainter& painter);
    void paintSecond(QPainter& painter, const DeviceGrid& grid);
    void paintSecondMarks(QPainter& painter);
    void paintMeasurements(QPainter& painter);

    SliceImage image_;
    SecondPicture second_;
    LabelPlane labels_;
    std::optional<MaskTable> masks_;
    ProposalPicture proposal_;
    ProposalPicture offer_;
    std::int64_t shownSlice_ = 0;
    QPointF shownCross_;
    double shownZoom_ = 0;

    friend class SliceView;
};

/// The theme's colour of a plane.
QColor colorOf(PlaneLayout::Plane plane);

} // namespace laurel::ui
