#include "window_parts.h"

#include "laurel/session/remembered_folders.h"
#include "laurel/session/texts.h"
#include "laurel/ui_window/application.h"

#include <QApplication>
#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace laurel::ui {

MainWindow::Parts::Parts(MainWindow& mainWindow, Workbench& workbench)
    : window(mainWindow), bench(workbench),
      settings(QString::fromStdString((workbench.settings().home / "desktop.ini").string()),
               QSettings::IniFormat),
      commands(mainWindow), top(new TopBar(bench, commands)),
      bar(new ToolBar(bench, commands, tools)), stack(new QStackedWidget),
      start(new StartPage(bench)), series(new SeriesPage), opening(new OpeningPage),
      models(new ModelsPage(bench)), numbers(new NumbersPage(bench)), learn(new LearnPage(bench)),
      keys(new CheatSheet(commands)), preferences(new PreferencesPage(bench.preferences)),
      crash(new CrashPage), leaving(new QuestionBar), status(new StatusBar(bench)),
      toasts(mainWindow), panes(new PaneWalk(mainWindow, [this]() -> QWidget* {
          return workspace == nullptr ? nullptr : &workspace->grid().shownPlace();
      })) {
    build();
    connectBench();
    connectPages();
    connectCommands();
    connectWindowCommands();
    connectMasks();
    connectSecondImage();
    connectPreferences();
    if (auto* application = qobject_cast<Application*>(QCoreApplication::instance())) {
        connect(application, &Application::failed, this, &Parts::tellFault);
    }
    followSession();
    show(Place::Cases);
    tellCrash();
    tellCaseLeftOpen();
}

void MainWindow::Parts::build() {
    auto* column = new QVBoxLayout(&window);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(top);
    column->addWidget(bar);
    column->addWidget(stack, 1);
    leaving->setObjectName(QStringLiteral("leaving.bar"));
    column->addWidget(leaving);
    connect(leaving, &QuestionBar::changed, this, [this] {
        arrangeToasts();
        if (!leaving->isAsking() && workspace != nullptr) {
            workspace->grid().mainView().setFocus(Qt::OtherFocusReason);
        }
    });
    column->addWidget(status);
    for (QWidget* page : {static_cast<QWidget*>(start), static_cast<QWidget*>(series),
                          static_cast<QWidget*>(opening), static_cast<QWidget*>(models),
                          static_cast<QWidget*>(preferences), static_cast<QWidget*>(crash)}) {
        stack->addWidget(page);
    }
    start->setObjectName(QStringLiteral("place.cases"));
    models->setObjectName(QStringLiteral("place.models"));
    learn->setObjectName(QStringLiteral("place.learn"));
    // These two stand at the right of whatever workspace there is; the window keeps them meanwhile.
    for (QWidget* page : {static_cast<QWidget*>(numbers), static_cast<QWidget*>(learn),
                          static_cast<QWidget*>(keys)}) {
        page->setParent(&window);
        page->hide();
    }
}

CommandScene MainWindow::Parts::scene() {
    return {bench,
            commands,
            tools,
            [this] { return workspace; },
            [this](const QString& why) { showProblem(why, {}); },
            [this](const QString& done, const QString& detail) {
                toasts.show(Toast::Kind::Done, done, detail, Texts::tr("Undo"),
                            [this] { commands[Command::Undo].trigger(); });
            }};
}

/// A warning comes as sentences: the first one is the title, which has one line.
void MainWindow::Parts::showProblem(const QString& title, const QString& why) {
    if (!why.isEmpty()) {
        toasts.show(Toast::Kind::Error, title, why);
        return;
    }
    const qsizetype end = title.indexOf(QStringLiteral(". "));
    toasts.show(Toast::Kind::Warning, end < 0 ? title : title.left(end),
                end < 0 ? QString() : title.mid(end + 2));
}

