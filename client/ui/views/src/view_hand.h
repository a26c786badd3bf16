#pragma once

#include "laurel/ui_views/slice_view.h"

#include "measure_hand.h"
#include "view_marks.h"

#include <QElapsedTimer>
#include <QTimer>

#include <optional>
#include <span>

class QKeyEvent;
class QWheelEvent;

namespace laurel::ui {

/// Turns whole steps out of a wheel's angles, however finely they come.
class WheelSteps {
  public:
    /// 120 units are one step. What is left waits; a turn back starts anew.
    int add(int angle);
    void reset() { rest_ = 0; }

  private:
    int rest_ = 0;
};

/// What a pointing device says, from mouse or pen.
struct HandInput {
    QPointF at;
    Qt::MouseButton button = Qt::NoButton; ///< that was pressed or released
    Qt::KeyboardModifiers modifiers;
    double pressure = 1;
};

/// The pointer in a view: moved by mouse, pen or keys, and what it does: one gesture at a time,
/// from the press of a button to its release.
class ViewHand {
  public:
    explicit ViewHand(SliceView& view) : view_(view), measures_(view) {}

    void setTool(const ViewTool& tool);
    const ViewTool& tool() const noexcept { return tool_; }

    void press(const HandInput& input);
    void move(const HandInput& input);
    void release(const HandInput& input);
    void wheel(QWheelEvent& event);
    void zoomBySteps(int steps);     ///< around the pointer, else the middle
    bool keyPress(QKeyEvent& event); ///< whether the key meant something here
    bool keyRelease(QKeyEvent& event);
    /// Whether a key is the view's now, even where the window has a shortcut for it.
    bool claims(const QKeyEvent& event) const;
    void leave();
    /// A second click of the same button. @return whether it meant something
    bool pressAgain(Qt::MouseButton button);
    /// The mouse was taken away, or the focus: what was begun is ended well.
    void finish();

    std::optional<PointerMark> mark() const;
    /// The line that the tool has drawn in this view and not painted yet; empty without.
    std::span<const ContinuousIndex> drawn() const;
    /// Corners that the tool keeps for its next act in this plane.
    std::span<const ContinuousIndex> waiting() const;
    const std::optional<QPointF>& pointer() const noexcept { return pointer_; }
    double gripMm() const; ///< how near the pointer must be to take hold of something
    QPointF menuPosition() const;
    void voxelsMoved(); ///< slice, zoom or pan changed under a resting pointer
    void sliceMoved();  ///< the same, by another slice
    const MeasureHand& measures() const noexcept { return measures_; }

  private:
    enum class Gesture {
        None,
        Stroke,
        KeyStroke,
        Cross,
        Rectangle,
        KeyRectangle,
        Window,
        Pan,
        Measure,
        Swipe
    };

    void beginLeft(const HandInput& input);
    void beginStroke(const ContinuousIndex& at, double pressure, bool inverted, Gesture gesture,
                     bool several = false);
    bool graspsHandle(const ContinuousIndex& at) const;
    void beginHeldStroke(const ContinuousIndex& at, double pressure);
    void begin(EditTool& tool, const PaintRules& rules, const PointerSample& at, bool inverted,
               Gesture gesture);
    void continueStroke(const ContinuousIndex& at, double pressure);
    void showCurves();
    void abort();
    void pick(const ContinuousIndex& at);
    void point(const ContinuousIndex& at);
    void moveCross(const ContinuousIndex& at);
    void beginRectangle(const ContinuousIndex& at, Gesture gesture);
    void dragRectangle(const ContinuousIndex& at);
    void dragWindow(const QPointF& by);
    bool isOnSwipe(const QPointF& at) const;
    void dragSwipe(const QPointF& to);
    void turnSlice(int steps);
    void zoomBy(double angle, const QPointF& at);
    bool panByKey(int key);
    bool stepPointer(int key, bool far);
    bool pressByKey();
    bool chooseByKey();
    void movePointer(const std::optional<QPointF>& to);
    void tellVoxel();
    void updateMark();
    void updateCursor();
    double imageRange();

    void askForMenu(const QPoint& at);

    SliceView& view_;
    MeasureHand measures_;
    ViewTool tool_;
    EditTool* acting_ = nullptr; ///< of the stroke in hand
    QTimer menuPause_;           ///< where a second click would mean something else
    Gesture gesture_ = Gesture::None;
    Qt::MouseButton button_ = Qt::NoButton; ///< that holds the gesture
    QPointF pressedAt_;
    QPointF last_;
    bool dragged_ = false; ///< the right button: a drag, no click
    std::int64_t strokeSlice_ = 0;
    VoxelIndex rectangleFrom_;       ///< the corner that a rectangle began with
    std::optional<QPointF> pointer_; ///< in the widget
    std::optional<VoxelIndex> told_; ///< last `pointed`
    QRect shownMark_;
    bool byKeys_ = false;   ///< the pointer was last moved by keys: no cursor shows it
    bool inverted_ = false; ///< Ctrl is held
    bool spaceHeld_ = false;
    WheelSteps sliceSteps_;
    WheelSteps sizeSteps_;
    std::optional<double> imageRange_;
};

} // namespace laurel::ui
