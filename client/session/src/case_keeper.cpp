#include "case_keeper.h"

#include "laurel/session/texts.h"

#include "while_alive.h"

namespace laurel {

namespace {

constexpr int syncPauseMs = 1'000;
constexpr int minuteMs = 60'000;

} // namespace

void CaseKeeper::Door::pass(const std::function<void()>& work) {
    const std::lock_guard<std::mutex> lock(mutex);
    if (closed) {
        throw Error(ErrorCode::Cancelled, "the case was closed");
    }
    work();
}

CaseKeeper::CaseKeeper(CaseSession& session, std::unique_ptr<CaseFolder> folder, bool justSaved,
                       TaskBoard& board)
    : session_(session), folder_(std::move(folder)), board_(board) {
    if (justSaved) {
        savedAt_ = QDateTime::currentDateTime();
    }
    for (QTimer* timer : {&syncTimer_, &saveTimer_}) {
        timer->setSingleShot(true);
    }
    syncTimer_.setInterval(syncPauseMs);
    saveTimer_.setInterval(habits_.minutes * minuteMs);
    connect(&syncTimer_, &QTimer::timeout, this, &CaseKeeper::syncJournal);
    connect(&saveTimer_, &QTimer::timeout, this, &CaseKeeper::save);
    if (folder_->journalSteps() > 0) {
        saveTimer_.start();
    }
}

CaseKeeper::~CaseKeeper() {
    if (saving_) {
        board_.cancel(*saving_);
    }
    const std::lock_guard<std::mutex> lock(door_->mutex);
    door_->closed = true;
    door_->save.reset();
}

void CaseKeeper::caseChanged() {
    if (!syncTimer_.isActive()) {
        syncTimer_.start();
    }
    if (!saveTimer_.isActive()) {
        saveTimer_.start();
    }
    if (folder_->journalSteps() >= habits_.steps && mayAutosave_ && !isSaving()) {
        save();
    }
    Q_EMIT changed();
}

void CaseKeeper::syncJournal() {
    if (syncing_) {
        syncTimer_.start();
        return;
    }
    syncing_ = true;
    const auto ended = [this](const QString& problem) {
        syncing_ = false;
        syncProblem_ = problem;
        Q_EMIT changed();
    };
    board_.runner().run<bool>(
        "Keeping changes",
        [door = door_, folder = folder_.get()](ProgressSink&, const CancellationToken&) {
            door->pass([&] { folder->sync(); });
            return true;
        },
        whileAlive(this, [ended](bool) { ended(QString()); }),
        whileAlive(this, [ended](const Error& error) { ended(QString::fromUtf8(error.what())); }));
}

void CaseKeeper::save() {
    if (isSaving()) {
        saveAgain_ = true;
        return;
    }
    copying_ = std::make_unique<LabelSnapshot>(
        session_, [this](const std::shared_ptr<LabelSnapshot::Copy>& copy) { saveCopy(copy); });
}

void CaseKeeper::saveCopy(const std::shared_ptr<LabelSnapshot::Copy>& copy) {
    copying_.reset();
    try {
        std::unique_ptr<CaseFolder::Save> begun =
            folder_->beginSave([copy] { return std::move(*copy).labels(); });
        const std::lock_guard<std::mutex> lock(door_->mutex);
        door_->save = std::move(begun);
    } catch (const Error& error) {
        saveEnded(QString::fromUtf8(error.what()));
        return;
    }
    saving_ = board_.runner().run<bool>(
        "Saving",
        [door = door_](ProgressSink& progress, const CancellationToken& cancel) {
            door->pass([&] { door->save->run(progress, cancel); });
            return true;
        },
        whileAlive(this,
                   [this](bool) {
                       folder_->finishSave(*door_->save);
                       saveEnded(QString());
                   }),
        whileAlive(this,
                   [this](const Error& error) { saveEnded(QString::fromUtf8(error.what())); }));
}

void CaseKeeper::saveEnded(const QString& problem) {
    saving_.reset();
    mayAutosave_ = problem.isEmpty();
    saveTimer_.stop();
    if (folder_->journalSteps() > 0) { // also: when a save that failed is tried again
        saveTimer_.start();
    }
    if (problem.isEmpty()) {
        savedAt_ = QDateTime::currentDateTime();
        Q_EMIT saved();
    } else {
        Q_EMIT saveFailed(problem);
    }
    Q_EMIT changed();
    if (std::exchange(saveAgain_, false)) {
        save();
    }
}

void CaseKeeper::setHabits(const SavingHabits& habits) {
    habits_ = habits;
    saveTimer_.setInterval(habits.minutes * minuteMs); // which begins the pause anew if it runs
}

QString CaseKeeper::text() const {
    const QString problem =
        folder_->problem().empty() ? syncProblem_ : QString::fromStdString(folder_->problem());
    if (!problem.isEmpty()) {
        return Texts::tr("Changes are not kept: ") + problem;
    }
    if (folder_->journalSteps() == 0 && savedAt_.isValid()) {
        return Texts::tr("saved ") + savedAt_.toString(QStringLiteral("HH:mm"));
    }
    return Texts::tr("All changes kept");
}

} // namespace laurel
