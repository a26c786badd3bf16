#include "laurel/ui_pages/pages.h"

#include "laurel/session/texts.h"

#include "laurel/session/remembered_folders.h"
#include "laurel/workflow/case_gallery.h"

#include "cases_panel.h"
#include "page_facts.h"
#include "pieces.h"
#include "start_panel.h"

#include <QPointer>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <type_traits>

namespace laurel::ui {

/// The first page until there is a case or a folder to come back to; the list of cases from then
/// on.
struct StartPage::State {
    State(Workbench& benchUsed, StartPage* page)
        : bench(benchUsed), folders(benchUsed.settings().home), stack(new QStackedWidget(page)),
          panel(new StartPanel(stack)), list(new CasesPanel(stack)) {
        stack->addWidget(panel);
        stack->addWidget(list);
    }

    void show() {
        const std::vector<CaseCard> cards = listCaseCards(bench.settings().cases);
        const CasesFacts cases = casesFacts(cards, folders.paths(), QDate::currentDate());
        if (cases.cases.empty() && cases.folders.isEmpty()) {
            showStart();
            stack->setCurrentWidget(panel);
            return;
        }
        list->present(cases);
        stack->setCurrentWidget(list);
        readPictures(cases.cases);
    }

    void showStart() {
        StartFacts facts = startFacts(bench.segmenting.models());
        const std::vector<KnownServer> servers = bench.server.servers();
        if (!servers.empty()) {
            facts.server = QString::fromStdString(servers.front().name);
            facts.serverState = bench.server.stateText();
        }
        panel->present(facts);
    }

    /// Beside the window, those that were saved since they were read last.
    void readPictures(const std::vector<CaseFacts>& cases) {
        std::vector<QString> stale;
        for (const CaseFacts& one : cases) {
            QString& known = picturesOf[one.folder];
            if (known != one.modified) {
                known = one.modified;
                stale.push_back(one.folder);
            }
        }
        if (stale.empty()) {
            return;
        }
        using Pictures = QMap<QString, QImage>;
        bench.board.runner().run<Pictures>(
            "Pictures of cases",
            [stale](ProgressSink&, const CancellationToken& cancel) {
                Pictures read;
                for (const QString& folder : stale) {
                    cancel.throwIfCancelled();
                    read[folder] = imageOf(readCasePicture(folder.toStdString()));
                }
                return read;
            },
            [this, alive = QPointer<CasesPanel>(list)](const Pictures& read) {
                if (alive) {
                    pictures.insert(read);
                    list->setPictures(pictures);
                }
            },
            [](const Error&) {}); // only when the window closes
    }

    static QImage imageOf(const CasePicture& picture) {
        return picture.width == 0 ? QImage()
                                  : QImage(picture.pixels.data(), picture.width, picture.height,
                                           3 * picture.width, QImage::Format_RGB888)
                                        .copy();
    }

    Workbench& bench;
    RememberedFolders folders;
    QStackedWidget* stack;
    StartPanel* panel;
    CasesPanel* list;
    QMap<QString, QString> picturesOf; ///< by folder: of which save its picture is, or is asked for
    QMap<QString, QImage> pictures;
};

StartPage::StartPage(Workbench& bench, QWidget* parent)
    : QWidget(parent), state_(std::make_unique<State>(bench, this)) {
    setAccessibleName(Texts::tr("Start"));
    columnIn(this)->addWidget(state_->stack);
    const auto connectBoth = [this](auto* panel) {
        using Panel = std::remove_pointer_t<decltype(panel)>;
        connect(panel, &Panel::openWanted, this, &StartPage::openWanted);
        connect(panel, &Panel::folderWanted, this, &StartPage::folderWanted);
        connect(panel, &Panel::sampleWanted, this, &StartPage::sampleWanted);
        connect(panel, &Panel::keysWanted, this, &StartPage::keysWanted);
        connect(panel, &DropPanel::pathsDropped, this, &StartPage::pathsDropped);
    };
    connectBoth(state_->panel);
    connectBoth(state_->list);
    connect(state_->panel, &StartPanel::modelsWanted, this, &StartPage::modelsWanted);
    connect(state_->panel, &StartPanel::serverWanted, this, &StartPage::serverWanted);
    connect(state_->list, &CasesPanel::caseWanted, this, &StartPage::caseWanted);
    connect(state_->list, &CasesPanel::filesWanted, this, &StartPage::filesWanted);
    connect(state_->list, &CasesPanel::folderChosen, this, &StartPage::folderChosen);
    const auto show = [this] {
        if (isVisible()) { // the folder of cases is not read for a page that nobody sees
            state_->show();
        }
    };
    connect(state_->list, &CasesPanel::folderForgotten, this, [this, show](const QString& path) {
        state_->folders.forget(path);
        show();
    });
    connect(&bench.segmenting, &SegmentingDesk::modelsChanged, this, show);
    connect(&bench.server, &ServerDesk::changed, this, show);
    connect(&bench, &Workbench::sessionChanged, this, [this, &bench, show] {
        if (const CaseSession* session = bench.session().get()) {
            connect(session, &CaseSession::saved, this, show);
        }
        show();
    });
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
