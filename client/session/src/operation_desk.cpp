#include "laurel/session/operation_desk.h"

#include "laurel/session/texts.h"

#include "while_alive.h"

namespace laurel {

namespace {

QString nameOfOperation(const MaskOperation& operation) {
    return QString::fromStdString(describe(operation));
}

} // namespace

void OperationDesk::cancel() {
    if (running_) {
        board_.cancel(*running_);
        running_.reset();
    }
}

void OperationDesk::preview(const std::shared_ptr<CaseSession>& session,
                            const OperationScope& scope, const MaskOperation& operation,
                            OfferOf whose) {
    cancel();
    const QString title = Texts::tr("Could not preview \"%1\"").arg(nameOfOperation(operation));
    auto input = std::make_shared<OperationInput>();
    session->endAct();
    const Case& openCase = session->openCase();
    try {
        *input = operationInput(session->segmentation(), openCase.counts(), openCase.image(),
                                session->view().frame(), scope, operation);
    } catch (const Error& error) {
        Q_EMIT failed(title, QString::fromUtf8(error.what()));
        return;
    }
    const auto task = std::make_shared<TaskId>(0); // an earlier one that ends late says nothing
    const std::uint64_t version = session->version();
    *task = board_.runner().run<EditStep>(
        describe(operation),
        [input, operation](ProgressSink&, const CancellationToken& cancel) {
            return computeOperation(*input, operation, cancel);
        },
        whileAlive(this,
                   [this, task, operation, whose, version,
                    target = std::weak_ptr<CaseSession>(session)](EditStep step) {
                       if (running_ != *task) {
                           return;
                       }
                       running_.reset();
                       const std::shared_ptr<CaseSession> open = target.lock();
                       if (open && open->version() == version) {
                           finish(*open, operation, whose, std::move(step));
                       }
                   }),
        whileAlive(this, [this, task, title](const Error& error) {
            if (running_ != *task) {
                return;
            }
            running_.reset();
            if (error.code() != ErrorCode::Cancelled) {
                Q_EMIT failed(title, QString::fromUtf8(error.what()));
            }
        }));
    running_ = *task;
}

void OperationDesk::finish(CaseSession& session, const MaskOperation& operation, OfferOf whose,
                           EditStep step) {
    if (step.voxels.empty()) {
        session.discardOffer();
        Q_EMIT nothing(Texts::tr("%1 would change nothing here").arg(nameOfOperation(operation)));
    } else {
        session.setOffer(std::move(step), whose);
    }
}

} // namespace laurel
