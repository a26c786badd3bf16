#include "laurel/ui_pages/pages.h"

#include "laurel/session/texts.h"

#include "consent_sheet.h"
#include "contribution_list.h"
#include "contribution_watch.h"
#include "learn_panel.h"
#include "manifests.h"
#include "pieces.h"

#include <QBoxLayout>

#include <algorithm>

namespace laurel::ui {

namespace {

using Phase = LearnFacts::Phase;

constexpr int sheetWidth = 420;
constexpr int besideFrom = 780; ///< px of the page from which panel and sheet stand side by side

} // namespace

struct LearnPage::State {
    enum class Giving { No, Preparing, Asking, Queueing, Queued };

    static GiveBack stageOf(Giving giving) {
        switch (giving) {
        case Giving::No:
            return GiveBack::Ready;
        case Giving::Preparing:
            return GiveBack::Preparing;
        case Giving::Asking:
            return GiveBack::Asked;
        case Giving::Queueing:
            return GiveBack::Queueing;
        case Giving::Queued:
            return GiveBack::Queued;
        }
        return GiveBack::Ready;
    }

    State(Workbench& benchUsed, LearnPage& owner)
        : bench(benchUsed), page(owner), panel(new LearnPanel(&owner)),
          sheet(new ConsentSheet(&owner)) {}

    // --- What is shown -----------------------------------------------------------------------

    void show() {
        retarget();
        panel->present(facts());
        std::vector<ContributionLine> lines;
        for (const OutboxEntry& entry : bench.server.entries()) {
            lines.push_back(contributionLine(entry, QDateTime::currentDateTime()));
        }
        panel->showContributions(lines);
    }

    LearnFacts facts() {
        LearnFacts facts;
        facts.phase = phaseOf(bench.learning.phase());
        addBases(facts);
        if (facts.phase == Phase::Idle) {
            addCase(facts);
        } else {
            addRun(facts);
        }
        addGiveBack(facts);
        return facts;
    }

    void addBases(LearnFacts& facts) {
        models = bench.segmenting.models();
        for (const ShelvedModel& model : models) {
            facts.bases << QString::fromStdString(model.title());
        }
        const std::optional<ShelvedModel> wanted = wantedBase(facts.phase);
        const auto found = wanted ? std::ranges::find(models, *wanted) : models.end();
        if (found != models.end()) {
            facts.base = static_cast<int>(found - models.begin());
        }
        if (wanted) {
            facts.baseTitle = QString::fromStdString(wanted->title());
            addSettings(facts, *wanted);
        }
    }

    /// Of the run in hand; else what a person chose here, or for segmenting.
    std::optional<ShelvedModel> wantedBase(Phase phase) const {
        if (phase != Phase::Idle) {
            return bench.learning.base();
        }
        return base && std::ranges::find(models, *base) != models.end() ? base
                                                                        : bench.segmenting.chosen();
    }

    void addSettings(LearnFacts& facts, const ShelvedModel& model) {
        try {
            const ModelTraining& training = manifests.of(model).training;
            facts.settings = {training.epochs, training.batchSize, training.learningRate};
            if (bench.session() && facts.phase == Phase::Idle) {
                facts.material = materialOf(bench.session()->openCase(), manifests.of(model));
            }
        } catch (const Error& error) {
            facts.materialProblem = QString::fromUtf8(error.what());
        }
    }

    void addCase(LearnFacts& facts) const {
        if (!bench.session()) {
            facts.phase = Phase::NoCase;
        } else if (models.empty()) {
            facts.phase = Phase::NoModel;
        }
    }

    void addRun(LearnFacts& facts) {
        facts.material = taught;
        facts.events = bench.learning.events();
        facts.secondsLeft = bench.learning.secondsLeft();
        if (const FineTuneResult* result = bench.learning.result()) {
            facts.result = learnResultOf(*result);
        }
        if (const std::optional<ShelvedModel>& pupil = bench.learning.base()) {
            facts.former = formerRunsOf(bench.learning.formerRuns(pupil->id), QDate::currentDate());
            addLabels(facts, *pupil);
        }
        if (const std::optional<ShelvedModel>& kept = bench.learning.kept()) {
            facts.keptTitle = QString::fromStdString(kept->title());
        }
    }

    void addLabels(LearnFacts& facts, const ShelvedModel& model) {
        const std::vector<LabelProgress> progress = labelProgress(facts.events, facts.result);
        try {
            facts.labels = learnedLabels(manifests.of(model).labels, progress);
        } catch (const Error&) { // its package is gone; the run has what it needs
        }
    }

