#include "laurel/session/workbench.h"

#include "laurel/session/texts.h"

#include "slice_relay.h"
#include "threads.h"
#include "while_alive.h"

#include "laurel/package/model_segments.h"

#include <algorithm>
#include <mutex>

namespace laurel {

namespace {

/// The network that ran last, kept for the next run. Used in task threads, one at a time.
struct LoadedModel {
    std::mutex mutex;
    ShelvedModel model;
    ModelUse use;
    std::vector<Segment> segments; ///< that it gives
    std::unique_ptr<SegmentationModel> network;
};

void load(LoadedModel& loaded, Engine& engine, const ModelShelf& shelf, const ShelvedModel& model) {
    if (loaded.network && loaded.model == model) {
        return;
    }
    loaded.network.reset(); // two at once would hold the memory of two
    const ModelPackage package = shelf.open(model);
    loaded.network = engine.load(package);
    const ModelManifest& manifest = package.manifest();
    loaded.segments = modelSegments(manifest.labels, manifest.input.laterality);
    loaded.model = model;
    loaded.use.id = model.id;
    loaded.use.version = model.origin == ModelOrigin::Server ? model.version : std::nullopt;
    loaded.use.weightsSha256 = fineTuneBaseOf(package).weightsSha256;
}

/// What a run works on, by value.
struct Run {
    ShelvedModel model;
    std::shared_ptr<const Volume> image;
    SegmentRequest request;
    SegmentOptions options;
    std::shared_ptr<SliceRelay> relay; ///< shows slices as they come

