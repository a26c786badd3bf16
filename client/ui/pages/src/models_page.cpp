#include "laurel/ui_pages/pages.h"

#include "laurel/session/texts.h"

#include "history_part.h"
#include "model_card_part.h"
#include "models_panel.h"
#include "page_facts.h"
#include "pieces.h"
#include "server_form.h"

#include <QVBoxLayout>

#include <map>
#include <set>
#include <utility>

namespace laurel::ui {

/// Which act of this page is on its way: the server desk tells all failures in one way.
enum class ModelsAct { None, Asking, Adding, Fetching };

struct ModelsPage::State {
    State(Workbench& benchUsed, ModelsPage* page)
        : bench(benchUsed), panel(new ModelsPanel(page)) {}

    void show() {
        models = bench.segmenting.models();
        ModelsFacts facts = modelsFacts(models, bench.segmenting.chosen(), bench.server.servers(),
                                        bench.server.states());
        facts.serverState = bench.server.stateText();
        for (std::size_t i = 0; i < models.size(); ++i) {
            facts.models[i].pinned = bench.segmenting.isPinned(models[i]);
        }
        panel->present(facts);
        showHistory();
    }

    const ShelvedModel* selected() const {
        const auto row = static_cast<std::size_t>(panel->selected());
        return row < models.size() ? &models[row] : nullptr;
    }

    /// What is known is shown at once; the server is asked once a visit and after each change.
    void showHistory() {
        const ShelvedModel* model = selected();
        const bool servers = model != nullptr && !model->serverId.empty();
        panel->history().setVisible(servers);
        showCard();
        if (!servers) {
            return;
        }
        const std::pair key(model->serverId, model->id);
        if (const auto known = histories.find(key); known != histories.end()) {
            panel->history().present(historyFacts(known->second, models, bench.segmenting.chosen(),
                                                  QDate::currentDate()));
        } else if (panel->isVisible() && asked.insert(key).second) {
            panel->history().tell(ModelsPage::tr("asking the server…"));
            bench.server.askHistory(QString::fromStdString(key.first),
                                    QString::fromStdString(key.second));
        }
    }

    /// Of what comes from no server: a version that was learnt here has no card of a server either.
    void showCard() {
        const ShelvedModel* model = selected();
        const bool shown = model != nullptr && model->origin != ModelOrigin::Server;
        panel->card().setVisible(shown);
        if (shown && panel->isVisible() && model->folder != cardOf) { // not while Laurel starts
            cardOf = model->folder;
            panel->card().present(modelCardOf(*model, models));
        }
    }

    void takeHistory(const ModelHistory& history) {
        histories[{history.serverId, history.model}] = history;
        showHistory();
    }

    void failHistory(const QString& server, const QString& model, const QString& why) {
        asked.erase({server.toStdString(), model.toStdString()});
        const ShelvedModel* now = selected();
        if (now != nullptr && now->serverId == server.toStdString() &&
            now->id == model.toStdString()) {
            panel->history().tell(why);
        }
    }

    /// Forgets what the servers told, since they may know more by now.
    void askAgain() {
        histories.clear();
        asked.clear();
        showHistory();
    }

    void useVersion(std::int64_t number) {
        const ShelvedModel* now = selected();
        for (const ShelvedModel& model : models) {
            if (now != nullptr && model.origin == ModelOrigin::Server &&
                model.serverId == now->serverId && model.id == now->id && model.version == number) {
                bench.segmenting.choose(model);
                return;
            }
        }
    }

    void pullVersion(std::int64_t number) {
        if (const ShelvedModel* now = selected()) {
            begin(ModelsAct::Fetching);
            bench.server.pull(QString::fromStdString(now->serverId),
                              QString::fromStdString(now->id), number);
        }
    }

    void pin(int row, bool pinned) {
        const ShelvedModel& model = models.at(static_cast<std::size_t>(row));
        bench.preferences.setPinnedModel(pinned ? QString::fromStdString(model.folder.string())
                                                : QString());
    }

    void begin(ModelsAct what) {
        act = what;
        panel->message().clear();
        panel->tellDone({});
        panel->setFetching(what == ModelsAct::Fetching);
    }

    void end() {
        act = ModelsAct::None;
        panel->setFetching(false);
    }

    void pull(const QString& server, const QString& model) {
        begin(ModelsAct::Fetching);
        bench.server.pull(server, model);
    }

