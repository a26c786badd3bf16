#include "laurel/session/numbers_desk.h"

#include "laurel/session/texts.h"

#include "while_alive.h"

namespace laurel {

namespace {

constexpr int restMs = 250; ///< strokes that follow each other are measured once

} // namespace

NumbersDesk::NumbersDesk(TaskBoard& board, QObject* parent) : QObject(parent), board_(board) {
    rest_.setSingleShot(true);
    rest_.setInterval(restMs);
    connect(&rest_, &QTimer::timeout, this, &NumbersDesk::measure);
}

NumbersDesk::~NumbersDesk() = default;

void NumbersDesk::follow(std::shared_ptr<CaseSession> session) {
    if (session_) {
        session_->disconnect(this);
    }
    session_ = std::move(session);
    numbers_.reset();
    if (session_) {
        for (const auto signal : {&CaseSession::historyChanged, &CaseSession::countsChanged,
                                  &CaseSession::slicesChanged, &CaseSession::segmentsChanged}) {
            connect(session_.get(), signal, this, &NumbersDesk::touch);
        }
    }
    stale_ = true;
    measure();
    Q_EMIT changed();
}

void NumbersDesk::setWanted(bool wanted) {
    wanted_ = wanted;
    measure();
}

void NumbersDesk::setOnlyReviewed(bool only) {
    if (onlyReviewed_ != only) {
        onlyReviewed_ = only;
        stale_ = true;
        measure();
        Q_EMIT changed();
    }
}

void NumbersDesk::touch() {
    stale_ = true;
    rest_.start();
    Q_EMIT changed();
}

void NumbersDesk::stop() {
    snapshot_.reset();
    if (running_) {
        board_.cancel(*running_);
        running_.reset();
    }
}

void NumbersDesk::measure() {
    stop();
    if (!wanted_ || !stale_ || !session_ || session_->segmentation().labels.segments().empty()) {
        return;
    }
    rest_.stop();
    snapshot_ = std::make_unique<LabelSnapshot>(
        *session_, [this](const std::shared_ptr<LabelSnapshot::Copy>& copy) { measureCopy(copy); },
        this);
}

void NumbersDesk::measureCopy(const std::shared_ptr<LabelSnapshot::Copy>& copy) {
    const auto task = std::make_shared<TaskId>(0); // one that was cancelled says nothing
    *task = board_.runner().run<CaseNumbers>(
        Texts::tr("Measuring").toStdString(),
        [copy, image = session_->openCase().image(), frame = session_->openCase().reference().frame,
         only = onlyReviewed_](ProgressSink&, const CancellationToken& cancel) {
            return measureCase(*image, frame, std::move(*copy).segmentation(), only, cancel);
        },
        whileAlive(this,
                   [this, task](CaseNumbers numbers) {
                       if (running_ == *task) {
                           take(std::move(numbers));
                       }
                   }),
        whileAlive(this, [this, task](const Error& error) {
            if (running_ == *task) {
                running_.reset();
                Q_EMIT failed(Texts::tr("The segments could not be measured"),
                              QString::fromUtf8(error.what()));
            }
        }));
    running_ = *task;
}

/// What was changed meanwhile is measured when it has come to rest.
void NumbersDesk::take(CaseNumbers numbers) {
    running_.reset();
    numbers_ = std::move(numbers);
    stale_ = rest_.isActive();
    Q_EMIT changed();
}

} // namespace laurel
