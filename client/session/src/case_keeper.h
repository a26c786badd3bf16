#pragma once

#include "laurel/session/label_snapshot.h"
#include "laurel/session/preferences.h"
#include "laurel/session/task_board.h"
#include "laurel/workflow/case_store.h"

#include <QDateTime>
#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <mutex>
#include <optional>

namespace laurel {

/// Keeps an open case on disk without making the window wait: its journal reaches the disk at most
/// once a second, and a save follows as `SavingHabits` say.
/// GUI thread.
class CaseKeeper : public QObject {
    Q_OBJECT
  public:
    /// @param session   has the case; outlives the keeper
    /// @param folder    an open one
    /// @param justSaved whether it was made now, with a first save
    CaseKeeper(CaseSession& session, std::unique_ptr<CaseFolder> folder, bool justSaved,
               TaskBoard& board);
    /// Cancels a save and waits for it: the folder's lock is not given up under its hands.
    ~CaseKeeper() override;

    const std::filesystem::path& folder() const noexcept { return folder_->folder(); }
    /// After each change of the case, once it is in the journal.
    void caseChanged();
    /// As the case is once an act in hand has ended. One at a time; one that is asked for meanwhile
    /// follows.
    void save();
    void setHabits(const SavingHabits& habits);
    QString text() const;
    /// Why the last changes are not on disk, as sentences; empty while all are.
    QString problem() const;
    /// Tries at once to write what waits; otherwise that happens every few seconds.
    void retry();

  Q_SIGNALS:
    void saved();
    void saveFailed(const QString& why);
    void problemChanged(const QString& why); ///< there is one now (its text), or no longer (empty)
    void changed();                          ///< the text

  private:
    /// Lets one thread at a time work with the folder's files, and none once the keeper is gone.
    /// Has the save in hand, since a save holds the folder's lock as long as it lives.
    struct Door {
        std::mutex mutex;
        bool closed = false;
        std::unique_ptr<CaseFolder::Save> save;
        void pass(const std::function<void()>& work);
    };

    void syncJournal();
    bool isSaving() const noexcept { return copying_ || saving_; }
    void saveCopy(const std::shared_ptr<LabelSnapshot::Copy>& copy);
    void saveEnded(const QString& problem);
    void tellProblem();

    CaseSession& session_;
    std::unique_ptr<CaseFolder> folder_;
    TaskBoard& board_;
    std::shared_ptr<Door> door_ = std::make_shared<Door>();
    std::unique_ptr<LabelSnapshot> copying_; ///< for a save that is about to begin
    std::optional<TaskId> saving_;
    bool saveAgain_ = false;
    bool syncing_ = false;
    bool mayAutosave_ = true; ///< not right after a save failed
    QString syncProblem_;
    bool problemTold_ = false;
    QDateTime savedAt_;
    SavingHabits habits_;
    QTimer syncTimer_;
    QTimer saveTimer_;
    QTimer retryTimer_; ///< runs while something waits to be written
};

} // namespace laurel
