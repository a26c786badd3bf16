#pragma once

#include "laurel/ui_kit/controls.h"

#include "drop_panel.h"

#include <QString>
#include <QWidget>

#include <vector>

class QBoxLayout;
class QVBoxLayout;

namespace laurel::ui {

/// What the first page shows, as plain values.
struct StartFacts {
    struct Model {
        QString name;
        QString version;       ///< "v12"; empty where there is none
        QString detail;        ///< "6 muscles, MR"
        QString origin;        ///< "signed", "shipped", "learnt here"
        bool verified = false; ///< against its server's pinned key
        bool operator==(const Model&) const = default;
    };
    std::vector<Model> models;
    QString server;      ///< name of the known one; empty: none
    QString serverState; ///< "Server ready"
    bool operator==(const StartFacts&) const = default;
};

class DropZone;

/// The first page for facts that it is given: one column of at most 920 px in the middle.
class StartPanel : public DropPanel {
    Q_OBJECT
  public:
    explicit StartPanel(QWidget* parent = nullptr);
    void present(const StartFacts& facts);
    void setKeys(const QString& open, const QString& sheet, const QString& finder);

  Q_SIGNALS:
    void openWanted();
    void folderWanted();
    void sampleWanted();
    void modelsWanted();
    void serverWanted();
    void keysWanted();

  protected:
    void showHovering(bool hovers) override;

  private:
    QWidget* hero();
    QWidget* words(QWidget* parent);
    QWidget* steps();
    QWidget* modelsCard();
    QWidget* serverCard();
    QWidget* hints();
    void showModels(const std::vector<StartFacts::Model>& models);
    void showServer(const StartFacts& facts);

    StartFacts facts_;
    DropZone* zone_;
    QWidget* modelRows_;
    Label* serverTitle_;
    Label* serverNote_;
    Label* serverText_;
    Button* serverButton_;
    Button* open_;
    KeyCap* sheetKey_;
    KeyCap* finderKey_;
    Label* finderText_;
};

} // namespace laurel::ui
