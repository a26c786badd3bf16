#include "view_hand.h"

#include "slice_view_state.h"

#include <QKeyEvent>

#include <algorithm>

/// The pointer moved and pressed by keys alone.
namespace laurel::ui {

namespace {

bool isArrow(int key) {
    return key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
}

bool isEnter(const QKeyEvent& event) {
    const auto held = event.modifiers() & ~Qt::KeypadModifier;
    return (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter) &&
           held == Qt::NoModifier;
}

bool movesPointer(const QKeyEvent& event) {
    return isArrow(event.key()) && event.modifiers().testFlag(Qt::AltModifier) &&
           !event.modifiers().testFlag(Qt::ControlModifier);
}

bool isPlainArrow(const QKeyEvent& event) {
    return isArrow(event.key()) &&
           (event.modifiers() & ~Qt::KeypadModifier) == Qt::KeyboardModifiers();
}

} // namespace

bool ViewHand::claims(const QKeyEvent& event) const {
    const bool acting = gesture_ == Gesture::Stroke || gesture_ == Gesture::KeyStroke;
    const bool marking = gesture_ == Gesture::Rectangle || gesture_ == Gesture::KeyRectangle;
    const bool measuring = tool_.kind == ViewTool::Kind::Measure &&
                           view_.state_->session.view().measurements().drawing().has_value();
    const bool curve = tool_.curves != nullptr && !tool_.curves->pending(view_.plane()).empty();
    const bool escapes = acting || marking || measuring || curve || !waiting().empty();
    return movesPointer(event) || (spaceHeld_ && isPlainArrow(event)) ||
           (event.key() == Qt::Key_Escape && escapes) ||
           (isEnter(event) && !view_.state_->session.proposal() &&
            !view_.state_->session.offer()) ||
           event.key() == Qt::Key_Space;
}

bool ViewHand::keyPress(QKeyEvent& event) {
    if (event.key() == Qt::Key_Control) {
        inverted_ = true;
        updateMark();
        return false; // others may want to know it too
    }
    if (!claims(event)) {
        return false;
    }
    if (event.key() == Qt::Key_Escape) {
        view_.state_->session.view().measurements().cancel();
        const bool acting = gesture_ == Gesture::Stroke || gesture_ == Gesture::KeyStroke;
        if (!acting && tool_.tool != nullptr) {
            tool_.tool->dropWaiting();
        }
        abort();
        return true;
    }
    if (event.key() == Qt::Key_Space && event.modifiers().testFlag(Qt::ShiftModifier)) {
        return event.isAutoRepeat() || chooseByKey();
    }
    if (event.key() == Qt::Key_Space) {
        spaceHeld_ = true;
        updateCursor();
        return true;
    }
    if (spaceHeld_ && isPlainArrow(event)) {
        return panByKey(event.key());
    }
    return isArrow(event.key())
               ? stepPointer(event.key(), event.modifiers().testFlag(Qt::ShiftModifier))
               : event.isAutoRepeat() || pressByKey();
}

bool ViewHand::keyRelease(QKeyEvent& event) {
    if (event.key() == Qt::Key_Control) {
        inverted_ = false;
        updateMark();
    }
    if (event.key() != Qt::Key_Space) {
        return false;
    }
    if (!event.isAutoRepeat()) {
        spaceHeld_ = false;
        updateCursor();
    }
    return true;
}

/// The image goes the arrow's way, as it goes the mouse's with Space held.
bool ViewHand::panByKey(int key) {
    constexpr double share = 0.1; // of the view
    const QPointF way((key == Qt::Key_Right) - (key == Qt::Key_Left),
                      (key == Qt::Key_Down) - (key == Qt::Key_Up));
    view_.state_->viewport.pan(way * share * std::min(view_.width(), view_.height()));
    view_.state_->viewportMoved();
    return true;
}

bool ViewHand::stepPointer(int key, bool far) {
    SliceView::State& state = *view_.state_;
    byKeys_ = true;
    const int length = far ? 10 : 1;
    const QPointF from = pointer_.value_or(state.crosshairAt());
    QPointF plane = state.layout.toPlane(centreOf(nearestVoxel(view_.toIndex(from))));
    plane += QPointF((key == Qt::Key_Right) - (key == Qt::Key_Left),
                     (key == Qt::Key_Down) - (key == Qt::Key_Up)) *
             length;
    plane = {std::clamp(plane.x(), 0.0, static_cast<double>(state.layout.columns() - 1)),
             std::clamp(plane.y(), 0.0, static_cast<double>(state.layout.rows() - 1))};
    const ContinuousIndex at = state.layout.toIndex(plane, static_cast<double>(state.slice()));
    if (gesture_ == Gesture::KeyStroke) {
        continueStroke(at, 1);
    } else if (gesture_ == Gesture::KeyRectangle) {
        dragRectangle(at);
    }
    if (state.viewport.reveal(state.toMm(plane))) {
        state.viewportMoved();
    }
    movePointer(view_.toWidget(at));
    return true;
}

/// As a click with Shift: the handle there joins those that are chosen, or leaves them.
bool ViewHand::chooseByKey() {
    byKeys_ = true;
    const ContinuousIndex at = view_.toIndex(pointer_.value_or(view_.state_->crosshairAt()));
    if (gesture_ == Gesture::None && graspsHandle(at)) {
        beginStroke(at, 1, false, Gesture::KeyStroke, true);
        finish();
    }
    return true;
}

bool ViewHand::pressByKey() {
    if (gesture_ == Gesture::KeyStroke || gesture_ == Gesture::KeyRectangle) {
        finish();
        return true;
    }
    if (gesture_ != Gesture::None) {
        return true;
    }
    byKeys_ = true;
    if (!pointer_) {
        movePointer(view_.state_->crosshairAt());
    }
    const ContinuousIndex at = view_.toIndex(*pointer_);
    if (tool_.kind == ViewTool::Kind::Edit) {
        beginStroke(at, 1, false, Gesture::KeyStroke);
    } else if (tool_.kind == ViewTool::Kind::Pick) {
        pick(at);
    } else if (tool_.kind == ViewTool::Kind::Measure) {
        measures_.press(tool_.measures, at, gripMm());
        measures_.release(at, false);
    } else if (tool_.kind == ViewTool::Kind::Rectangle) {
        beginRectangle(at, Gesture::KeyRectangle);
    } else if (tool_.kind == ViewTool::Kind::Point) {
        point(at);
    } else {
        moveCross(at);
    }
    return true;
}

} // namespace laurel::ui
