#include "laurel/session/workbench.h"

#include "laurel/session/texts.h"

#include "while_alive.h"

namespace laurel {

namespace {

QString titleFor(const QString& path) {
    return Texts::tr("Could not open masks of %1").arg(path);
}

} // namespace

void MasksDesk::open(const std::shared_ptr<CaseSession>& session, const QString& path,
                     const MaskPlacement& how) {
    if (running_) {
        board_.cancel(*running_);
    }
    MaskRequest request{path.toStdString(), session->image().geometry(),
                        LabelOptions{how.placement, how.resampling, {}}};
    request.options.imageFrameOfReference = session->openCase().reference().frameOfReference;
    const auto task = std::make_shared<TaskId>(0); // an earlier one that ends late says nothing
    *task = board_.runner().run<MaskOpening>(
        "Opening masks",
        [request](ProgressSink& progress, const CancellationToken& cancel) {
            return openMasks(request, progress, cancel);
        },
        whileAlive(this,
                   [this, path, task,
                    target = std::weak_ptr<CaseSession>(session)](const MaskOpening& opening) {
                       if (running_ != *task) {
                           return;
                       }
                       running_.reset();
                       if (const std::shared_ptr<CaseSession> open = target.lock()) {
                           finish(*open, path, opening);
                       }
                   }),
        whileAlive(this, [this, path, task](const Error& error) {
            if (running_ != *task) {
                return;
            }
            running_.reset();
            if (error.code() != ErrorCode::Cancelled) {
                Q_EMIT failed(titleFor(path), QString::fromUtf8(error.what()));
            }
        }));
    running_ = *task;
}

void MasksDesk::finish(CaseSession& session, const QString& path, const MaskOpening& opening) {
    if (opening.refusal) {
        Q_EMIT refused(path, QString::fromStdString(opening.refusal->reason()),
                       opening.refusal->remedies());
        return;
    }
    try {
        Q_EMIT imported(session.importMasks(opening.masks));
    } catch (const Error& error) {
        Q_EMIT failed(titleFor(path), QString::fromUtf8(error.what()));
    }
}

} // namespace laurel
