#include "laurel/session/workbench.h"

namespace laurel {

Workbench::Workbench(WorkbenchSettings settings, QObject* parent)
    : QObject(parent), engine(settings.engine), opening(settings, board), masks(board),
      seconds(board), operations(board), segmenting(settings, engine, board), between(board),
      learning(settings, engine, board), server(settings, board), settings_(std::move(settings)) {
    connect(&opening, &OpeningDesk::opened, this, [this](std::shared_ptr<CaseSession> opened) {
        if (opened != session_) {
            session_ = std::move(opened);
            Q_EMIT sessionChanged();
        }
    });
    connect(&server, &ServerDesk::pulled, &segmenting, &SegmentingDesk::refresh);
    connect(&learning, &LearningDesk::changed, this, [this] {
        if (learning.phase() == LearningDesk::Phase::Kept) {
            segmenting.refresh();
        }
    });
}

Workbench::~Workbench() {
    session_.reset();
    board.shutDown();
}

} // namespace laurel
