#pragma once

#include "laurel/edit/contour_tool.h"
#include "laurel/session/case_session.h"

#include <QPointF>
#include <QString>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>

namespace laurel::ui {

/// What hands are used to from elsewhere; nothing of it unless said.
struct PointerHabits {
    bool heldKeysPaint = false;     ///< Shift paints and Ctrl erases with `ViewTool::held`
    bool ctrlWheelSizes = false;    ///< Ctrl+wheel changes the size, Shift+wheel zooms
    bool twiceResetsWindow = false; ///< a right double-click sets window and level anew
};

/// What the left button does in a view, given by the window whenever the tool changes.
struct ViewTool {
    enum class Kind {
        Navigate,  ///< drag moves the crosshair
        Pick,      ///< click takes the segment under the pointer
        Rectangle, ///< drag sets the view state's rectangle, in the plane of x and y; a click: none
        Edit,      ///< press, drag, release go to `tool`
        Measure,   ///< rulers and angles
        Point      ///< click says `voxelPointed`
    };
    Kind kind = Kind::Navigate;
    EditTool* tool = nullptr; ///< with Edit; not owned
    PaintRules rules = {};
    double cursorMm = 0; ///< size of the ring or square shown at the pointer; 0: a plain cross
    bool cursorSquare = false;
    ContourTool* curves = nullptr;              ///< shows the chosen segment's curves; not owned
    MeasureKind measures = MeasureKind::Length; ///< with Measure
    PointerHabits habits = {};
    EditTool* held = nullptr; ///< for the habit of held keys; not owned
    PaintRules heldRules = {};
};

/// One plane of the open case: image, masks, crosshair, pointer. Lies on black in both themes.
///
/// The plane is spanned by two index axes of the image (so oblique images are seen along their own
/// axes), laid out as radiologists do: the patient's right at the left, anterior (or superior) on
/// top, by the nearest anatomical direction.
///
/// Mouse: wheel slice, Ctrl+wheel zoom at the pointer, Shift+wheel `brushSizeWanted`, left the
/// tool, Ctrl held erases, Shift held moves the crosshair in all views, Alt+click picks, right-drag
/// window and level (Ctrl held: of the second image), right click without a drag
/// `customContextMenuRequested`, middle or Space-drag pans. Keys while focused: Alt+arrows move the
/// pointer one voxel (Shift: ten), Space held with arrows pans, Enter presses and lifts the tool
/// while no proposal is open, Esc aborts the act in hand. Losing focus or the mouse ends an act.
/// With the navigating tool the end of a swipe can be dragged. Sizes are in mm: voxels are never
/// shown square unless they are.
///
/// Its accessible name says plane, slice, active segment and that segment's state.
class SliceView : public QWidget {
    Q_OBJECT
  public:
    /// @param session outlives the view
    /// @param axis    the index axis that is normal to the plane: 0, 1 or 2
    SliceView(CaseSession& session, int axis, QWidget* parent = nullptr);
    ~SliceView() override;

    int axis() const noexcept;
    SlicePlane plane() const noexcept; ///< of the crosshair
    /// "Axial", "Sagittal" or "Coronal": the nearest anatomical plane.
    QString planeName() const;
    QColor planeColor() const;

    void setTool(const ViewTool& tool);
    /// Shows the whole plane, and keeps it so when the view is resized, until zoomed or panned.
    void zoomToFit();
    double zoom() const noexcept; ///< screen pixels (device-independent) per mm × smallest spacing
    void setZoom(double zoom);
    /// As the wheel does: in (above 0) or out around the pointer, else the middle.
    void zoomBySteps(int steps);

    /// Where a voxel centre of this plane is drawn, in widget coordinates; for tests and overlays.
    QPointF toWidget(const ContinuousIndex& index) const;
    /// The coordinate along the normal is the slice's.
    ContinuousIndex toIndex(const QPointF& position) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    /// The pointer stands over a voxel, or has left (nullopt).
    void pointed(const std::optional<laurel::VoxelIndex>& voxel);
    void brushSizeWanted(int steps);
    void segmentPicked(int index); ///< of segments(); -1 for background
    /// With the tool that points; inverted: Ctrl was held.
    void voxelPointed(const laurel::VoxelIndex& voxel, bool inverted);
    void refused(const QString& why); ///< an act could not begin
    void zoomChanged(double zoom);
    void zoomedBy(double factor); ///< by a person in this view; other views may follow

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void tabletEvent(QTabletEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;

  private:
    struct State;
    friend class ViewHand;
    friend class MeasureHand;
    void watchSession();
    void announce();

    std::unique_ptr<State> state_;
};

} // namespace laurel::ui
