#include "laurel/session/case_session.h"

#include "laurel/session/texts.h"
#include "laurel/session/words.h"

#include "case_keeper.h"

/// The open case's folder, as the window asks for it.
namespace laurel {

const std::filesystem::path* CaseSession::folder() const noexcept {
    return keeper_ ? &keeper_->folder() : nullptr;
}

void CaseSession::save() {
    if (keeper_) {
        keeper_->save();
    } else {
        Q_EMIT saveFailed(Texts::tr("This case has no folder yet."));
    }
}

void CaseSession::setSaving(const SavingHabits& habits) {
    saving_ = habits;
    if (keeper_) {
        keeper_->setHabits(habits);
    }
}

QString CaseSession::keepingProblem() const {
    return keeper_ ? keeper_->problem() : Texts::tr("This case has no folder yet.");
}

void CaseSession::retryKeeping() {
    if (keeper_) {
        keeper_->retry();
    }
}

void CaseSession::saveElsewhere(const std::filesystem::path& folderOfCases) {
    if (moving_) {
        return;
    }
    try {
        moving_ = std::make_unique<CaseKeeper>(*this, CaseFolder::prepare(folderOfCases, *case_),
                                               false, board_);
    } catch (const Error& error) {
        Q_EMIT saveFailed(whyNotWritten(error.what(), folderOfCases));
        return;
    }
    // Queued, since the one that tells it goes, or loses its place.
    connect(
        moving_.get(), &CaseKeeper::saved, this,
        [this] {
            disconnect(moving_.get(), nullptr, this, nullptr);
            keep(std::move(moving_));
            Q_EMIT moved(QString::fromStdString(keeper_->folder().string()));
        },
        Qt::QueuedConnection);
    connect(
        moving_.get(), &CaseKeeper::saveFailed, this,
        [this](const QString& why) {
            moving_.reset();
            Q_EMIT saveFailed(why);
        },
        Qt::QueuedConnection);
    moving_->save();
}

QString CaseSession::keptText() const {
    return keeper_ ? keeper_->text() : Texts::tr("Not kept yet");
}

} // namespace laurel
