#include "laurel/session/numbers_desk.h"

#include "laurel/session/label_snapshot.h"
#include "while_alive.h"

#include <algorithm>

namespace laurel {

namespace {

struct Measuring {
    std::shared_ptr<const Volume> image;
    std::int64_t frame = 0;
    bool onlyReviewed = false;
    std::shared_ptr<LabelSnapshot::Copy> copy;
};

CaseNumbers numbersOf(const Measuring& measuring, const CancellationToken& cancel) {
    CaseNumbers numbers;
    numbers.states = measuring.copy->slices;
    numbers.geometry = measuring.copy->geometry;
    numbers.onlyReviewed = measuring.onlyReviewed;
    numbers.version = measuring.copy->version;
    const std::size_t segments = measuring.copy->segments.size();
    LabelMap labels = std::move(*measuring.copy).labels();
    cancel.throwIfCancelled();
    if (measuring.onlyReviewed) {
        labels = reviewedOnly(std::move(labels), numbers.states);
    }
    numbers.labels = labelStatistics(*measuring.image, labels, measuring.frame);
    numbers.labels.resize(std::min(segments, numbers.labels.size())); // values without a name
    cancel.throwIfCancelled();
    return numbers;
}

} // namespace

NumbersDesk::NumbersDesk(TaskBoard& board, QObject* parent) : QObject(parent), board_(board) {}

NumbersDesk::~NumbersDesk() = default;

void NumbersDesk::cancel() {
    snapshot_.reset();
    if (running_) {
        board_.cancel(*running_);
        running_.reset();
    }
}

void NumbersDesk::measure(const std::shared_ptr<CaseSession>& session, bool onlyReviewed) {
    cancel();
    Measuring measuring{session->openCase().image(), session->openCase().reference().frame,
                        onlyReviewed, nullptr};
    snapshot_ = std::make_unique<LabelSnapshot>(
        session, [this, measuring](std::shared_ptr<LabelSnapshot::Copy> copy) mutable {
            measuring.copy = std::move(copy);
            snapshot_.release()->deleteLater(); // it is the one that calls
            const auto task = std::make_shared<TaskId>(0);
            *task = board_.runner().run<CaseNumbers>(
                "Measuring",
                [measuring](ProgressSink&, const CancellationToken& stop) {
                    return numbersOf(measuring, stop);
                },
                whileAlive(this,
                           [this, task](const CaseNumbers& numbers) {
                               if (running_ == *task) {
                                   running_.reset();
                                   Q_EMIT measured(numbers);
                               }
                           }),
                whileAlive(this, [this, task](const Error& error) {
                    if (running_ != *task) {
                        return;
                    }
                    running_.reset();
                    if (error.code() != ErrorCode::Cancelled) {
                        Q_EMIT failed(QStringLiteral("Could not measure the case"),
                                      QString::fromUtf8(error.what()));
                    }
                }));
            running_ = *task;
        });
}

} // namespace laurel
