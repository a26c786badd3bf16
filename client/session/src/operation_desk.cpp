#include "laurel/session/operation_desk.h"

#include "laurel/session/texts.h"

#include "while_alive.h"

#include <mutex>

namespace laurel {

namespace {

/// Up to here all labels are copied in a millisecond or two, which nobody notices.
constexpr std::int64_t copiedAtOnce = std::int64_t{1} << 21;

QString nameOfOperation(const MaskOperation& operation) {
    return QString::fromStdString(describe(operation));
}

} // namespace

/// Put together by the first task that needs it, since that takes time.
class OperationDesk::Snapshot {
  public:
    Snapshot(std::shared_ptr<LabelSnapshot::Copy> copy, SegmentCounts counts,
             const std::shared_ptr<CaseSession>& session)
        : copy_(std::move(copy)), counts_(std::move(counts)), session_(session) {}

    bool isOf(const std::shared_ptr<CaseSession>& session) const {
        return session_.lock() == session && version_ == session->version();
    }
    const SegmentCounts& counts() const noexcept { return counts_; }
    const Segmentation& segmentation() {
        std::call_once(once_, [this] { whole_ = std::move(*copy_).segmentation(); });
        return whole_;
    }

  private:
    std::shared_ptr<LabelSnapshot::Copy> copy_;
    SegmentCounts counts_;
    std::weak_ptr<CaseSession> session_;
    std::uint64_t version_ = copy_->version;
    std::once_flag once_;
    Segmentation whole_;
};

void OperationDesk::cancel() {
    stop();
    held_.reset();
}

void OperationDesk::stop() {
    copying_.reset();
    if (running_) {
        board_.cancel(*running_);
        running_.reset();
    }
}

void OperationDesk::preview(const std::shared_ptr<CaseSession>& session,
                            const OperationScope& scope, const MaskOperation& operation,
                            OfferOf whose) {
    stop();
    session->endAct();
    const bool small = session->image().geometry().size().voxels() <= copiedAtOnce;
    const bool inSlice = scope.reach == OperationReach::Slice;
    if (!small && !inSlice) {
        previewLarge(session, scope, operation, whose);
        return;
    }
    try {
        auto input = std::make_shared<OperationInput>(
            operationInput(session->segmentation(), session->openCase().counts(),
                           session->openCase().image(), session->view().frame(), scope, operation));
        run(session, operation, whose, [input] { return std::move(*input); });
    } catch (const Error& error) {
        fail(operation, error);
    }
}

void OperationDesk::previewLarge(const std::shared_ptr<CaseSession>& session,
                                 const OperationScope& scope, const MaskOperation& operation,
                                 OfferOf whose) {
    if (held_ && held_->isOf(session)) {
        run(session, operation, whose,
            [held = held_, image = session->openCase().image(), frame = session->view().frame(),
             scope, operation] {
                return operationInput(held->segmentation(), held->counts(), image, frame, scope,
                                      operation);
            });
        return;
    }
    connect(session.get(), &CaseSession::historyChanged, this, &OperationDesk::forgetCopy,
            Qt::UniqueConnection);
    copying_ = std::make_unique<LabelSnapshot>(
        *session, [this, target = std::weak_ptr<CaseSession>(session), scope, operation,
                   whose](const std::shared_ptr<LabelSnapshot::Copy>& copy) {
            if (const std::shared_ptr<CaseSession> open = target.lock()) {
                held_ = std::make_shared<Snapshot>(copy, open->openCase().counts(), open);
                previewLarge(open, scope, operation, whose);
            }
            copying_.reset();
        });
    connect(session.get(), &QObject::destroyed, copying_.get(), [this] { copying_.reset(); });
}

void OperationDesk::run(const std::shared_ptr<CaseSession>& session, const MaskOperation& operation,
                        OfferOf whose, Prepare prepare) {
    const auto task = std::make_shared<TaskId>(0); // an earlier one that ends late says nothing
    const std::uint64_t version = session->version();
    *task = board_.runner().run<EditStep>(
        describe(operation),
        [prepare = std::move(prepare), operation](ProgressSink&, const CancellationToken& cancel) {
            return computeOperation(prepare(), operation, cancel);
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
        whileAlive(this, [this, task, operation](const Error& error) {
            if (running_ == *task) {
                running_.reset();
                fail(operation, error);
            }
        }));
    running_ = *task;
}

void OperationDesk::fail(const MaskOperation& operation, const Error& error) {
    if (error.code() != ErrorCode::Cancelled) {
        Q_EMIT failed(Texts::tr("Could not preview \"%1\"").arg(nameOfOperation(operation)),
                      QString::fromUtf8(error.what()));
    }
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
