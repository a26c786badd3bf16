#include "laurel/session/workbench.h"

#include "laurel/session/texts.h"

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
          [request = request(image)](const TakePicture& picture, ProgressSink& progress,
                                     const CancellationToken& cancel) mutable {
              request.image.picture = picture;
              return openAsCase(request, progress, cancel);
          });
}

void OpeningDesk::openSample() {
    start(Texts::tr("the sample"),
          [request = request({}),
           home = settings_.home](const TakePicture& /*none, as it is a NIfTI file*/,
                                  ProgressSink& progress, const CancellationToken& cancel) mutable {
              request.image.path = sampleImage(home, progress, cancel);
              return openAsCase(request, progress, cancel);
          });
}

void OpeningDesk::start(const QString& path, Work work) {
    cancel();
    const auto task = std::make_shared<TaskId>(0); // an earlier one that ends late says nothing
    *task = board_.runner().run<CaseOpening>(
        "Opening",
        [work = std::move(work), pictures = picturesOf(path, task)](
            ProgressSink& progress, const CancellationToken& cancel) {
            return work(pictures, progress, cancel);
        },
        whileAlive(this,
                   [this, path, task](CaseOpening opening) {
                       if (running_ == *task) {
                           finish(path, std::move(opening));
                           Q_EMIT ended();
                       }
                   }),
        whileAlive(this, [this, path, task](const Error& error) {
            if (running_ != *task) {
                return;
            }
            running_.reset();
            if (error.code() != ErrorCode::Cancelled) {
                Q_EMIT failed(Texts::tr("Could not open %1").arg(path),
                              QString::fromUtf8(error.what()));
            }
            Q_EMIT ended();
        }));
    running_ = *task;
    // The analyser takes what a std::function holds for lost here.
} // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks)

/// To be called by the task's thread; tasks end before the board does.
OpeningDesk::TakePicture OpeningDesk::picturesOf(const QString& path,
                                                 std::shared_ptr<TaskId> task) {
    const auto show = [this, path, task = std::move(task)](const SmallPicture& picture) {
        if (running_ && running_ == *task) {
            Q_EMIT pictured(path, picture);
        }
    };
    return [board = &board_, show = whileAlive(this, show)](const SmallPicture& picture) {
        board->post([show = show, picture]() mutable { show(picture); });
    };
}

void OpeningDesk::cancel() {
    if (running_) {
        board_.cancel(*running_);
    }
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