void MainWindow::Parts::connectBench() {
    connect(&bench, &Workbench::sessionChanged, this, &Parts::followSession);
    connect(&bench.opening, &OpeningDesk::failed, this, &Parts::showProblem);
    connect(&bench.opening, &OpeningDesk::noted, this, [this](const QString& what) {
        toasts.show(Toast::Kind::Warning, Texts::tr("About this image"),
                    what.left(1).toUpper() + what.mid(1));
    });
    connect(&bench.segmenting, &SegmentingDesk::failed, this, &Parts::showProblem);
    connect(&bench.merging, &MergeDesk::failed, this, &Parts::showProblem);
    connect(&bench.operations, &OperationDesk::failed, this, &Parts::showProblem);
    connect(&bench.between, &BetweenSlicesDesk::failed, this, &Parts::showProblem);
    connect(&bench.learning, &LearningDesk::failed, this, &Parts::showProblem);
    connect(&bench.server, &ServerDesk::failed, this, &Parts::showProblem);
    connect(&bench.opening, &OpeningDesk::choiceNeeded, this,
            [this](const QString& path, const std::vector<ImageChoice>& choices) {
                choosesSecond = false;
                if (QFileInfo(path).isDir()) {
                    RememberedFolders(bench.settings().home).remember(path);
                }
                series->show(path, choices);
                show(Place::Cases);
                stack->setCurrentWidget(series);
            });
    connect(&bench.opening, &OpeningDesk::pictured, this,
            [this](const QString& path, const SmallPicture& picture) {
                opening->show(path, picture);
                stack->setCurrentWidget(opening);
            });
    connect(&bench.opening, &OpeningDesk::ended, this, [this] {
        if (stack->currentWidget() == opening) { // nothing came of it: back to what was there
            show(place);
        }
    });
    connect(&bench.segmenting, &SegmentingDesk::modelsChanged, this,
            [this] { refreshCommands(scene()); });
    connect(&bench.server, &ServerDesk::pulled, this, [this](const QString& title) {
        toasts.show(Toast::Kind::Done, Texts::tr("%1 is here").arg(title),
                    Texts::tr("Its signature was checked."));
    });
}

void MainWindow::Parts::connectPages() {
    connect(start, &StartPage::openWanted, &commands[Command::OpenFile], &QAction::trigger);
    connect(start, &StartPage::folderWanted, &commands[Command::OpenFolder], &QAction::trigger);
    connect(start, &StartPage::sampleWanted, &commands[Command::OpenSample], &QAction::trigger);
    connect(start, &StartPage::keysWanted, &commands[Command::CheatSheet], &QAction::trigger);
    connect(start, &StartPage::modelsWanted, &commands[Command::PlaceModels], &QAction::trigger);
    connect(start, &StartPage::pathsDropped, this, &Parts::openOneOf);
    const auto open = [this](const QString& path) { window.openPath(path); };
    connect(start, &StartPage::caseWanted, this, open);
    connect(start, &StartPage::folderChosen, this, open);
    connect(top, &TopBar::caseWanted, this, open);
    connect(start, &StartPage::filesWanted, this, [this](const QString& folder) {
        if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder))) {
            showProblem(Texts::tr("This system showed no files. The case is kept here:"), folder);
        }
    });
    const auto showServers = [this] {
        show(Place::Models);
        models->showServers();
    };
    connect(start, &StartPage::serverWanted, this, showServers);
    connect(learn, &LearnPage::serverWanted, this, showServers);
    connect(numbers, &NumbersPage::exportWanted, this, &Parts::exportNumbers);
    connect(numbers, &NumbersPage::copied, this, [this] {
        tellUsed(Texts::tr("Numbers copied"), Texts::tr("Paste them into a spreadsheet."));
    });
    connect(learn, &LearnPage::outcomeArrived, this, &Parts::tellOutcome);
    connect(learn, &LearnPage::nextUnreviewedWanted, &commands[Command::NextUnreviewed],
            &QAction::trigger);
    connect(series, &SeriesPage::chosen, this, [this](const ImageRequest& request) {
        if (std::exchange(choosesSecond, false)) {
            openSecond(request);
        } else {
            leaveCase([this, request] { bench.opening.open(request); });
        }
    });
    connect(series, &SeriesPage::cancelled, this, [this] {
        masksToCome.clear();
        show(std::exchange(choosesSecond, false) ? Place::Segment : Place::Cases);
    });
    connect(opening, &OpeningPage::cancelled, &bench.opening, &OpeningDesk::cancel);
    connect(keys, &CheatSheet::closed, &commands[Command::CheatSheet], &QAction::trigger);
    connect(status, &StatusBar::queueWanted, &commands[Command::PlaceLearn], &QAction::trigger);
}

