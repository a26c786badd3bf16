#include "laurel/ui_pages/pages.h"

#include "laurel/session/texts.h"

#include "page_facts.h"
#include "pieces.h"
#include "start_panel.h"

#include <QVBoxLayout>

namespace laurel::ui {

struct StartPage::State {
    State(Workbench& benchUsed, StartPage* page) : bench(benchUsed), panel(new StartPanel(page)) {}

    void show() {
        StartFacts facts = startFacts(bench.segmenting.models(), bench.opening.recentCases(),
                                      QDate::currentDate());
        const std::vector<KnownServer> servers = bench.server.servers();
        if (!servers.empty()) {
            facts.server = QString::fromStdString(servers.front().name);
            facts.serverState = bench.server.stateText();
        }
        panel->present(facts);
    }

    Workbench& bench;
    StartPanel* panel;
};

StartPage::StartPage(Workbench& bench, QWidget* parent)
    : QWidget(parent), state_(std::make_unique<State>(bench, this)) {
    setAccessibleName(Texts::tr("Start"));
    columnIn(this)->addWidget(state_->panel);
    StartPanel* panel = state_->panel;
    connect(panel, &StartPanel::openWanted, this, &StartPage::openWanted);
    connect(panel, &StartPanel::folderWanted, this, &StartPage::folderWanted);
    connect(panel, &StartPanel::sampleWanted, this, &StartPage::sampleWanted);
    connect(panel, &StartPanel::pathDropped, this, &StartPage::pathDropped);
    connect(panel, &StartPanel::caseWanted, this, &StartPage::caseWanted);
    connect(panel, &StartPanel::modelsWanted, this, &StartPage::modelsWanted);
    connect(panel, &StartPanel::serverWanted, this, &StartPage::serverWanted);
    connect(panel, &StartPanel::keysWanted, this, &StartPage::keysWanted);
    const auto show = [this] {
        if (isVisible()) { // the folder of cases is not read for a page that nobody sees
            state_->show();
        }
    };
    connect(&bench.segmenting, &SegmentingDesk::modelsChanged, this, show);
    connect(&bench.server, &ServerDesk::changed, this, show);
    connect(&bench, &Workbench::sessionChanged, this, show);
    state_->show();
}

StartPage::~StartPage() = default;

void StartPage::setKeys(const QString& open, const QString& sheet, const QString& finder) {
    state_->panel->setKeys(open, sheet, finder);
}

void StartPage::showEvent(QShowEvent* event) {
    state_->show();
    QWidget::showEvent(event);
}

} // namespace laurel::ui
