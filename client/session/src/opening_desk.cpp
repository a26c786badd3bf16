#include "laurel/session/workbench.h"

#include "while_alive.h"

namespace laurel {

namespace fs = std::filesystem;

OpeningDesk::OpeningDesk(WorkbenchSettings settings, TaskBoard& board, QObject* parent)
    : QObject(parent), settings_(std::move(settings)), board_(board) {}

OpeningRequest OpeningDesk::request(ImageRequest image) const {
    const std::shared_ptr<CaseSession> current = current_.lock();
    OpeningRequest request{std::move(image), settings_.cases, std::nullopt};
    if (current && current->folder() != nullptr) {
        request.current = *current->folder();
    }
    return request;
}

void OpeningDesk::open(const QString& path) {
    open(ImageRequest{.path = path.toStdString()});
}

void OpeningDesk::open(const ImageRequest& image) {
    start(QString::fromStdString(image.path.string()),
          [request = request(image)](ProgressSink& progress, const CancellationToken& cancel) {
              return openAsCase(request, progress, cancel);
          });
}

void OpeningDesk::openSample() {
    start(QStringLiteral("the sample"),
          [request = request({}), home = settings_.home](ProgressSink& progress,
                                                         const CancellationToken& cancel) mutable {
              request.image.path = sampleImage(home, progress, cancel);
              return openAsCase(request, progress, cancel);
          });
}

void OpeningDesk::start(const QString& path, Work work) {
    if (running_) {
        board_.cancel(*running_);
    }
    const auto task = std::make_shared<TaskId>(0); // an earlier one that ends late says nothing
    *task = board_.runner().run<CaseOpening>(
        "Opening", std::move(work),
        whileAlive(this,
                   [this, path, task](CaseOpening opening) {
                       if (running_ == *task) {
                           finish(path, std::move(opening));
                       }
                   }),
        whileAlive(this, [this, path, task](const Error& error) {
            if (running_ != *task) {
                return;
            }
            running_.reset();
            if (error.code() != ErrorCode::Cancelled) {
                Q_EMIT failed(QStringLiteral("Could not open %1").arg(path),
                              QString::fromUtf8(error.what()));
            }
        }));
    running_ = *task;
}

void OpeningDesk::finish(const QString& path, CaseOpening opening) {
    running_.reset();
    if (!opening.choices.empty()) {
        Q_EMIT choiceNeeded(path, opening.choices);
        return;
    }
    std::shared_ptr<CaseSession> session = current_.lock();
    if (!opening.isCurrent || !session) {
        session = std::make_shared<CaseSession>(std::move(opening.openCase), board_);
        session->keepWith(std::move(opening.folder));
        current_ = session;
    }
    Q_EMIT opened(session);
    for (const std::string& note : opening.notes) {
        Q_EMIT noted(QString::fromStdString(note));
    }
}

std::vector<CaseSummary> OpeningDesk::recentCases() const {
    return listCases(settings_.cases);
}

} // namespace laurel