void MainWindow::Parts::followSession() {
    CaseSession* session = bench.session().get();
    keepLayout();
    Workspace* former = workspace;
    workspace = nullptr;
    if (former != nullptr) {
        former->setRight(nullptr, false);
        learn->setParent(&window);
        numbers->setParent(&window);
        keys->setParent(&window);
        stack->removeWidget(former);
        former->deleteLater();
    }
    if (session != nullptr) {
        workspace =
            new Workspace(bench.session(), bench.operations, bench.merging, commands, tools);
        stack->addWidget(workspace);
        useNames();
        recallLayout();
        connect(workspace, &Workspace::pointed, status, &StatusBar::showPointer);
        connect(workspace, &Workspace::zoomChanged, status, &StatusBar::showZoom);
        connect(workspace, &Workspace::refused, this,
                [this](const QString& why) { showProblem(why, {}); });
        connect(workspace, &Workspace::proposalTaken, this, [this](bool changed) {
            toasts.show(changed ? Toast::Kind::Done : Toast::Kind::Warning,
                        changed ? Texts::tr("Proposal accepted")
                                : Texts::tr("Nothing was changed by it"),
                        {}, changed ? Texts::tr("Undo") : QString(),
                        [this] { commands[Command::Undo].trigger(); });
        });
        connect(session, &CaseSession::notice, this,
                [this](const QString& why) { showProblem(why, {}); });
        connect(session, &CaseSession::historyChanged, this, [this] { refreshCommands(scene()); });
        followKeeping(*session);
        connect(&session->view(), &ViewState::crosshairChanged, status,
                [this] { status->showPointer(std::nullopt); });
        if (session->view().activeSegment() < 0 &&
            !session->segmentation().labels.segments().empty()) {
            session->view().setActiveSegment(0);
        }
    }
    bar->setGrid(workspace == nullptr ? nullptr : &workspace->grid());
    refreshCommands(scene());
    show(workspace != nullptr ? Place::Segment : Place::Cases);
}

void MainWindow::Parts::show(Place wanted) {
    const bool needsCase = wanted != Place::Cases && wanted != Place::Models;
    const Place next = needsCase && workspace == nullptr ? Place::Cases : wanted;
    place = next;
    if (next != wanted) {
        showProblem(Texts::tr("No case is open. Open images, a case or the sample first."), {});
    }
    top->setPlace(next);
    bar->setVisible(workspace != nullptr && needsCase);
    switch (next) {
    case Place::Cases:
        saveForTheList();
        stack->setCurrentWidget(start);
        break;
    case Place::Models:
        stack->setCurrentWidget(models);
        break;
    case Place::Segment:
        workspace->setRight(nullptr, false);
        stack->setCurrentWidget(workspace);
        workspace->grid().shownPlace().setFocus(Qt::OtherFocusReason);
        break;
    case Place::Numbers:
        workspace->setRight(numbers, true);
        stack->setCurrentWidget(workspace);
        break;
    case Place::Learn:
        workspace->setRight(learn, true);
        stack->setCurrentWidget(workspace);
        break;
    }
    arrangeToasts();
}

void MainWindow::Parts::toggleKeys() {
    if (workspace == nullptr || place == Place::Cases || place == Place::Models) {
        // Without a case it stands over the page's right side, which holds no image.
        keys->setParent(&window);
        keys->setVisible(!keys->isVisible());
        arrangeToasts();
        keys->raise();
        return;
    }
    const bool shown = keys->parentWidget() == workspace && keys->isVisible();
    if (shown) {
        show(place);
    } else {
        workspace->setRight(keys, false);
    }
}

void MainWindow::Parts::arrangeToasts() {
    const int width = rightSideWidth(window.width());
    const int asked = leaving->isAsking() ? leaving->heightForWidth(window.width()) : 0;
    const int bottom = window.height() - status->height() - asked;
    toasts.setArea(QRect(window.width() - width, 0, width, bottom));
    if (keys->parentWidget() == &window) {
        keys->setGeometry(window.width() - width, top->height(), width, bottom - top->height());
    }
}

bool MainWindow::Parts::answerWithKey(int key) {
    const bool leaves = key == Qt::Key_Escape;
    const bool accepts = key == Qt::Key_Return || key == Qt::Key_Enter;
    const std::shared_ptr<CaseSession> session = bench.session();
    if (workspace == nullptr || !session || !(leaves || accepts)) {
        return false;
    }
    if (leaves && workspace->question().isAsking()) {
        workspace->question().leave();
    } else if (session->proposal() != nullptr) {
        accepts ? workspace->previewBar().accept() : workspace->previewBar().discard();
    } else if (session->offer() != nullptr) {
        accepts ? workspace->offerBar().accept() : workspace->offerBar().discard();
    } else if (leaves && session->growth() != nullptr) {
        bench.segmenting.cancel();
    } else {
        return false;
    }
    return true;
}

bool MainWindow::Parts::handleKey(int key) {
    if (key == Qt::Key_Escape && leaving->isAsking()) {
        leaving->leave();
        return true;
    }
    if (answerWithKey(key)) {
        return true;
    }
    if (key != Qt::Key_Escape) {
        return false;
    }
    if (stack->currentWidget() == preferences || stack->currentWidget() == crash) {
        show(place);
        return true;
    }
    if (keys->isVisible()) {
        toggleKeys();
        return true;
    }
    return false;
}

} // namespace laurel::ui
