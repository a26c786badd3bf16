#include "window_parts.h"

#include "laurel/session/texts.h"

#include <QApplication>
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
      crash(new CrashPage), status(new StatusBar(bench)), toasts(mainWindow) {
    build();
    connectBench();
    connectPages();
    connectCommands();
    connectWindowCommands();
    connectMasks();
    connectSecondImage();
    connectPreferences();
    followSession();
    show(Place::Cases);
    tellCrash();
}

void MainWindow::Parts::build() {
    auto* column = new QVBoxLayout(&window);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(top);
    column->addWidget(bar);
    column->addWidget(stack, 1);
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
    connect(start, &StartPage::pathDropped, this,
            [this](const QString& path) { window.openPath(path); });
    connect(start, &StartPage::caseWanted, this,
            [this](const QString& path) { window.openPath(path); });
    const auto showServers = [this] {
        show(Place::Models);
        models->showServers();
    };
    connect(start, &StartPage::serverWanted, this, showServers);
    connect(learn, &LearnPage::serverWanted, this, showServers);
    connect(numbers, &NumbersPage::exportWanted, this, &Parts::exportNumbers);
    connect(numbers, &NumbersPage::copied, this, [this] {
        toasts.show(Toast::Kind::Done, Texts::tr("Numbers copied"),
                    Texts::tr("Paste them into a spreadsheet."));
    });
    connect(learn, &LearnPage::nextUnreviewedWanted, &commands[Command::NextUnreviewed],
            &QAction::trigger);
    connect(series, &SeriesPage::chosen, this, [this](const ImageRequest& request) {
        if (std::exchange(choosesSecond, false)) {
            openSecond(request);
        } else {
            bench.opening.open(request);
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

void MainWindow::Parts::connectCommands() {
    connectSegmentCommands(scene());
    connectSliceActs(scene());
    connectSegmentListCommands(scene());
    connectContourCommands(scene());
    connectCurveKeys(scene());
    connectViewCommands(scene());
    connectLookingCommands(scene());
    commands.on(Command::OpenFile, [this] { openWithDialog(false); });
    commands.on(Command::OpenFolder, [this] { openWithDialog(true); });
    commands.on(Command::OpenSample, [this] { bench.opening.openSample(); });
    commands.on(Command::Save, [this] {
        if (bench.session()) {
            bench.session()->save();
        }
    });
    commands.on(Command::Export, [this] { exportMasks(); });
    commands.on(Command::Quit, [this] { window.close(); });
    commands.on(Command::GoToSlice, [this] {
        if (workspace != nullptr) {
            workspace->askSlice();
        }
    });
    for (int digit = 1; digit <= 9; ++digit) {
        auto* choose = new QAction(&window);
        choose->setShortcut(QKeySequence(Qt::Key_0 + digit));
        window.addAction(choose);
        connect(choose, &QAction::triggered, this, [this, digit] {
            if (workspace != nullptr &&
                digit <=
                    static_cast<int>(bench.session()->segmentation().labels.segments().size())) {
                bench.session()->view().setActiveSegment(digit - 1);
            }
        });
    }
}

void MainWindow::Parts::connectWindowCommands() {
    const auto goTo = [this](Command id, Place wanted) {
        commands.on(id, [this, wanted] { show(wanted); });
    };
    goTo(Command::PlaceCases, Place::Cases);
    goTo(Command::PlaceSegment, Place::Segment);
    goTo(Command::PlaceNumbers, Place::Numbers);
    goTo(Command::PlaceLearn, Place::Learn);
    goTo(Command::PlaceModels, Place::Models);
    const auto choose = [this](Command id, ThemeChoice choice) {
        commands.on(id, [this, choice] { setTheme(choice); });
    };
    choose(Command::ThemeDark, ThemeChoice::Dark);
    choose(Command::ThemeLight, ThemeChoice::Light);
    choose(Command::ThemeSystem, ThemeChoice::System);
    commands.on(Command::LargerText, [this] { changeTextScale(0.1); });
    commands.on(Command::SmallerText, [this] { changeTextScale(-0.1); });
    commands.on(Command::HideOptions, [this] {
        if (workspace != nullptr) {
            workspace->setOptionsShown(!workspace->optionsShown());
        }
    });
    commands.on(Command::HideRight, [this] {
        if (workspace != nullptr) {
            workspace->setRightShown(!workspace->rightShown());
        }
    });
    commands.on(Command::NextPane, [this] { nextPane(); });
    commands.on(Command::OpenMenus, [this] { top->openMenus(); });
    commands.on(Command::FullScreen,
                [this] { window.setWindowState(window.windowState() ^ Qt::WindowFullScreen); });
    commands.on(Command::CheatSheet, [this] { toggleKeys(); });
    commands.on(Command::About, [this] {
        toasts.show(Toast::Kind::Done,
                    Texts::tr("Laurel %1").arg(QApplication::applicationVersion()),
                    Texts::tr("Apache-2.0. Not for diagnostic use: look at every mask."));
    });
}

void MainWindow::Parts::followSession() {
    CaseSession* session = bench.session().get();
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
        connect(session, &CaseSession::saveFailed, this, [this, session](const QString& why) {
            showProblem(Texts::tr("Could not save %1")
                            .arg(QString::fromStdString(session->openCase().name())),
                        why);
        });
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
        stack->setCurrentWidget(start);
        break;
    case Place::Models:
        stack->setCurrentWidget(models);
        break;
    case Place::Segment:
        workspace->setRight(nullptr, false);
        stack->setCurrentWidget(workspace);
        workspace->grid().activeView().setFocus(Qt::OtherFocusReason);
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
    const int bottom = window.height() - status->height();
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
