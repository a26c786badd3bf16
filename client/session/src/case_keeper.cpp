#include "case_keeper.h"

#include "laurel/session/texts.h"
#include "laurel/session/words.h"

#include "while_alive.h"

namespace laurel {

namespace {

constexpr int syncPauseMs = 1'000;
constexpr int minuteMs = 60'000;
constexpr int retryPauseMs = 3'000;

/// How much the last save of the folder took, in bytes; 0 where there is none.
std::uintmax_t sizeOfSave(const std::filesystem::path& folder) {
    std::uintmax_t bytes = 0;
    std::error_code fault;
    for (const auto& entry : std::filesystem::directory_iterator(folder, fault)) {
        if (entry.path().filename().string().starts_with("labels-")) {
            const std::uintmax_t size = entry.file_size(fault);
            bytes += fault ? 0 : size;
        }
    }
    return bytes;
}

QString whyNotSaved(const Error& error, const std::filesystem::path& folder) {
    return whyNotWritten(error.what(), folder, sizeOfSave(folder));
}

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
    retryTimer_.setInterval(retryPauseMs);
    connect(&retryTimer_, &QTimer::timeout, this, &CaseKeeper::retry);
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
    tellProblem();
    Q_EMIT changed();
}

QString CaseKeeper::problem() const {
    if (!folder_->problem().empty()) {
        return whyNotWritten(folder_->problem(), folder());
    }
    return syncProblem_;
}

void CaseKeeper::retry() {
    folder_->retry();
    if (!syncProblem_.isEmpty()) {
        syncJournal();
    }
    tellProblem();
    Q_EMIT changed();
}

/// A problem is news once, and so is its end.
void CaseKeeper::tellProblem() {
    const QString now = problem();
    if (now.isEmpty()) {
        retryTimer_.stop();
    } else if (!retryTimer_.isActive()) {
        retryTimer_.start();
    }
    if (problemTold_ != !now.isEmpty()) {
        problemTold_ = !now.isEmpty();
        Q_EMIT problemChanged(now);
    }
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
        tellProblem();
        Q_EMIT changed();
    };
    board_.runner().run<bool>(
        "Keeping changes",
        [door = door_, folder = folder_.get()](ProgressSink&, const CancellationToken&) {
            door->pass([&] { folder->sync(); });
            return true;
        },
        whileAlive(this, [ended](bool) { ended(QString()); }),
        whileAlive(this, [this, ended](const Error& error) {
            ended(whyNotWritten(error.what(), folder()));
        }));
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
        saveEnded(whyNotSaved(error, folder()));
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
        whileAlive(this, [this](const Error& error) { saveEnded(whyNotSaved(error, folder())); }));
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
    tellProblem();
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
    if (const QString why = problem(); !why.isEmpty()) {
        return Texts::tr("Changes are not kept: ") + why;
    }
    if (folder_->journalSteps() == 0 && savedAt_.isValid()) {
        return Texts::tr("saved ") + savedAt_.toString(QStringLiteral("HH:mm"));
    }
    return Texts::tr("All changes kept");
}

} // namespace laurel
