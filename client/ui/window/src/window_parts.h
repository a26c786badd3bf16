#pragma once

#include "case_commands.h"
#include "cheat_sheet.h"
#include "crash_page.h"
#include "opening_page.h"
#include "pane_walk.h"
#include "preferences_page.h"
#include "question_bar.h"
#include "series_page.h"
#include "status_bar.h"
#include "toast_stack.h"
#include "tool_bar.h"
#include "top_bar.h"

#include "laurel/ui_pages/pages.h"
#include "laurel/ui_window/main_window.h"

#include "laurel/workflow/label_export.h"
#include <QSettings>

#include <QStackedWidget>

#include <filesystem>
#include <memory>

namespace laurel::ui {

/// What the window is made of, and how its places follow each other.
struct MainWindow::Parts : public QObject {
    Parts(MainWindow& mainWindow, Workbench& workbench);

    void show(Place place);
    void followSession();
    void openWithDialog(bool folder);
    /// Does it at once, unless the open case has changes that are on no disk: then it asks first.
    void leaveCase(const std::function<void()>& go);
    /// Whether the window may go; where something would be lost with it, it asks, and closes the
    /// window later if that is wished.
    bool mayClose();
    void openMasks(const QString& path, const MaskPlacement& how = {});
    /// Masks one after another; where one cannot be opened, the rest is left and told.
    void openMasksOf(const QStringList& paths);
    /// An image, or of several what lies in the folder that holds them, to be chosen from.
    void openOneOf(const QStringList& paths);
    void takeDropped(const QStringList& paths); ///< asks whether it is masks where a case is edited
    void exportMasks();
    void exportNumbers(const QByteArray& csv);
    void toggleKeys();
    void restore();
    void remember();
    void keepLayout(); ///< how the open case is shown
    void recallLayout();
    void arrangeToasts();
    /// Enter or Esc while a preview is open, Esc while the keys are shown. @return whether it was
    /// one
    bool handleKey(int key);
    /// Enter or Esc for what the case has open: a question, a preview, masks that grow.
    bool answerWithKey(int key);

    MainWindow& window;
    Workbench& bench;
    QSettings settings;
    Commands commands;
    ToolBox tools;
    TopBar* top;
    ToolBar* bar;
    QStackedWidget* stack;
    StartPage* start;
    SeriesPage* series;
    OpeningPage* opening;
    ModelsPage* models;
    NumbersPage* numbers;
    LearnPage* learn;
    CheatSheet* keys;
    PreferencesPage* preferences;
    CrashPage* crash;
    QuestionBar* leaving; ///< asks before something would be lost
    StatusBar* status;
    ToastStack toasts;
    PaneWalk* panes;
    Workspace* workspace = nullptr; ///< of the open case; in the stack
    Place place = Place::Cases;
    ImageRequest second;            ///< that was asked for last, to be laid over the case's
    bool choosesSecond = false;     ///< the series page asks which image to lay over the case's
    bool closesForSure = false;     ///< a person was asked, and said so
    QString masksToCome;            ///< to be opened on the image that is being opened; empty: none
    QStringList masksWaiting;       ///< to be opened after those that are being opened
    std::uint64_t savedVersion = 0; ///< of the open case, when a save of it ended last

  private:
    /// What would be lost, as sentences, and what can be done about it.
    struct Losses {
        QStringList sentences;
        std::vector<QuestionBar::Answer> remedies;
    };
    Losses lossesOfCase();
    void addLossesOfWork(Losses& losses);
    void askToLeave(const QString& title, const QString& sure, Losses losses,
                    const std::function<void()>& go);
    void keepLearntAndClose();
    void saveElsewhere();
    void followKeeping(CaseSession& session);
    /// So that the list of cases shows the open one as it is; nothing where no step was done since.
    void saveForTheList();
    /// What was done with masks, with the offer to learn from them where enough are reviewed.
    void tellUsed(const QString& title, const QString& detail);
    void tellOutcome(bool good, const QString& title, const QString& detail);
    void tellNotKept(const QString& title, const QString& why);
    void tellFault(const QString& what);
    CommandScene scene();
    void build();
    void connectBench();
    void connectPages();
    void connectCommands();
    void connectWindowCommands();
    void tellKeys(); ///< to the pages that know no commands
    void connectMasks();
    void openMasksWithDialog(bool folder);
    void connectSecondImage();
    void openSecond(const ImageRequest& request);
    void openFormerSecond(const CaseSession& session);
    void openSecondWithDialog(bool folder);
    void openNextMasks();
    /// What the masks that cannot be opened keep from being opened; empty: nothing.
    QString leaveWaitingMasks();
    void tellImport(const MaskImport& report);
    void offerRemedies(const QString& path, const QString& reason, PlacementRemedies remedies);
    void changeTextScale(double step);
    void setTheme(ThemeChoice choice);
    void useKeys(const Keymap& keys);
    void connectPreferences();
    void useNames();
    void showPreferences();
    void chooseCaseFolder();
    void tellCrash();        ///< of the last time, once
    void tellCaseLeftOpen(); ///< by a process that died with it, until it is opened again
    void showProblem(const QString& title, const QString& why);
    void writeMasks(const std::filesystem::path& file, LabelFormat format);
    void exportCopy(const std::shared_ptr<LabelSnapshot::Copy>& copy, const ImageReference& image,
                    const std::filesystem::path& file, LabelFormat format);
};

} // namespace laurel::ui
