#include "operation_presenter.h"

#include "laurel/session/texts.h"

#include <utility>

namespace laurel::ui {

namespace {

constexpr int pauseMs = 40; ///< of a slider that is dragged

} // namespace

OperationPresenter::OperationPresenter(std::shared_ptr<CaseSession> session, OperationDesk& desk,
                                       ToolBox& tools, QObject* parent)
    : QObject(parent), session_(std::move(session)), desk_(desk), tools_(tools),
      plane_(session_->view().activePlane()) {
    soon_.setSingleShot(true);
    soon_.setInterval(pauseMs);
    connect(&soon_, &QTimer::timeout, this, &OperationPresenter::present);
    connect(&tools_, &ToolBox::changed, this, &OperationPresenter::followTools);
    connect(&tools_, &ToolBox::previewAsked, this, [this] { soon_.start(); });
    connect(&session_->view(), &ViewState::activeSegmentChanged, this,
            &OperationPresenter::followTools);
    connect(&session_->view(), &ViewState::crosshairChanged, this,
            &OperationPresenter::followSlice);
    connect(&session_->view(), &ViewState::activeAxisChanged, this,
            &OperationPresenter::followSlice);
    connect(session_.get(), &CaseSession::offerChanged, this, [this] {
        if (session_->offer() == nullptr) { // done or discarded: the piece is nobody's any more
            tools_.operations.islands.pick.reset();
        }
    });
    connect(&desk_, &OperationDesk::nothing, this, &OperationPresenter::refused);
}

void OperationPresenter::followTools() {
    if (tools_.operation()) {
        soon_.start();
    } else if (std::exchange(presents_, false)) {
        soon_.stop();
        desk_.cancel();
        discard();
    }
}

void OperationPresenter::discard() {
    if (session_->offer() != nullptr && session_->whoseOffer() == OfferOf::Tool) {
        session_->discardOffer();
    }
}

void OperationPresenter::followSlice() {
    const SlicePlane plane = session_->view().activePlane();
    const bool moved = std::exchange(plane_, plane) != plane;
    if (moved && tools_.operation() && tools_.operationReach() == OperationReach::Slice) {
        discard();
        soon_.start();
    }
}

void OperationPresenter::present() {
    const auto operation = tools_.operation();
    const int active = session_->view().activeSegment();
    const auto& segments = session_->segmentation().labels.segments();
    const bool waits = session_->offer() != nullptr && session_->whoseOffer() == OfferOf::Act;
    if (!operation || waits || session_->proposal() != nullptr) {
        return;
    }
    if (active < 0 || active >= static_cast<int>(segments.size())) {
        Q_EMIT refused(Texts::tr("No segment is chosen. Choose one in the list or add one."));
        return;
    }
    const Segment& segment = segments[static_cast<std::size_t>(active)];
    if (session_->segmentation().lookOf(segment).locked) {
        discard();
        Q_EMIT refused(Texts::tr("%1 is locked. Nothing would be changed. Unlock it or choose "
                                 "another segment.")
                           .arg(QString::fromStdString(segment.name)));
        return;
    }
    const OperationSettings& settings = tools_.operations;
    const SlicePlane plane = session_->view().activePlane();
    const SliceSpan range = settings.ranges[static_cast<std::size_t>(plane.axis)].within(
        session_->image().geometry().size()[plane.axis]);
    presents_ = true;
    desk_.preview(session_,
                  {segment, plane, tools_.operationReach(), settings.overwrite, tools_.area,
                   range.first, range.last},
                  *operation);
}

} // namespace laurel::ui