    void fail(const QString& title, const QString& why) {
        if (act == ModelsAct::None) {
            return; // of another page
        }
        const bool form = act != ModelsAct::Fetching;
        end();
        panel->message().tell(title, why);
        if (form) {
            panel->form().showFailure();
        }
    }

    /// The server that is being added has arrived.
    void serversChanged() {
        if (act == ModelsAct::Adding && bench.server.servers() != before) {
            end();
            panel->form().showAdded();
            panel->tellDone(Texts::tr("The server is known now, its key is pinned."));
        }
        show();
    }

    Workbench& bench;
    ModelsPanel* panel;
    std::vector<ShelvedModel> models; ///< in the order of the panel's rows
    std::vector<KnownServer> before;  ///< servers when adding began
    std::filesystem::path cardOf;     ///< folder of the model whose card is shown
    ModelsAct act = ModelsAct::None;
    using ModelKey = std::pair<std::string, std::string>; ///< server and model
    std::map<ModelKey, ModelHistory> histories;
    std::set<ModelKey> asked; ///< and not answered yet, or refused
};

ModelsPage::ModelsPage(Workbench& bench, QWidget* parent)
    : QWidget(parent), state_(std::make_unique<State>(bench, this)) {
    setAccessibleName(Texts::tr("Models"));
    columnIn(this)->addWidget(state_->panel);
    State* state = state_.get();
    ModelsPanel* panel = state->panel;
    ServerForm* form = &panel->form();
    connect(panel, &ModelsPanel::chosen, this, [state](int row) {
        state->bench.segmenting.choose(state->models.at(static_cast<std::size_t>(row)));
    });
    connect(panel, &ModelsPanel::newerWanted, this, [state](int row) {
        const ShelvedModel& model = state->models.at(static_cast<std::size_t>(row));
        state->pull(QString::fromStdString(model.serverId), QString::fromStdString(model.id));
    });
    connect(panel, &ModelsPanel::pullWanted, this,
            [state](const QString& server, const QString& model) { state->pull(server, model); });
    connect(panel, &ModelsPanel::selectionChanged, this, [state] { state->showHistory(); });
    connect(panel, &ModelsPanel::pinWanted, this,
            [state](int row, bool pinned) { state->pin(row, pinned); });
    connect(&panel->history(), &HistoryPart::useWanted, this,
            [state](std::int64_t number) { state->useVersion(number); });
    connect(&panel->history(), &HistoryPart::pullWanted, this,
            [state](std::int64_t number) { state->pullVersion(number); });
    connect(&bench.server, &ServerDesk::historyReady, this,
            [state](const ModelHistory& history) { state->takeHistory(history); });
    connect(&bench.server, &ServerDesk::historyFailed, this,
            [state](const QString& server, const QString& model, const QString& why) {
                state->failHistory(server, model, why);
            });
    connect(form, &ServerForm::askWanted, this, [state](const QString& address, bool insecure) {
        state->begin(ModelsAct::Asking);
        state->bench.server.ask(address, insecure);
    });
    connect(form, &ServerForm::addWanted, this,
            [state](const QString& address, bool insecure, const QString& key) {
                state->begin(ModelsAct::Adding);
                state->before = state->bench.server.servers();
                state->bench.server.add(address, insecure, key);
            });
    connect(&bench.server, &ServerDesk::serverFound, this,
            [state](const QString& address, const QString& name, const QString& fingerprint) {
                if (state->act == ModelsAct::Asking) {
                    state->end();
                    state->panel->form().showFound(address, name, fingerprint);
                }
            });
    connect(&bench.server, &ServerDesk::pulled, this, [state](const QString& title) {
        state->end();
        state->show();
        state->askAgain();
        state->panel->tellDone(Texts::tr("%1 is here, its signature was checked.").arg(title));
    });
    connect(&bench.server, &ServerDesk::failed, this,
            [state](const QString& title, const QString& why) { state->fail(title, why); });
    connect(&bench.server, &ServerDesk::changed, this, [state] { state->serversChanged(); });
    connect(&bench.segmenting, &SegmentingDesk::modelsChanged, this, [state] { state->show(); });
    state->show();
}

ModelsPage::~ModelsPage() = default;

void ModelsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    state_->askAgain();
}

void ModelsPage::showServers() {
    state_->panel->form().focusAddress();
}

} // namespace laurel::ui
