#include "view_hand.h"

#include "slice_view_state.h"

#include <QApplication>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace laurel::ui {

namespace {

constexpr double dragPixelsOverRange = 500; ///< a right-drag of so many px goes over all greys

} // namespace

int WheelSteps::add(int angle) {
    constexpr int perStep = 120;
    if ((angle > 0) != (rest_ > 0)) {
        rest_ = 0;
    }
    rest_ += angle;
    const int steps = rest_ / perStep;
    rest_ -= steps * perStep;
    return steps;
}

void ViewHand::setTool(const ViewTool& tool) {
    finish();
    tool_ = tool;
    view_.update();
    updateCursor();
    updateMark();
}

// --- Buttons -------------------------------------------------------------------------------------

void ViewHand::press(const HandInput& input) {
    byKeys_ = false;
    movePointer(input.at);
    if (gesture_ == Gesture::KeyStroke || gesture_ == Gesture::KeyRectangle) {
        finish();
    }
    if (gesture_ != Gesture::None || button_ != Qt::NoButton) {
        return; // a second button while one is held
    }
    view_.state_->session.view().setActiveAxis(view_.axis());
    button_ = input.button;
    pressedAt_ = last_ = input.at;
    dragged_ = false;
    inverted_ = input.modifiers.testFlag(Qt::ControlModifier);
    if (input.button == Qt::MiddleButton || (input.button == Qt::LeftButton && spaceHeld_)) {
        gesture_ = Gesture::Pan;
    } else if (input.button == Qt::RightButton) {
        gesture_ = Gesture::Window;
    } else if (input.button == Qt::LeftButton) {
        beginLeft(input);
    }
    updateCursor();
}

void ViewHand::beginLeft(const HandInput& input) {
    const ContinuousIndex at = view_.toIndex(input.at);
    if (input.modifiers.testFlag(Qt::AltModifier) || tool_.kind == ViewTool::Kind::Pick) {
        pick(at);
    } else if (tool_.kind == ViewTool::Kind::Navigate && isOnSwipe(input.at)) {
        gesture_ = Gesture::Swipe;
    } else if (tool_.kind == ViewTool::Kind::Measure &&
               !input.modifiers.testFlag(Qt::ShiftModifier)) {
        gesture_ = Gesture::Measure;
        measures_.press(tool_.measures, at, gripMm());
    } else if (input.modifiers.testFlag(Qt::ShiftModifier) && graspsHandle(at)) {
        beginStroke(at, input.pressure, inverted_, Gesture::Stroke, true);
    } else if (tool_.habits.heldKeysPaint && tool_.held != nullptr &&
               (inverted_ || input.modifiers.testFlag(Qt::ShiftModifier))) {
        beginHeldStroke(at, input.pressure);
    } else if (input.modifiers.testFlag(Qt::ShiftModifier) ||
               tool_.kind == ViewTool::Kind::Navigate) {
        gesture_ = Gesture::Cross;
        moveCross(at);
    } else if (tool_.kind == ViewTool::Kind::Rectangle) {
        beginRectangle(at, Gesture::Rectangle);
    } else if (tool_.kind == ViewTool::Kind::Point) {
        point(at);
    } else {
        beginStroke(at, input.pressure, inverted_, Gesture::Stroke);
    }
}

void ViewHand::move(const HandInput& input) {
    byKeys_ = false;
    inverted_ = input.modifiers.testFlag(Qt::ControlModifier);
    const QPointF by = input.at - last_;
    last_ = input.at;
    switch (gesture_) {
    case Gesture::Stroke:
        continueStroke(view_.toIndex(input.at), input.pressure);
        break;
    case Gesture::Cross:
        moveCross(view_.toIndex(input.at));
        break;
    case Gesture::Rectangle:
        dragRectangle(view_.toIndex(input.at));
        break;
    case Gesture::Window:
        dragWindow(by);
        break;
    case Gesture::Pan:
        view_.state_->viewport.pan(by);
        view_.state_->viewportMoved();
        break;
    case Gesture::Measure:
        measures_.move(view_.toIndex(input.at));
        break;
    case Gesture::Swipe:
        dragSwipe(input.at);
        break;
    case Gesture::KeyStroke:
    case Gesture::KeyRectangle:
    case Gesture::None:
        break;
    }
    movePointer(input.at);
}

