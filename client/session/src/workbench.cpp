#include "laurel/session/workbench.h"

namespace laurel {

Workbench::Workbench(WorkbenchSettings settings, QObject* parent)
    : QObject(parent), preferences(settings.home), engine(settings.engine),
      opening(settings, board), masks(board), seconds(board), operations(board),
      segmenting(settings, engine, board), merging(board), between(board),
      learning(settings, engine, board), server(settings, board), settings_(std::move(settings)) {
    connect(&opening, &OpeningDesk::opened, this, [this](std::shared_ptr<CaseSession> opened) {
        if (opened != session_) {
            session_ = std::move(opened);
            merging.follow(session_);
            followPreferences();
            Q_EMIT sessionChanged();
        }
    });
    connect(&preferences, &Preferences::changed, this, &Workbench::followPreferences);
    followPreferences();
    connect(&server, &ServerDesk::pulled, &segmenting, &SegmentingDesk::refresh);
    connect(&learning, &LearningDesk::changed, this, [this] {
        if (learning.phase() == LearningDesk::Phase::Kept) {
            segmenting.refresh();
        }
    });
}

void Workbench::followPreferences() {
    segmenting.useThreads(preferences.threadsToUse());
    learning.useThreads(preferences.threadsToUse());
    const QString pinned = preferences.pinnedModel();
    segmenting.pin(pinned.isEmpty() ? std::nullopt
                                    : std::optional(std::filesystem::path(pinned.toStdString())));
    if (session_) {
        session_->setSaving(preferences.saving());
    }
}

Workbench::~Workbench() {
    merging.follow(nullptr);
    session_.reset();
    board.shutDown();
}

} // namespace laurel
