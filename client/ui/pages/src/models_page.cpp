#include "laurel/ui_pages/pages.h"

#include "models_panel.h"
#include "page_facts.h"
#include "pieces.h"
#include "server_form.h"

#include <QVBoxLayout>

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
        panel->present(facts);
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
            panel->tellDone("The server is known now, its key is pinned.");
        }
        show();
    }

    Workbench& bench;
    ModelsPanel* panel;
    std::vector<ShelvedModel> models; ///< in the order of the panel's rows
    std::vector<KnownServer> before;  ///< servers when adding began
    ModelsAct act = ModelsAct::None;
};

ModelsPage::ModelsPage(Workbench& bench, QWidget* parent)
    : QWidget(parent), state_(std::make_unique<State>(bench, this)) {
    setAccessibleName("Models");
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
        state->panel->tellDone(title + " is here, its signature was checked.");
    });
    connect(&bench.server, &ServerDesk::failed, this,
            [state](const QString& title, const QString& why) { state->fail(title, why); });
    connect(&bench.server, &ServerDesk::changed, this, [state] { state->serversChanged(); });
    connect(&bench.segmenting, &SegmentingDesk::modelsChanged, this, [state] { state->show(); });
    state->show();
}

ModelsPage::~ModelsPage() = default;

void ModelsPage::showServers() {
    state_->panel->form().focusAddress();
}

} // namespace laurel::ui
