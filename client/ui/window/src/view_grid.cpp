#include "view_grid.h"

#include <QPalette>

#include <algorithm>

namespace laurel::ui {

namespace {

constexpr int gap = 1; ///< px between views: the ground shows through as a line

} // namespace

ViewGrid::ViewGrid(CaseSession& session, QWidget* parent)
    : QWidget(parent), look_(session.view()), area_(new AreaFrame(session, this)) {
    for (int axis = 0; axis < 3; ++axis) {
        frames_[static_cast<std::size_t>(axis)] = new ViewFrame(session, axis, this);
    }
    connectFrame(*frames_[2], Layout::Main);
    connectFrame(*frames_[0], Layout::Second);
    connectFrame(*frames_[1], Layout::Third);
    connect(&area_->header(), &ViewHeader::maximiseWanted, this,
            [this] { setLayoutShown(layout_ == Layout::Plot ? Layout::All : Layout::Plot); });
    for (ViewFrame* frame : frames_) {
        for (ViewFrame* other : frames_) {
            if (frame != other) {
                connect(&frame->view(), &SliceView::zoomedBy, &other->view(),
                        [&session, other](double factor) {
                            if (session.view().linked()) {
                                other->view().setZoom(other->view().zoom() * factor);
                            }
                        });
            }
        }
    }
    setMinimumSize(320, 320);
}

void ViewGrid::connectFrame(ViewFrame& frame, Layout alone) {
    connect(&frame.header(), &ViewHeader::maximiseWanted, this,
            [this, alone] { setLayoutShown(layout_ == alone ? Layout::All : alone); });
    connect(&frame.view(), &SliceView::pointed, this, &ViewGrid::pointed);
}

void ViewGrid::setLayoutShown(Layout layout) {
    if (layout_ != layout) {
        layout_ = layout;
        arrange();
        shownPlace().setFocus(Qt::OtherFocusReason);
        Q_EMIT layoutChanged();
    }
}

QWidget& ViewGrid::shownPlace() noexcept {
    const Layout shown = narrow_ ? Layout::Main : layout_;
    return shown == Layout::Second  ? static_cast<QWidget&>(view(0))
           : shown == Layout::Third ? static_cast<QWidget&>(view(1))
           : shown == Layout::Plot  ? static_cast<QWidget&>(area_->header().maximise())
           : shown == Layout::All   ? activeView()
                                    : mainView();
}

void ViewGrid::setAllKey(const QString& key) {
    for (ViewFrame* frame : frames_) {
        frame->header().setAllKey(key);
    }
    area_->header().setAllKey(key);
}

void ViewGrid::setNarrow(bool narrow) {
    narrow_ = narrow;
    arrange();
}

void ViewGrid::setTool(const ViewTool& tool) {
    for (ViewFrame* frame : frames_) {
        frame->view().setTool(tool);
    }
}

void ViewGrid::zoomToFit() {
    for (ViewFrame* frame : frames_) {
        frame->view().zoomToFit();
    }
}

void ViewGrid::resizeEvent(QResizeEvent*) {
    arrange();
}

QWidget* ViewGrid::frameOf(Layout layout) const {
    switch (layout) {
    case Layout::Second:
        return frames_[0];
    case Layout::Third:
        return frames_[1];
    case Layout::Plot:
        return area_;
    default:
        return frames_[2];
    }
}

void ViewGrid::arrange() {
    const Layout shown = narrow_ ? Layout::Main : layout_;
    frames_[0]->setCompact(shown == Layout::All);
    frames_[1]->setCompact(shown == Layout::All);
    if (shown == Layout::All) {
        arrangeAll();
    }
    QWidget* alone = shown == Layout::All ? nullptr : frameOf(shown);
    for (QWidget* frame : {static_cast<QWidget*>(frames_[0]), static_cast<QWidget*>(frames_[1]),
                           static_cast<QWidget*>(frames_[2]), static_cast<QWidget*>(area_)}) {
        frame->setVisible(alone == nullptr || frame == alone);
    }
    if (alone != nullptr) {
        alone->setGeometry(rect());
    }
    for (int axis = 0; axis < 3; ++axis) {
        if (alone == &frame(axis)) {
            look_.setActiveAxis(axis); // no act is about a slice that nobody sees
        }
    }
    frames_[0]->header().setMaximised(shown == Layout::Second);
    frames_[1]->header().setMaximised(shown == Layout::Third);
    frames_[2]->header().setMaximised(shown == Layout::Main && !narrow_);
    area_->header().setMaximised(shown == Layout::Plot);
}

void ViewGrid::arrangeAll() {
    constexpr double mainShare = 0.613; // of the width, as in the design's pictures
    constexpr double upperShare = 0.60;
    const int mainWidth = static_cast<int>(width() * mainShare);
    const int right = mainWidth + gap;
    const int half = (width() - right - gap) / 2;
    const int upper = static_cast<int>(height() * upperShare);
    frames_[2]->setGeometry(0, 0, mainWidth, height());
    frames_[0]->setGeometry(right, 0, half, upper);
    frames_[1]->setGeometry(right + half + gap, 0, width() - right - half - gap, upper);
    area_->setGeometry(right, upper + gap, width() - right, height() - upper - gap);
}

} // namespace laurel::ui
