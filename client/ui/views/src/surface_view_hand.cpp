#include "surface_hit.h"
#include "surface_view_state.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>
#include <numbers>

/// How the 3-D view obeys pointer and keys.
namespace laurel::ui {

namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double mostTilt = 89 * degree;

bool isOurKey(const QKeyEvent& key) {
    switch (key.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_Plus:
    case Qt::Key_Minus:
        return (key.modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier)) == Qt::NoModifier;
    default:
        return false;
    }
}

} // namespace

void SurfaceView::goToSeen(const QPointF& place, bool takesSegment) {
    State& now = *state_;
    if (now.mesh == nullptr) {
        return;
    }
    const auto hit = surfaceAt(*now.mesh, now.paints(), now.from, size(), place);
    if (!hit) {
        return;
    }
    const State::Part& part = now.parts.at(hit->segment);
    const LabelMap& own = now.session.segmentation().labels;
    const Segment& segment = *now.segmentOf(part); // it is painted, so it is there
    if (const Segment* named = own.findByName(segment.name); takesSegment && named != nullptr) {
        now.session.view().setActiveSegment(static_cast<int>(named - own.segments().data()));
    }
    now.session.view().setCrosshair(
        voxelBehind(*hit, part.proposed ? now.proposal->labels : own, part.key));
}

void SurfaceView::turnBy(double turn, double tilt) {
    SurfaceOutlook& from = state_->from;
    from.turn = std::remainder(from.turn + turn, 2 * std::numbers::pi);
    from.tilt = std::clamp(from.tilt + tilt, -mostTilt, mostTilt);
    redraw();
}

void SurfaceView::lookFromFront() {
    state_->from = {};
    redraw();
}

void SurfaceView::mousePressEvent(QMouseEvent* event) {
    state_->pressed = state_->grip = event->position();
    state_->turns = false;
}

void SurfaceView::mouseMoveEvent(QMouseEvent* event) {
    if (!event->buttons().testFlag(Qt::LeftButton)) {
        return;
    }
    const QPointF way = event->position() - state_->pressed;
    state_->turns |= way.manhattanLength() >= QApplication::startDragDistance();
    if (state_->turns) {
        const QPointF by = event->position() - std::exchange(state_->grip, event->position());
        turnBy(-0.6 * degree * by.x(), 0.6 * degree * by.y());
    }
}

void SurfaceView::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && !state_->turns) {
        goToSeen(event->position(), event->modifiers().testFlag(Qt::AltModifier));
    }
}

void SurfaceView::mouseDoubleClickEvent(QMouseEvent*) {
    state_->turns = true; // its second release is no click
    lookFromFront();
}

void SurfaceView::wheelEvent(QWheelEvent* event) {
    constexpr double perNotch = 1.2;
    state_->from.zoom = std::clamp(
        state_->from.zoom * std::pow(perNotch, event->angleDelta().y() / 120.0), 0.5, 8.0);
    redraw();
}

void SurfaceView::keyPressEvent(QKeyEvent* event) {
    if (!isOurKey(*event)) {
        QWidget::keyPressEvent(event);
        return;
    }
    constexpr double step = 15 * degree;
    constexpr double closer = 1.25;
    double& zoom = state_->from.zoom;
    switch (event->key()) {
    case Qt::Key_Left:
        return turnBy(step, 0);
    case Qt::Key_Right:
        return turnBy(-step, 0);
    case Qt::Key_Up:
        return turnBy(0, -step);
    case Qt::Key_Down:
        return turnBy(0, step);
    case Qt::Key_Plus:
    case Qt::Key_Minus:
        zoom = std::clamp(event->key() == Qt::Key_Plus ? zoom * closer : zoom / closer, 0.5, 8.0);
        return redraw();
    default:
        return lookFromFront();
    }
}

bool SurfaceView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && isOurKey(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

} // namespace laurel::ui