    /// What a person could give back: what was just kept, or a version learnt here and chosen.
    std::optional<ShelvedModel> wantedTarget() {
        if (bench.learning.phase() == LearningDesk::Phase::Kept) {
            return bench.learning.kept();
        }
        models = bench.segmenting.models();
        const std::optional<ShelvedModel> chosen = wantedBase(phaseOf(bench.learning.phase()));
        const bool idle = bench.learning.phase() == LearningDesk::Phase::Idle;
        const bool learnt = chosen && chosen->origin == ModelOrigin::Local && chosen->version;
        return idle && learnt && !chosen->serverId.empty() ? chosen : std::nullopt;
    }

    /// Follows what could be given back; a question about another version is over.
    void retarget() {
        if (std::optional<ShelvedModel> wanted = wantedTarget(); wanted != target) {
            target = std::move(wanted);
            giving = Giving::No;
        }
        if (!sheet->isHidden() && giving != Giving::Asking) {
            sheet->hide();
            page.arrange();
        }
    }

    void addGiveBack(LearnFacts& facts) const {
        facts.offersGiveBack = target && (facts.phase == Phase::Kept || facts.phase == Phase::Idle);
        if (!target) {
            return;
        }
        const std::vector<KnownServer> servers = bench.server.servers();
        const auto server = std::ranges::find(servers, target->serverId, &KnownServer::serverId);
        if (server != servers.end()) {
            facts.server = QString::fromStdString(server->name);
        }
        facts.giveBack = target->serverId.empty() || !target->version ? GiveBack::ShippedBase
                         : server == servers.end()                    ? GiveBack::UnknownServer
                                                                      : stageOf(giving);
    }

    // --- Acts --------------------------------------------------------------------------------

    void learn() {
        const LearnFacts now = facts();
        if (now.phase != Phase::Idle || !ui::whyNotLearn(now).isEmpty()) {
            return;
        }
        panel->message().clear();
        taught = now.material;
        bench.learning.start(bench.session(), models.at(static_cast<std::size_t>(now.base)));
    }

    void prepare() {
        if (giving == Giving::No && target) {
            giving = Giving::Preparing;
            panel->message().clear();
            show();
            bench.server.prepare(*target);
        }
    }

    /// Once for each version that is kept, its sheet opens by itself.
    void offerOnce() {
        const std::optional<ShelvedModel> kept = bench.learning.kept();
        if (kept == offered) {
            return;
        }
        offered = kept;
        retarget();
        if (kept && facts().giveBack == GiveBack::Ready) {
            prepare();
        }
    }

    void contribute() {
        if (giving == Giving::Asking && target) {
            giving = Giving::Queueing;
            before = bench.server.entries().size();
            bench.server.contribute(*target);
        }
    }

    void tellOutcomes() {
        for (const ContributionLine& line : contributions.settled(bench.server.entries())) {
            const bool good = line.kind == ContributionLine::Kind::Published;
            Q_EMIT page.outcomeArrived(good, line.title, line.detail);
        }
    }

    void serversChanged() {
        tellOutcomes();
        sending = false;
        if (giving == Giving::Queueing && bench.server.entries().size() > before) {
            giving = Giving::Queued;
        }
        show();
    }

    /// A failure of giving back, withdrawing or sending; others are of the page of models.
    bool fail(const QString& title, const QString& why) {
        const bool mine = giving == Giving::Preparing || giving == Giving::Queueing || sending;
        sending = false;
        if (mine) {
            giving = giving == Giving::Queued ? giving : Giving::No;
            panel->message().tell(title, why);
        }
        return mine;
    }