void ViewHand::release(const HandInput& input) {
    if (input.button != button_) {
        return;
    }
    const bool menu = gesture_ == Gesture::Window && !dragged_;
    if (gesture_ == Gesture::Measure) {
        const bool dragged =
            (input.at - pressedAt_).manhattanLength() >= QApplication::startDragDistance();
        measures_.release(view_.toIndex(input.at), dragged);
    }
    finish();
    movePointer(input.at);
    if (menu) {
        askForMenu(input.at.toPoint());
    }
}

void ViewHand::finish() {
    const Gesture ending = gesture_;
    gesture_ = Gesture::None;
    button_ = Qt::NoButton;
    if (ending == Gesture::Stroke || ending == Gesture::KeyStroke) {
        view_.state_->session.endAct();
        view_.update(); // a line that was drawn is gone, also where it enclosed nothing
        showCurves();
    }
    updateCursor();
    updateMark();
}

void ViewHand::abort() {
    if (gesture_ == Gesture::Rectangle || gesture_ == Gesture::KeyRectangle) {
        view_.state_->session.view().setRectangle(std::nullopt);
    }
    gesture_ = Gesture::None; // the button may still be held; its release means nothing now
    view_.state_->session.abortAct();
    view_.update();
    updateMark();
}

std::span<const ContinuousIndex> ViewHand::drawn() const {
    const bool acting = gesture_ == Gesture::Stroke || gesture_ == Gesture::KeyStroke;
    return acting ? acting_->drawn() : std::span<const ContinuousIndex>{};
}

std::span<const ContinuousIndex> ViewHand::waiting() const {
    return tool_.tool != nullptr ? tool_.tool->waiting(view_.plane())
                                 : std::span<const ContinuousIndex>{};
}

void ViewHand::leave() {
    if (gesture_ == Gesture::None) {
        movePointer(std::nullopt);
    }
}

// --- What gestures do ----------------------------------------------------------------------------

void ViewHand::pick(const ContinuousIndex& at) {
    const Segmentation& segmentation = view_.state_->session.segmentation();
    const VoxelIndex voxel = nearestVoxel(at);
    int found = -1;
    if (segmentation.labels.geometry().contains(voxel)) {
        for (int layer = 0; layer < segmentation.labels.layers(); ++layer) {
            const auto index = segmentation.indexOf(layer, segmentation.labels.at(voxel, layer));
            if (index && segmentation.looks[*index].visible) {
                found = static_cast<int>(*index);
            }
        }
    }
    Q_EMIT view_.segmentPicked(found);
}

void ViewHand::point(const ContinuousIndex& at) {
    const VoxelIndex voxel = nearestVoxel(at);
    if (view_.state_->session.image().geometry().contains(voxel)) {
        Q_EMIT view_.voxelPointed(voxel, inverted_);
    }
}

void ViewHand::moveCross(const ContinuousIndex& at) {
    view_.state_->session.view().setCrosshair(nearestVoxel(at));
}

void ViewHand::dragWindow(const QPointF& by) {
    if (!dragged_ && (last_ - pressedAt_).manhattanLength() < QApplication::startDragDistance()) {
        return;
    }
    const QPointF moved = dragged_ ? by : last_ - pressedAt_;
    dragged_ = true;
    ViewState& state = view_.state_->session.view();
    const auto changed = [&](GreyWindow window, double range) {
        const double perPixel = range / dragPixelsOverRange;
        window.width = std::max(window.width + moved.x() * perPixel, range / 1000);
        window.level += moved.y() * perPixel;
        return window;
    };
    SecondImage& second = state.second();
    if (inverted_ && second.visible() != nullptr) {
        SecondLook look = second.look();
        look.window = changed(look.window, second.range());
        second.setLook(look);
    } else {
        state.setWindow(changed(state.window(), imageRange()));
    }
}

bool ViewHand::isOnSwipe(const QPointF& at) const {
    constexpr double reach = 6;
    const SecondImage& second = view_.state_->session.view().second();
    return second.visible() != nullptr && second.look().swipes &&
           std::abs(at.x() - swipeLine(second.look(), view_.width())) <= reach;
}

void ViewHand::dragSwipe(const QPointF& to) {
    SecondImage& second = view_.state_->session.view().second();
    SecondLook look = second.look();
    look.swipeAt = to.x() / std::max(view_.width(), 1);
    second.setLook(look);
}

double ViewHand::imageRange() {
    if (!imageRange_) {
        const CaseSession& session = view_.state_->session;
        const std::int64_t frame = view_.state_->session.view().frame();
        const double width = percentileWindow(session.image(), frame, 0, 100).width;
        imageRange_ = width > 0 ? width : 1;
    }
    return *imageRange_;
}

// --- Wheel ---------------------------------------------------------------------------------------

