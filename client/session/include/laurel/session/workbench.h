#pragma once

#include "laurel/session/between_slices_desk.h"
#include "laurel/session/case_session.h"
#include "laurel/session/label_snapshot.h"
#include "laurel/session/merge_desk.h"
#include "laurel/session/operation_desk.h"
#include "laurel/session/preferences.h"
#include "laurel/session/second_image_desk.h"
#include "laurel/workflow/case_opening.h"
#include "laurel/workflow/learning.h"
#include "laurel/workflow/model_history.h"
#include "laurel/workflow/outbox.h"
#include "laurel/workflow/segment_region.h"
#include "laurel/workflow/server_directory.h"

#include <QDateTime>
#include <QObject>
#include <QString>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace laurel {

/// Where the desktop keeps things and what it offers; made by the composition root.
struct WorkbenchSettings {
    std::filesystem::path home;  ///< as laurelHome(): models, queue, servers, local models
    std::filesystem::path cases; ///< folder of cases; usually <home>/cases
    std::vector<std::filesystem::path> shippedPackages;
    Engine::Folders engine = Engine::defaultFolders();
    int outboxSeconds = 30; ///< between rounds of the outbox; 0: only when asked
    ClientInfo client{"laurel", LAUREL_VERSION};
};

/// Opens images and cases. One case at a time. GUI thread; all that takes time runs as tasks.
class OpeningDesk : public QObject {
    Q_OBJECT
  public:
    OpeningDesk(WorkbenchSettings settings, TaskBoard& board, QObject* parent = nullptr);

    /// An image file, a folder of DICOM, or a case folder. Ends in `opened`, `choiceNeeded` or
    /// `failed`, and in any case in `ended`, which comes last. A second call cancels the first.
    void open(const QString& path);
    void open(const laurel::ImageRequest& image);
    /// A phantom leg that Laurel makes itself, for a first look.
    void openSample();
    std::vector<CaseSummary> recentCases() const;
    void cancel();

  Q_SIGNALS:
    /// The middle slice of what is being opened, as soon as it is there; DICOM only.
    void pictured(const QString& path, const laurel::SmallPicture& picture);
    void opened(std::shared_ptr<laurel::CaseSession> session);
    void choiceNeeded(const QString& path, const std::vector<laurel::ImageChoice>& choices);
    void failed(const QString& title, const QString& why);
    void noted(const QString& text); ///< worth knowing of what was opened
    void ended();                    ///< opened, failed, cancelled, or a choice is needed

  private:
    using TakePicture = std::function<void(const SmallPicture&)>;
    using Work =
        std::function<CaseOpening(const TakePicture&, ProgressSink&, const CancellationToken&)>;
    void start(const QString& path, Work work);
    TakePicture picturesOf(const QString& path, std::shared_ptr<TaskId> task);
    void finish(const QString& path, CaseOpening opening);
    OpeningRequest request(ImageRequest image) const;

    WorkbenchSettings settings_;
    TaskBoard& board_;
    std::optional<TaskId> running_;
    std::weak_ptr<CaseSession> current_; ///< the last one that was opened
};

/// What a person asks for besides a mask's own place.
struct MaskPlacement {
    LabelPlacement placement = LabelPlacement::World;
    Resampling resampling = Resampling::WhenMostIsInside;
};

/// Brings masks of files into an open case. GUI thread; files are read as a task.
class MasksDesk : public QObject {
    Q_OBJECT
  public:
    explicit MasksDesk(TaskBoard& board, QObject* parent = nullptr)
        : QObject(parent), board_(board) {}

    /// A file or folder of masks. Ends in `imported`, `refused` or `failed`; in none of them when
    /// it was cancelled or the case is closed by then. A second call cancels the first.
    void open(const std::shared_ptr<CaseSession>& session, const QString& path,
              const MaskPlacement& how = {});

  Q_SIGNALS:
    void imported(const laurel::MaskImport& report);
    /// The masks have no place of their own in the image; nothing was changed.
    void refused(const QString& path, const QString& reason, laurel::PlacementRemedies remedies);
    void failed(const QString& title, const QString& why);

  private:
    void finish(CaseSession& session, const QString& path, const MaskOpening& opening);

    TaskBoard& board_;
    std::optional<TaskId> running_;
};

/// Auto-segmentation: chooses a model, runs it, gives the proposal to the case's session.
class SegmentingDesk : public QObject {
    Q_OBJECT
  public:
    SegmentingDesk(const WorkbenchSettings& settings, Engine& engine, TaskBoard& board,
                   QObject* parent = nullptr);

    std::vector<ShelvedModel> models() const;
    /// The one that is chosen; none when there is no model at all.
    std::optional<ShelvedModel> chosen() const;
    void choose(const ShelvedModel& model);
    /// Stays on the model of this folder, also after a restart and when newer ones come; nullopt:
    /// follows the newest again.
    void pin(const std::optional<std::filesystem::path>& folder);
    bool isPinned(const ShelvedModel& model) const;
    /// Reads the shelf anew, after a pull or a kept result.
    void refresh();

    void useThreads(int threads) noexcept { threads_ = threads; } ///< from the next run on
    /// Ends in the session's proposalChanged, or `failed`. One at a time.
    void run(const std::shared_ptr<CaseSession>& session, const SegmentRequest& request);
    bool isRunning() const noexcept;
    void cancel();

