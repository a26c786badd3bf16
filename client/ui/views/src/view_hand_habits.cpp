#include "view_hand.h"

#include "slice_view_state.h"

#include <QApplication>

/// Rectangles, and what hands are used to from elsewhere.
namespace laurel::ui {

/// At once, unless the click may be the first of two.
void ViewHand::askForMenu(const QPoint& at) {
    if (!tool_.habits.twiceResetsWindow) {
        Q_EMIT view_.customContextMenuRequested(at);
        return;
    }
    menuPause_.disconnect();
    menuPause_.setSingleShot(true);
    QObject::connect(&menuPause_, &QTimer::timeout, &view_,
                     [this, at] { Q_EMIT view_.customContextMenuRequested(at); });
    menuPause_.start(QApplication::doubleClickInterval());
}

bool ViewHand::pressAgain(Qt::MouseButton button) {
    if (button != Qt::RightButton || !tool_.habits.twiceResetsWindow) {
        return false;
    }
    constexpr double black = 2;
    constexpr double white = 98;
    menuPause_.stop();
    CaseSession& session = view_.state_->session;
    session.view().setWindow(
        percentileWindow(session.image(), session.view().frame(), black, white));
    return true;
}

/// What was there is gone with the press, so that a click alone means no rectangle.
void ViewHand::beginRectangle(const ContinuousIndex& at, Gesture gesture) {
    if (view_.axis() != 2) { // a rectangle is of slices along the third axis
        return;
    }
    gesture_ = gesture;
    rectangleFrom_ = nearestVoxel(at);
    view_.state_->session.view().setRectangle(std::nullopt);
}

void ViewHand::dragRectangle(const ContinuousIndex& at) {
    const VoxelIndex to = nearestVoxel(at);
    VoxelBox box;
    box.include(rectangleFrom_);
    box.include(to);
    const bool wide = box.low.x < box.high.x && box.low.y < box.high.y;
    view_.state_->session.view().setRectangle(wide ? std::optional(box) : std::nullopt);
}

} // namespace laurel::ui