void ViewHand::wheel(QWheelEvent& event) {
    const QPoint delta = event.angleDelta();
    const int angle = delta.y() != 0 ? delta.y() : delta.x(); // Alt and Shift may swap the axes
    const bool swapped = tool_.habits.ctrlWheelSizes;
    const auto zooms = swapped ? Qt::ShiftModifier : Qt::ControlModifier;
    const auto sizes = swapped ? Qt::ControlModifier : Qt::ShiftModifier;
    if (event.modifiers().testFlag(zooms)) {
        zoomBy(angle, event.position());
    } else if (event.modifiers().testFlag(sizes)) {
        if (const int steps = sizeSteps_.add(angle)) {
            Q_EMIT view_.brushSizeWanted(steps);
        }
    } else if (gesture_ != Gesture::Stroke && gesture_ != Gesture::KeyStroke) {
        turnSlice(-sliceSteps_.add(angle));
    }
}

void ViewHand::turnSlice(int steps) {
    if (steps == 0) {
        return;
    }
    ViewState& state = view_.state_->session.view();
    VoxelIndex crosshair = state.crosshair();
    setComponent(crosshair, view_.axis(), component(crosshair, view_.axis()) + steps);
    state.setCrosshair(crosshair);
}

void ViewHand::zoomBy(double angle, const QPointF& at) {
    constexpr double perStep = 1.15;
    SliceView::State& state = *view_.state_;
    const double largest = SliceView::State::largestZoom / state.smallestSpacing();
    const double before = view_.zoom();
    state.viewport.setScale(state.viewport.pixelsPerMm() * std::pow(perStep, angle / 120), largest,
                            at);
    state.viewportMoved();
    Q_EMIT view_.zoomedBy(view_.zoom() / before);
}

void ViewHand::zoomBySteps(int steps) {
    zoomBy(120.0 * steps, pointer_.value_or(view_.state_->viewport.middle()));
}

// --- The pointer ---------------------------------------------------------------------------------

void ViewHand::movePointer(const std::optional<QPointF>& to) {
    pointer_ = to;
    if (tool_.curves != nullptr && !tool_.curves->pending(view_.plane()).empty()) {
        view_.update(); // the line to the pointer
    }
    if (!waiting().empty()) {
        view_.update();
    }
    if (to && gesture_ != Gesture::Measure) {
        measures_.hover(view_.toIndex(*to));
    }
    tellVoxel();
    updateMark();
}

void ViewHand::tellVoxel() {
    std::optional<VoxelIndex> voxel;
    if (pointer_) {
        voxel = nearestVoxel(view_.toIndex(*pointer_));
        if (!view_.state_->session.image().geometry().contains(*voxel)) {
            voxel.reset();
        }
    }
    if (voxel != told_) {
        told_ = voxel;
        Q_EMIT view_.pointed(voxel);
    }
}

void ViewHand::sliceMoved() {
    measures_.sliceMoved();
    voxelsMoved();
}

void ViewHand::voxelsMoved() {
    tellVoxel();
    updateMark();
}

std::optional<PointerMark> ViewHand::mark() const {
    if (!pointer_ || (tool_.kind != ViewTool::Kind::Edit && !byKeys_)) {
        return std::nullopt;
    }
    const double scale = view_.state_->viewport.pixelsPerMm();
    const bool edits = tool_.kind == ViewTool::Kind::Edit;
    return PointerMark{*pointer_, edits ? tool_.cursorMm * scale : 0, tool_.cursorSquare,
                       edits && inverted_};
}

void ViewHand::updateMark() {
    const auto now = mark();
    const QRect bounds = now ? now->bounds().toAlignedRect() : QRect();
    view_.update(shownMark_);
    view_.update(bounds);
    shownMark_ = bounds;
}

void ViewHand::updateCursor() {
    const bool panning = gesture_ == Gesture::Pan;
    const Qt::CursorShape shape = panning                              ? Qt::ClosedHandCursor
                                  : spaceHeld_                         ? Qt::OpenHandCursor
                                  : gesture_ == Gesture::Window        ? Qt::SizeAllCursor
                                  : gesture_ == Gesture::Swipe         ? Qt::SplitHCursor
                                  : tool_.kind == ViewTool::Kind::Edit ? Qt::BlankCursor
                                                                       : Qt::CrossCursor;
    if (view_.cursor().shape() != shape) {
        view_.setCursor(shape);
    }
}

QPointF ViewHand::menuPosition() const {
    return pointer_.value_or(view_.state_->crosshairAt());
}

} // namespace laurel::ui