  Q_SIGNALS:
    void modelsChanged(); ///< or the one that is chosen
    void runningChanged();
    void failed(const QString& title, const QString& why);

  private:
    struct State;
    std::shared_ptr<State> state_;
    int threads_;
};

/// A run of learning that came to its end, to compare others with.
struct LearningRun {
    std::string model; ///< id of what it taught
    std::string title; ///< "Leg v12"
    QDateTime ended;
    std::vector<FineTuneEvent> events; ///< without `labels`
};

/// A run of learning, its curve, and its result until a person keeps or discards it.
class LearningDesk : public QObject {
    Q_OBJECT
  public:
    enum class Phase { Idle, Running, Finished, Kept };
    LearningDesk(const WorkbenchSettings& settings, Engine& engine, TaskBoard& board,
                 QObject* parent = nullptr);

    Phase phase() const noexcept;
    const std::vector<FineTuneEvent>& events() const noexcept; ///< of the run in hand, or the last
    const FineTuneResult* result() const noexcept;             ///< when Finished or Kept
    const std::optional<ShelvedModel>& base() const noexcept;
    const std::optional<ShelvedModel>& kept() const noexcept; ///< when Kept
    /// Runs of this computer that came to their end before the one in hand, newest first, also of
    /// earlier days.
    std::vector<LearningRun> formerRuns(const std::string& model) const;
    double secondsLeft() const noexcept; ///< by the pace so far; 0 when unknown

    /// Copies the case beside the window, as it stands by then. Ends in phase Finished, or `failed`
    /// and phase Idle.
    void start(const std::shared_ptr<CaseSession>& session, ShelvedModel base);
    void stop();
    void keep();
    void discard();
    void useThreads(int threads) noexcept { threads_ = threads; } ///< from the next run on

  Q_SIGNALS:
    void changed(); ///< phase or events
    void failed(const QString& title, const QString& why);

  private:
    void tick();
    void becomeIdle();
    void noteRun();
    void learnFrom(std::shared_ptr<LabelSnapshot::Copy> copy, std::shared_ptr<const Volume> image,
                   std::int64_t frame);

    struct State;
    std::shared_ptr<State> state_;
    int threads_;
};

/// Servers, and contributions on their way. Sends in the background, asks after what was sent.
class ServerDesk : public QObject {
    Q_OBJECT
  public:
    ServerDesk(const WorkbenchSettings& settings, TaskBoard& board, QObject* parent = nullptr);

    std::vector<KnownServer> servers() const;
    const std::vector<OutboxEntry>& entries() const noexcept; ///< newest first
    /// What the top bar says: "No server", "Server ready", "Server not reachable".
    QString stateText() const;
    bool reachable() const noexcept;
    /// Who answered last, and what each offers; empty before the first round.
    const std::vector<ServerState>& states() const noexcept;

    /// Asks who answers; ends in `serverFound` (nothing is kept yet) or `failed`.
    void ask(const QString& address, bool insecure);
    /// Pins the server that was found. Ends in `changed` or `failed`.
    void add(const QString& address, bool insecure, const QString& key);

    /// Ends in `consentReady` or `failed`.
    void prepare(const ShelvedModel& learnt);
    /// After consent: queues and sends. Ends in `changed` or `failed`.
    void contribute(const ShelvedModel& learnt);
    void withdraw(const QString& entryId);
    void sendNow(); ///< a round at once
    /// Fetches a version of a model (0: the current one); ends in `pulled` or `failed`.
    void pull(const QString& serverId, const QString& model, std::int64_t number = 0);
    /// Asks what each version scored; ends in `historyReady`, or in `historyFailed`. Quick where it
    /// was asked before.
    void askHistory(const QString& serverId, const QString& model);

  Q_SIGNALS:
    void changed();
    void serverFound(const QString& address, const QString& name, const QString& fingerprint);
    void consentReady(const laurel::ConsentFacts& facts);
    void pulled(const QString& title);
    void historyReady(const laurel::ModelHistory& history);
    void historyFailed(const QString& serverId, const QString& model, const QString& why);
    void failed(const QString& title, const QString& why);

  private:
    void beginRound();
    void endRound();

    struct State;
    std::shared_ptr<State> state_;
};

/// Everything that one window works with, wired together. Owns; decides nothing.
class Workbench : public QObject {
    Q_OBJECT
  public:
    explicit Workbench(WorkbenchSettings settings, QObject* parent = nullptr);
    /// Cancels what runs and waits for it, so that nothing works with what dies here.
    ~Workbench() override;

    Preferences preferences;
    TaskBoard board;
    Engine engine;
    OpeningDesk opening;
    MasksDesk masks;
    SecondImageDesk seconds;
    OperationDesk operations;
    SegmentingDesk segmenting;
    MergeDesk merging;
    BetweenSlicesDesk between;
    LearningDesk learning;
    ServerDesk server;

    const WorkbenchSettings& settings() const noexcept { return settings_; }
    /// The open case; null before the first.
    const std::shared_ptr<CaseSession>& session() const noexcept { return session_; }

  Q_SIGNALS:
    void sessionChanged();

  private:
    void followPreferences();

    WorkbenchSettings settings_;
    std::shared_ptr<CaseSession> session_;
};

} // namespace laurel
