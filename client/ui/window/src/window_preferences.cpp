#include "window_parts.h"

#include "laurel/workflow/case_gallery.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QPointer>

#include <algorithm>

namespace laurel::ui {

void MainWindow::Parts::connectPreferences() {
    commands.on(Command::Preferences, [this] { showPreferences(); });
    connect(preferences, &PreferencesPage::done, this, [this] { show(place); });
    connect(preferences, &PreferencesPage::themeChosen, this, &Parts::setTheme);
    connect(preferences, &PreferencesPage::textScaleChosen, this, [this](double scale) {
        settings.setValue(QStringLiteral("textScale"), scale);
        setTextScale(scale);
    });
    connect(preferences, &PreferencesPage::keysChosen, this, [this](const Keymap& chosen) {
        chosen.write(settings);
        useKeys(chosen);
    });
    connect(preferences, &PreferencesPage::caseFolderWanted, this, &Parts::chooseCaseFolder);
    connect(&bench.preferences, &Preferences::changed, this, &Parts::useNames);
    const Keymap kept = Keymap::read(settings);
    preferences->setKeys(kept);
    useKeys(kept);
}

void MainWindow::Parts::useNames() {
    if (workspace != nullptr) {
        workspace->segments().setNames(bench.preferences.segmentNames());
    }
}

void MainWindow::Parts::setTheme(ThemeChoice choice) {
    applyTheme(choice);
    settings.setValue(QStringLiteral("theme"), static_cast<int>(choice));
    preferences->setAppearance(choice, textScale());
}

void MainWindow::Parts::useKeys(const Keymap& chosen) {
    const bool dafne = chosen.preset() == KeyPreset::Dafne;
    tools.habits = {dafne, dafne, dafne};
    tools.parametersChanged(); // the views take the habits with their tool
    commands.setKeys(chosen);
    keys->setHabits(tools.habits);
    refreshCommands(scene()); // tooltips name keys
}

void MainWindow::Parts::changeTextScale(double step) {
    const QString key = QStringLiteral("textScale");
    const double scale = std::clamp(settings.value(key, 1.0).toDouble() + step, 1.0, 1.5);
    settings.setValue(key, scale);
    setTextScale(scale);
}

/// Stands where the places stand; the place that was left comes back afterwards.
void MainWindow::Parts::showPreferences() {
    preferences->setAppearance(themeChoice(), textScale());
    bar->setVisible(false);
    stack->setCurrentWidget(preferences);
}

void MainWindow::Parts::tellCrash() {
    const QString seen = QStringLiteral("crashSeen");
    const auto report = newCrashReport(bench.settings().home / "crashes",
                                       settings.value(seen).toString().toStdString());
    if (!report) {
        return;
    }
    settings.setValue(seen, QString::fromStdString(report->name));
    crash->present(*report);
    connect(crash, &CrashPage::done, this, [this] { show(place); });
    connect(crash, &CrashPage::failed, this, &Parts::showProblem);
    toasts.show(Toast::Kind::Error,
                QCoreApplication::translate("Crash", "Laurel ended unexpectedly the last time"),
                QCoreApplication::translate("Crash",
                                            "Your cases are safe. A report without patient data "
                                            "lies on this computer."),
                QCoreApplication::translate("Crash", "Show report"), [this] {
                    bar->setVisible(false);
                    stack->setCurrentWidget(crash);
                });
}

void MainWindow::Parts::tellCaseLeftOpen() {
    using Left = std::optional<CaseSummary>;
    bench.board.runner().run<Left>(
        "Looking for cases",
        [folder = bench.settings().cases](ProgressSink&, const CancellationToken&) {
            return caseLeftOpen(folder);
        },
        [alive = QPointer<Parts>(this)](const Left& left) {
            if (!alive || !left) {
                return;
            }
            const QString folder = QString::fromStdString(left->folder.string());
            const QString title = QCoreApplication::translate("Crash", "%1 was left open")
                                      .arg(QString::fromStdString(left->name));
            connect(
                &alive->bench.opening, &OpeningDesk::opened, alive,
                [alive, title, folder = left->folder](const std::shared_ptr<CaseSession>& session) {
                    std::error_code gone;
                    if (session->folder() != nullptr &&
                        std::filesystem::equivalent(*session->folder(), folder, gone)) {
                        alive->toasts.withdraw(title);
                    }
                });
            alive->toasts.show(
                Toast::Kind::Error, title,
                QCoreApplication::translate(
                    "Crash", "Laurel ended meanwhile. All but the act in hand is there."),
                QCoreApplication::translate("Crash", "Go on"), [alive, folder] {
                    if (alive) {
                        alive->window.openPath(folder);
                    }
                });
        },
        [](const Error&) {}); // the list of cases says what cannot be read
}

void MainWindow::Parts::chooseCaseFolder() {
    auto* dialog = new QFileDialog(
        &window, QCoreApplication::translate("Preferences", "Folder for new cases"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly, true);
    dialog->setDirectory(QString::fromStdString(bench.preferences.casesToUse().string()));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { bench.preferences.setCaseFolder(path); });
    dialog->open();
}

} // namespace laurel::ui
