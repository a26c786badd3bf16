#include "laurel/session/workbench.h"

#include "laurel/session/texts.h"

#include "run_book.h"
#include "threads.h"
#include "while_alive.h"

#include <QTimer>

#include <iterator>
#include <mutex>

namespace laurel {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int tickMs = 1000 / 30;

/// Events on their way from the thread that learns to the window.
class EventBox {
  public:
    void put(const FineTuneEvent& event) {
        const std::lock_guard<std::mutex> lock(mutex_);
        events_.push_back(event);
    }
    std::vector<FineTuneEvent> takeAll() {
        const std::lock_guard<std::mutex> lock(mutex_);
        return std::exchange(events_, {});
    }

  private:
    std::mutex mutex_;
    std::vector<FineTuneEvent> events_;
};

/// A run's end: the result, and the base as it was opened for it.
struct Learnt {
    ModelPackage base;
    FineTuneResult result;
    std::optional<double> automaticDice;
};

std::string stageOf(const FineTuneEvent& event) {
    return "epoch " + std::to_string(event.epoch) + " of " + std::to_string(event.epochs);
}

} // namespace

struct LearningDesk::State {
    State(const WorkbenchSettings& settings, Engine& engineUsed, TaskBoard& boardUsed)
        : home(settings.home), shelf(settings.home, settings.shippedPackages), engine(engineUsed),
          board(boardUsed), book(settings.home) {}

    std::filesystem::path home;

    ModelShelf shelf;
    Engine& engine;
    TaskBoard& board;
    QTimer timer;
    Phase phase = Phase::Idle;
    std::unique_ptr<LabelSnapshot> snapshot; ///< that is being made
    std::optional<TaskId> task;
    bool keeping = false;
    std::shared_ptr<EventBox> box;
    std::vector<FineTuneEvent> events;
    Clock::time_point firstEvent;
    std::optional<ShelvedModel> base;
    std::shared_ptr<const Learnt> learnt;
    std::optional<ShelvedModel> kept;
    RunBook book;
    bool noted = false; ///< the run in hand is the first of the book

    /// Whether there were any.
    bool takeEvents() {
        std::vector<FineTuneEvent> fresh = box ? box->takeAll() : std::vector<FineTuneEvent>{};
        if (events.empty() && !fresh.empty()) {
            firstEvent = Clock::now();
        }
        events.insert(events.end(), fresh.begin(), fresh.end());
        return !fresh.empty();
    }
};

LearningDesk::LearningDesk(const WorkbenchSettings& settings, Engine& engine, TaskBoard& board,
                           QObject* parent)
    : QObject(parent), state_(std::make_shared<State>(settings, engine, board)),
      threads_(threadsBesideTheWindow()) {
    state_->timer.setInterval(tickMs);
    connect(&state_->timer, &QTimer::timeout, this, &LearningDesk::tick);
}

LearningDesk::Phase LearningDesk::phase() const noexcept {
    return state_->phase;
}
const std::vector<FineTuneEvent>& LearningDesk::events() const noexcept {
    return state_->events;
}
const FineTuneResult* LearningDesk::result() const noexcept {
    return state_->learnt ? &state_->learnt->result : nullptr;
}
const std::optional<ShelvedModel>& LearningDesk::base() const noexcept {
    return state_->base;
}
const std::optional<ShelvedModel>& LearningDesk::kept() const noexcept {
    return state_->kept;
}

std::vector<LearningRun> LearningDesk::formerRuns(const std::string& model) const {
    std::vector<LearningRun> runs = state_->book.runs();
    if (state_->noted) {
        runs.erase(runs.begin());
    }
    std::erase_if(runs, [&](const LearningRun& run) { return run.model != model; });
    return runs;
}

/// What has come to its end can be compared with later ones, kept or not.
void LearningDesk::noteRun() {
    LearningRun run{state_->base->id, state_->base->title(), QDateTime::currentDateTime(),
                    state_->events};
    for (FineTuneEvent& event : run.events) {
        event.labels.clear();
    }
    state_->book.add(std::move(run));
    state_->noted = true;
    state_->board.runner().run<bool>(
        Texts::tr("Keeping the curve").toStdString(),
        [home = state_->home, runs = state_->book.runs()](ProgressSink&, const CancellationToken&) {
            RunBook::write(home, runs);
            return true;
        },
        [](bool) {}, [](const Error&) {});
}