    Workbench& bench;
    LearnPage& page;
    LearnPanel* panel;
    ConsentSheet* sheet;
    Manifests manifests;
    std::vector<ShelvedModel> models;       ///< in the order of the choices
    std::optional<ShelvedModel> base;       ///< chosen here
    std::optional<LearningMaterial> taught; ///< what the run in hand began with
    std::optional<ShelvedModel> offered;    ///< kept version whose sheet opened by itself
    std::optional<ShelvedModel> target;     ///< that could be given back
    Giving giving = Giving::No;
    bool sending = false;
    std::size_t before = 0; ///< entries when queueing began
    ContributionWatch contributions;
    std::vector<QMetaObject::Connection> session;
};

LearnPage::LearnPage(Workbench& bench, QWidget* parent)
    : QWidget(parent), state_(std::make_unique<State>(bench, *this)) {
    setAccessibleName(Texts::tr("Learn"));
    auto* row = rowIn(this, {}, 0);
    row->addWidget(state_->panel, 1);
    row->addWidget(state_->sheet);
    connectPanel();
    connectSheet();
    connectDesks();
    state_->offerOnce();
    state_->tellOutcomes(); // nothing yet: these are known from before
    state_->show();
}

LearnPage::~LearnPage() = default;

QString LearnPage::whyNotLearn() const {
    const LearnFacts facts = state_->facts();
    return facts.phase == Phase::Idle ? ui::whyNotLearn(facts)
                                      : Texts::tr("A run is open already.");
}

void LearnPage::connectPanel() {
    State* state = state_.get();
    LearningDesk* learning = &state->bench.learning;
    const LearnPanel* panel = state->panel;
    connect(panel, &LearnPanel::baseChosen, this, [state](int index) {
        state->base = state->models.at(static_cast<std::size_t>(index));
        state->show();
    });
    connect(panel, &LearnPanel::learnWanted, this, [state] { state->learn(); });
    connect(panel, &LearnPanel::stopWanted, learning, &LearningDesk::stop);
    connect(panel, &LearnPanel::keepWanted, learning, &LearningDesk::keep);
    connect(panel, &LearnPanel::discardWanted, learning, &LearningDesk::discard);
    connect(panel, &LearnPanel::againWanted, learning, &LearningDesk::discard);
    connect(panel, &LearnPanel::giveBackWanted, this, [state] { state->prepare(); });
    connect(panel, &LearnPanel::nextUnreviewedWanted, this, &LearnPage::nextUnreviewedWanted);
    connect(panel, &LearnPanel::serverWanted, this, &LearnPage::serverWanted);
    connect(panel, &LearnPanel::withdrawWanted, this, [state](const QString& id) {
        state->sending = true;
        state->bench.server.withdraw(id);
    });
    connect(panel, &LearnPanel::sendWanted, this, [state] {
        state->sending = true;
        state->bench.server.sendNow();
    });
}

void LearnPage::connectSheet() {
    State* state = state_.get();
    connect(state->sheet, &ConsentSheet::declined, this, [this, state] {
        state->giving = State::Giving::No;
        closeSheet();
    });
    connect(state->sheet, &ConsentSheet::contributeWanted, this, [this, state] {
        state->contribute();
        closeSheet();
    });
    connect(&state->bench.server, &ServerDesk::consentReady, this,
            [this, state](const ConsentFacts& facts) {
                if (state->giving == State::Giving::Preparing) {
                    state->giving = State::Giving::Asking;
                    state->sheet->open(facts);
                    arrange();
                    state->show();
                }
            });
}

void LearnPage::connectDesks() {
    State* state = state_.get();
    Workbench& bench = state->bench;
    connect(&bench.learning, &LearningDesk::changed, this, [state] {
        state->offerOnce();
        state->show();
    });
    connect(&bench.learning, &LearningDesk::failed, this,
            [state](const QString& title, const QString& why) {
                state->panel->message().tell(title, why);
                state->show();
            });
    connect(&bench.server, &ServerDesk::changed, this, [state] { state->serversChanged(); });
    connect(&bench.server, &ServerDesk::failed, this,
            [state](const QString& title, const QString& why) {
                if (state->fail(title, why)) {
                    state->show();
                }
            });
    connect(&bench.segmenting, &SegmentingDesk::modelsChanged, this, [state] { state->show(); });
    connect(&bench, &Workbench::sessionChanged, this, &LearnPage::followSession);
    followSession();
}

void LearnPage::followSession() {
    State* state = state_.get();
    for (const QMetaObject::Connection& connection : state->session) {
        disconnect(connection);
    }
    state->session.clear();
    if (const std::shared_ptr<CaseSession>& session = state->bench.session()) {
        const auto show = [state] { state->show(); };
        state->session = {connect(session.get(), &CaseSession::slicesChanged, this, show),
                          connect(session.get(), &CaseSession::segmentsChanged, this, show)};
    }
    state->show();
}

void LearnPage::closeSheet() {
    state_->sheet->hide();
    arrange();
    state_->show();
}

void LearnPage::arrange() {
    const bool beside = width() >= besideFrom;
    const bool open = !state_->sheet->isHidden();
    state_->panel->setVisible(beside || !open);
    state_->sheet->setMaximumWidth(beside ? std::min(sheetWidth, width() / 2) : QWIDGETSIZE_MAX);
    static_cast<QBoxLayout*>(layout())->setStretch(1, beside ? 1 : 2);
}

void LearnPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

} // namespace laurel::ui