    SliceRange slices() const {
        return options.slices.value_or(SliceRange{0, image->geometry().size().z - 1});
    }
};

/// What of a growing proposal is of the side that is asked for.
SlicePreview ofWantedSide(SlicePreview slice, const std::vector<Segment>& segments,
                          const std::optional<BodySide>& side) {
    if (!side) {
        return slice;
    }
    for (const Segment& segment : segments) {
        if (sideOf(segment.name).value_or(*side) != *side) {
            std::ranges::replace(slice.labels, segment.value, std::uint16_t{0});
        }
    }
    return slice;
}

/// Slices go to the window as the network gives them. The labels that they fill are made here: a
/// large volume's take longer than the window may be held.
SegmentOptions shownOptions(const Run& run, const std::vector<Segment>& segments,
                            const SegmentRegion* region) {
    SegmentOptions options = run.options;
    options.frame = region == nullptr ? options.frame : 0; // the region holds that one alone
    options.onSlice = [&run, &segments, region, begun = false](const SlicePreview& slice) mutable {
        if (!std::exchange(begun, true)) {
            run.relay->begin(
                std::make_unique<ProposalGrowth>(run.image->geometry(), segments, run.slices()));
        }
        run.relay->bring(ofWantedSide(region == nullptr ? slice : region->placed(slice), segments,
                                      run.request.side));
    };
    return options;
}

Proposal propose(LoadedModel& loaded, Engine& engine, const ModelShelf& shelf, const Run& run,
                 ProgressSink& progress, const CancellationToken& cancel) {
    const std::lock_guard<std::mutex> lock(loaded.mutex);
    progress.report(0, Texts::tr("loading the model").toStdString());
    load(loaded, engine, shelf, run.model);
    cancel.throwIfCancelled();
    std::optional<SegmentRegion> region;
    if (run.request.rectangle) {
        region.emplace(*run.image, run.options.frame, *run.request.rectangle);
    }
    const SegmentOptions options = shownOptions(run, loaded.segments, region ? &*region : nullptr);
    SegmentationResult result =
        loaded.network->segment(region ? region->image() : *run.image, options, progress, cancel);
    cancel.throwIfCancelled();
    Proposal proposal;
    proposal.labels = region ? region->placed(result.labels) : std::move(result.labels);
    if (run.request.side) {
        proposal.labels = ofSide(proposal.labels, *run.request.side);
    }
    if (region) {
        proposal.region = region->rectangle();
    }
    proposal.firstSlice = run.slices().first;
    proposal.lastSlice = run.slices().last;
    proposal.model = loaded.use;
    proposal.modelName = run.model.title();
    proposal.seconds = result.seconds.total;
    return proposal;
}

} // namespace

struct SegmentingDesk::State {
    State(const WorkbenchSettings& settings, Engine& engineUsed, TaskBoard& boardUsed)
        : shelf(settings.home, settings.shippedPackages), engine(engineUsed), board(boardUsed) {}
    ~State() { endGrowth(); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void beginGrowth(const std::shared_ptr<CaseSession>& session);
    void endGrowth();

    ModelShelf shelf;
    Engine& engine;
    TaskBoard& board;
    std::vector<ShelvedModel> models;
    std::optional<ShelvedModel> chosen; ///< by a person
    std::optional<std::filesystem::path> pinned;
    std::shared_ptr<LoadedModel> loaded = std::make_shared<LoadedModel>();
    std::optional<TaskId> running;
    std::shared_ptr<SliceRelay> relay;   ///< of the run in hand
    std::weak_ptr<CaseSession> watching; ///< shows what comes through it
};

/// What comes is shown in this session, as long as it is open.
void SegmentingDesk::State::beginGrowth(const std::shared_ptr<CaseSession>& session) {
    watching = session;
    relay = std::make_shared<SliceRelay>(
        [&to = board](std::function<void()> action) { to.post(std::move(action)); },
        [target = watching](SliceRelay::Arrival arrival) {
            const std::shared_ptr<CaseSession> open = target.lock();
            if (!open) {
                return;
            }
            if (arrival.begun) {
                open->beginGrowth(std::move(arrival.begun));
            }
            for (const SlicePreview& slice : arrival.slices) {
                open->grow(slice);
            }
        });
}

void SegmentingDesk::State::endGrowth() {
    if (relay) {
        relay->close();
        relay.reset();
    }
    if (const std::shared_ptr<CaseSession> open = watching.lock()) {
        open->endGrowth();
    }
    watching.reset();
}

SegmentingDesk::SegmentingDesk(const WorkbenchSettings& settings, Engine& engine, TaskBoard& board,
                               QObject* parent)
    : QObject(parent), state_(std::make_shared<State>(settings, engine, board)),
      threads_(threadsBesideTheWindow()) {
    state_->models = state_->shelf.models();
}

std::vector<ShelvedModel> SegmentingDesk::models() const {
    return state_->models;
}

std::optional<ShelvedModel> SegmentingDesk::chosen() const {
    const std::vector<ShelvedModel>& models = state_->models;
    if (state_->chosen) {
        return state_->chosen;
    }
    const auto pinned = std::ranges::find_if(
        models, [&](const ShelvedModel& model) { return model.folder == state_->pinned; });
    if (pinned != models.end()) {
        return *pinned;
    }
    return models.empty() ? std::nullopt : std::optional(models.front());
}

void SegmentingDesk::choose(const ShelvedModel& model) {
    if (state_->chosen != model) {
        state_->chosen = model;
        Q_EMIT modelsChanged();
    }
}

void SegmentingDesk::pin(const std::optional<std::filesystem::path>& folder) {
    if (state_->pinned != folder) {
        state_->pinned = folder;
        Q_EMIT modelsChanged();
    }
}

bool SegmentingDesk::isPinned(const ShelvedModel& model) const {
    return state_->pinned == model.folder;
}

void SegmentingDesk::refresh() {
    state_->models = state_->shelf.models();
    const auto& models = state_->models;
    if (state_->chosen && std::ranges::find(models, *state_->chosen) == models.end()) {
        state_->chosen.reset();
    }
    Q_EMIT modelsChanged();
}

void SegmentingDesk::run(const std::shared_ptr<CaseSession>& session,
                         const SegmentRequest& request) {
    const QString title = Texts::tr("Could not segment");
    const std::optional<ShelvedModel> model = chosen();
    if (isRunning() || !session) {
        return;
    }
    if (!model) {
        Q_EMIT failed(title, Texts::tr("There is no model on this computer. Pull one from a "
                                       "server."));
        return;
    }
    const Case& openCase = session->openCase();
    if (openCase.reference().isColor) {
        Q_EMIT failed(title, Texts::tr("This is a colour image: its grey values are not those "
                                       "of MR or CT that a model knows. Draw by hand."));
        return;
    }
    state_->beginGrowth(session);
    Run run{*model, openCase.image(), request, {}, state_->relay};
    run.options.slices = request.slices;
    run.options.frame = openCase.reference().frame;
    run.options.threads = threads_;
    const auto ended = [this] {
        state_->running.reset();
        state_->endGrowth();
        Q_EMIT runningChanged();
    };
    state_->running = state_->board.runner().run<Proposal>(
        Texts::tr("Segmenting with %1").arg(QString::fromStdString(model->title())).toStdString(),
        [loaded = state_->loaded, &engine = state_->engine, shelf = state_->shelf,
         run](ProgressSink& progress, const CancellationToken& cancel) {
            return propose(*loaded, engine, shelf, run, progress, cancel);
        },
        whileAlive(this,
                   [ended, target = std::weak_ptr<CaseSession>(session)](Proposal proposal) {
                       ended();
                       if (const std::shared_ptr<CaseSession> open = target.lock()) {
                           open->setProposal(std::move(proposal));
                       }
                   }),
        whileAlive(this, [this, ended, title](const Error& error) {
            ended();
            if (error.code() != ErrorCode::Cancelled) {
                Q_EMIT failed(title, QString::fromUtf8(error.what()));
            }
        }));
    Q_EMIT runningChanged();
}

bool SegmentingDesk::isRunning() const noexcept {
    return state_->running.has_value();
}

void SegmentingDesk::cancel() {
    if (state_->running) {
        state_->endGrowth();
        state_->board.cancel(*state_->running);
    }
}

} // namespace laurel