double LearningDesk::secondsLeft() const noexcept {
    if (state_->phase != Phase::Running || state_->events.size() < 2) {
        return 0;
    }
    const FineTuneEvent& last = state_->events.back();
    const double seconds = std::chrono::duration<double>(Clock::now() - state_->firstEvent).count();
    const auto done = static_cast<double>(last.step - state_->events.front().step);
    return done > 0 ? seconds / done * static_cast<double>(last.steps - last.step) : 0;
}

void LearningDesk::tick() {
    if (state_->takeEvents()) {
        Q_EMIT changed();
    }
}

void LearningDesk::becomeIdle() {
    state_->timer.stop();
    state_->phase = Phase::Idle;
    state_->snapshot.reset();
    state_->task.reset();
    state_->box.reset();
    state_->events.clear();
    state_->learnt.reset();
    state_->kept.reset();
    state_->noted = false;
    Q_EMIT changed();
}

void LearningDesk::start(const std::shared_ptr<CaseSession>& session, ShelvedModel base) {
    if (!session || state_->phase == Phase::Running || state_->keeping) {
        return;
    }
    becomeIdle();
    state_->phase = Phase::Running;
    state_->base = std::move(base);
    state_->box = std::make_shared<EventBox>();
    state_->snapshot = std::make_unique<LabelSnapshot>(
        *session,
        [this, image = session->openCase().image(),
         frame = session->openCase().reference().frame](std::shared_ptr<LabelSnapshot::Copy> copy) {
            learnFrom(std::move(copy), image, frame);
        },
        this);
    state_->timer.start();
    Q_EMIT changed();
}

void LearningDesk::learnFrom(std::shared_ptr<LabelSnapshot::Copy> copy,
                             std::shared_ptr<const Volume> image, std::int64_t frame) {
    state_->task = state_->board.runner().run<std::shared_ptr<const Learnt>>(
        Texts::tr("Learning").toStdString(),
        [copy = std::move(copy), image = std::move(image), frame, base = *state_->base,
         box = state_->box, shelf = state_->shelf, threads = threads_,
         &engine = state_->engine](ProgressSink& progress, const CancellationToken& cancel) {
            const Segmentation segmentation = std::move(*copy).segmentation();
            LearningInput input =
                learningInput(reviewedCaseOf(image, frame, segmentation), shelf.open(base));
            input.threads = threads;
            progress.report(0, Texts::tr("preparing slices").toStdString());
            FineTuneResult result = learn(
                engine, input,
                [&](const FineTuneEvent& event) {
                    box->put(event);
                    progress.report(static_cast<double>(event.step) /
                                        static_cast<double>(event.steps),
                                    stageOf(event));
                },
                cancel);
            cancel.throwIfCancelled();
            const auto dice = automaticDice(segmentation, input.base.manifest());
            return std::make_shared<const Learnt>(Learnt{input.base, std::move(result), dice});
        },
        whileAlive(this,
                   [this](std::shared_ptr<const Learnt> learnt) {
                       state_->takeEvents();
                       state_->timer.stop();
                       state_->task.reset();
                       state_->learnt = std::move(learnt);
                       state_->phase = Phase::Finished;
                       noteRun();
                       Q_EMIT changed();
                   }),
        whileAlive(this, [this](const Error& error) {
            becomeIdle();
            if (error.code() != ErrorCode::Cancelled) {
                Q_EMIT failed(Texts::tr("Could not learn"), QString::fromUtf8(error.what()));
            }
        }));
}

void LearningDesk::stop() {
    if (state_->task) {
        state_->board.cancel(*state_->task);
    } else if (state_->phase == Phase::Running) { // still copying
        becomeIdle();
    }
}

void LearningDesk::keep() {
    if (state_->phase != Phase::Finished || state_->keeping) {
        return;
    }
    state_->keeping = true;
    state_->board.runner().run<ShelvedModel>(
        Texts::tr("Keeping the model").toStdString(),
        [shelf = state_->shelf, learnt = state_->learnt](ProgressSink&, const CancellationToken&) {
            return keepLearnt(shelf, learnt->base, learnt->result, learnt->automaticDice);
        },
        whileAlive(this,
                   [this](ShelvedModel kept) {
                       state_->keeping = false;
                       state_->kept = std::move(kept);
                       state_->phase = Phase::Kept;
                       Q_EMIT changed();
                   }),
        whileAlive(this, [this](const Error& error) {
            state_->keeping = false;
            Q_EMIT failed(Texts::tr("Could not keep the model"), QString::fromUtf8(error.what()));
        }));
}

void LearningDesk::discard() {
    if (state_->phase == Phase::Running) {
        stop();
    } else if (!state_->keeping) {
        becomeIdle();
    }
}

} // namespace laurel
