#pragma once

#include "laurel/session/workbench.h"

#include <QByteArray>
#include <QWidget>

#include <memory>

/// Whole places of the window (design: 05a first start, 04a/04b learn and consent, 06 numbers,
/// server panel). Each gets what it shows, and asks for what is not its own by signals.
namespace laurel::ui {

/// First start: what Laurel does, open, drop, try the sample, models at hand, optional server.
/// Lists recent cases once there are any.
class StartPage : public QWidget {
    Q_OBJECT
  public:
    explicit StartPage(Workbench& bench, QWidget* parent = nullptr);
    ~StartPage() override;

    /// As keys are set: of the dialog that opens a file, the sheet of keys, the command finder.
    void setKeys(const QString& open, const QString& sheet, const QString& finder);

  Q_SIGNALS:
    void openWanted();   ///< the window shows its file dialog
    void folderWanted(); ///< the same for a folder of DICOM
    void sampleWanted();
    void pathsDropped(const QStringList& paths); ///< one or more
    void folderChosen(const QString& folder);    ///< of images
    void caseWanted(const QString& folder);
    void filesWanted(const QString& folder); ///< of a case, to be shown by the system
    void modelsWanted();                     ///< go to the page of models
    void serverWanted();                     ///< go to the server panel
    void keysWanted();                       ///< the cheat sheet

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Learn: what teaches, start, the live curve, result per run, keep or discard, then the consent
/// sheet and earlier contributions. Stands at the right while editing goes on at the left; usable
/// from 640 px, where the consent sheet takes the place of the rest while it is open.
class LearnPage : public QWidget {
    Q_OBJECT
  public:
    explicit LearnPage(Workbench& bench, QWidget* parent = nullptr);
    ~LearnPage() override;

    /// What its foot would say of learning now; empty when there is enough to learn from.
    QString whyNotLearn() const;

  Q_SIGNALS:
    void nextUnreviewedWanted();
    void serverWanted();
    /// A server has decided about a contribution. @param good published
    void outcomeArrived(bool good, const QString& title, const QString& detail);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void connectPanel();
    void connectSheet();
    void connectDesks();
    void followSession();
    void closeSheet();
    void arrange();

    struct State;
    std::unique_ptr<State> state_;
};

/// What each segment measures, in the whole case or slice by slice, and along the limb. Stands at
/// the right while editing goes on at the left; usable from 640 px.
class NumbersPage : public QWidget {
    Q_OBJECT
  public:
    explicit NumbersPage(Workbench& bench, QWidget* parent = nullptr);
    ~NumbersPage() override;

  Q_SIGNALS:
    void exportWanted(const QByteArray& csv); ///< the window asks for a file
    void copied();

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    QLayout* header();
    QWidget* body();
    void connectParts();
    void followSession();

    struct State;
    std::unique_ptr<State> state_;
};

/// Models at hand with origin and version, pull of newer ones; servers: add with fingerprint shown.
class ModelsPage : public QWidget {
    Q_OBJECT
  public:
    explicit ModelsPage(Workbench& bench, QWidget* parent = nullptr);
    ~ModelsPage() override;

    void showServers(); ///< puts the focus on adding one

  protected:
    void showEvent(QShowEvent* event) override; ///< asks what versions scored

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace laurel::ui
