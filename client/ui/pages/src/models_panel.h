#pragma once

#include "laurel/ui_kit/controls.h"

#include <QStringList>
#include <QWidget>

#include <vector>

class QHBoxLayout;

namespace laurel::ui {

class HistoryPart;
class ModelCardPart;
class MessageLine;
class ServerForm;

/// What the page of models shows, as plain values.
struct ModelsFacts {
    struct Model {
        QString title; ///< "Leg v12, local 1"
        QStringList structures;
        QString modality;
        QString origin; ///< "signed by st-anna", "shipped with Laurel", "learnt here"
        QString folder;
        bool verified = false; ///< against its server's pinned key
        bool inUse = false;
        QString newerAt;     ///< name of the server that may have a newer one; empty: none
        QString newest;      ///< "v14", where its server is known to have that; else empty
        bool pinned = false; ///< newer ones do not take its place
        bool operator==(const Model&) const = default;
    };
    struct Offer {
        QString model; ///< id
        QString title; ///< "Shoulder v1"
        QString about;
        bool here = false; ///< that version is on this computer
        bool operator==(const Offer&) const = default;
    };
    struct Server {
        QString id;
        QString name;
        QString address;
        QString fingerprint;
        QString state; ///< why it offers nothing now, in words; else empty
        std::vector<Offer> offers;
        bool operator==(const Server&) const = default;
    };
    std::vector<Model> models;
    std::vector<Server> servers;
    QString serverState;
    bool operator==(const ModelsFacts&) const = default;
};

/// The page of models for facts that it is given: what is at hand, what one of them is, servers.
class ModelsPanel : public QWidget {
    Q_OBJECT
  public:
    explicit ModelsPanel(QWidget* parent = nullptr);
    void present(const ModelsFacts& facts);
    ServerForm& form() noexcept { return *form_; }
    MessageLine& message() noexcept { return *message_; }
    void tellDone(const QString& text); ///< "Leg v14 is here."
    void setFetching(bool fetching);    ///< one at a time
    /// Of the model that is selected, where it is a server's.
    HistoryPart& history() noexcept { return *history_; }
    /// Of the model that is selected, where it comes from no server.
    ModelCardPart& card() noexcept { return *card_; }
    int selected() const noexcept { return selected_; } ///< row; -1: none

  Q_SIGNALS:
    void chosen(int model);      ///< for segmenting
    void newerWanted(int model); ///< ask its server
    void selectionChanged(int model);
    void pinWanted(int model, bool pinned);
    void pullWanted(const QString& serverId, const QString& model);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    QWidget* modelsPart();
    QWidget* detailPart();
    QWidget* serversPart();
    QWidget* serverLine(const ModelsFacts::Server& server);
    QWidget* offerLine(const QString& serverId, const ModelsFacts::Offer& offer, QWidget* parent);
    void tellFetchable(GlyphButton* button) const;
    void showModels();
    void showServers();
    void select(int model);
    void showDetail();

    ModelsFacts facts_;
    int selected_ = -1;
    bool fetching_ = false;
    MessageLine* message_;
    Label* done_;
    QWidget* header_;
    QWidget* rows_;
    QWidget* empty_;
    QWidget* detail_;
    Label* title_;
    Chip* inUse_;
    Label* structures_;
    Label* modality_;
    Label* origin_;
    Label* folder_;
    Button* use_;
    Button* newer_;
    Switch* pin_;
    Label* pinText_;
    HistoryPart* history_;
    ModelCardPart* card_;
    QWidget* servers_;
    QWidget* serverRows_;
    Label* serverState_;
    Label* serverText_;
    ServerForm* form_;
};

} // namespace laurel::ui
