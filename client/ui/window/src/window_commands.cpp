#include "laurel/session/texts.h"
#include "window_parts.h"

#include <QAction>
#include <QApplication>

namespace laurel::ui {

void MainWindow::Parts::connectCommands() {
    connectSegmentCommands(scene());
    connectSliceActs(scene());
    connectSegmentListCommands(scene());
    connectContourCommands(scene());
    connect(&commands, &Commands::keysChanged, this, &Parts::tellKeys);
    connect(&tools, &ToolBox::changed, this,
            [this] { commands.setMode(tools.curveMode() ? ToolMode::Contour : ToolMode::Mask); });
    connectViewCommands(scene());
    connectLookingCommands(scene());
    commands.on(Command::OpenFile, [this] { openWithDialog(false); });
    commands.on(Command::OpenFolder, [this] { openWithDialog(true); });
    commands.on(Command::OpenSample, [this] { leaveCase([this] { bench.opening.openSample(); }); });
    commands.on(Command::Save, [this] {
        if (bench.session()) {
            bench.session()->save();
        }
    });
    commands.on(Command::RenameCase, [this] {
        if (workspace != nullptr && bar->isVisible()) {
            bar->renameCase();
        }
    });
    commands.on(Command::SaveElsewhere, [this] { saveElsewhere(); });
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

void MainWindow::Parts::tellKeys() {
    start->setKeys(commands.keyText(Command::OpenFile), commands.keyText(Command::CheatSheet),
                   commands.keyText(Command::FindCommand));
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
    commands.on(Command::NextPane, [this] { panes->go(1); });
    commands.on(Command::PreviousPane, [this] { panes->go(-1); });
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

} // namespace laurel::ui
