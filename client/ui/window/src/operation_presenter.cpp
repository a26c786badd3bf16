#include "operation_presenter.h"

#include "laurel/session/texts.h"

#include <algorithm>

namespace laurel::ui {

namespace {

constexpr int pauseMs = 40; ///< of a slider that is dragged

} // namespace

OperationPresenter::OperationPresenter(std::shared_ptr<CaseSession> session, OperationDesk& desk,
                                       ToolBox& tools, QObject* parent)
    : QObject(parent), session_(std::move(session)), desk_(desk), tools_(tools),
      slice_(session_->view().crosshair().z) {
    soon_.setSingleShot(true);
    soon_.setInterval(pauseMs);
    connect(&soon_, &QTimer::timeout, this, &OperationPresenter::present);
    connect(&tools_, &ToolBox::changed, this, &OperationPresenter::followTools);
    connect(&tools_, &ToolBox::previewAsked, this, [this] { soon_.start(); });
    connect(&session_->view(), &ViewState::activeSegmentChanged, this,
            &OperationPresenter::followTools);
    connect(&session_->view(), &ViewState::crosshairChanged, this,
            &OperationPresenter::followSlice);
    connect(&desk_, &OperationDesk::nothing, this, &OperationPresenter::refused);
}

void OperationPresenter::followTools() {
    if (tools_.operation()) {
        soon_.start();
    } else {
        soon_.stop();
        desk_.cancel();
        session_->discardOffer();
    }
}

void OperationPresenter::followSlice() {
    const std::int64_t slice = session_->view().crosshair().z;
    const bool moved = std::exchange(slice_, slice) != slice;
    if (moved && tools_.operation() && tools_.operationReach() == OperationReach::Slice) {
        session_->discardOffer();
        soon_.start();
    }
}

void OperationPresenter::present() {
    const auto operation = tools_.operation();
    const int active = session_->view().activeSegment();
    const auto& segments = session_->segmentation().labels.segments();
    if (!operation || session_->proposal() != nullptr) {
        return;
    }
    if (active < 0 || active >= static_cast<int>(segments.size())) {
        Q_EMIT refused(Texts::tr("No segment is chosen. Choose one in the list or add one."));
        return;
    }
    const Segment& segment = segments[static_cast<std::size_t>(active)];
    if (session_->segmentation().lookOf(segment).locked) {
        session_->discardOffer();
        Q_EMIT refused(Texts::tr("%1 is locked. Nothing would be changed. Unlock it or choose "
                                 "another segment.")
                           .arg(QString::fromStdString(segment.name)));
        return;
    }
    const OperationSettings& settings = tools_.operations;
    desk_.preview(session_,
                  {segment,
                   {2, session_->view().crosshair().z},
                   tools_.operationReach(),
                   settings.overwrite,
                   tools_.area,
                   std::min(settings.first, settings.last),
                   std::max(settings.first, settings.last)},
                  *operation);
}

} // namespace laurel::ui
