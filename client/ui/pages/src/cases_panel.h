#pragma once

#include "case_details.h"
#include "case_facts.h"
#include "case_tile.h"
#include "drop_panel.h"
#include "side_row.h"

#include <QImage>
#include <QMap>

#include <vector>

namespace laurel::ui {

/// What the list of cases shows, as plain values.
struct CasesFacts {
    std::vector<CaseFacts> cases; ///< newest first
    QStringList folders;          ///< that were opened, the last one first
    bool operator==(const CasesFacts&) const = default;
};

/// The list of cases (design: 05b): at the left what to look in and for, then a card for each case,
/// and where there is room, the one that is looked at in detail. Finds by words, orders, and keeps
/// to a state.
class CasesPanel : public DropPanel {
    Q_OBJECT
  public:
    explicit CasesPanel(QWidget* parent = nullptr);
    void present(const CasesFacts& facts);
    QSize minimumSizeHint() const override; ///< without the details, which go where room is short
    /// By folder; what has none is shown by a glyph.
    void setPictures(const QMap<QString, QImage>& pictures);

  Q_SIGNALS:
    void openWanted();
    void folderWanted(); ///< to be chosen by a dialog
    void sampleWanted();
    void keysWanted();
    void caseWanted(const QString& folder);
    void filesWanted(const QString& folder); ///< of a case, to be shown by the system
    void folderChosen(const QString& path);
    void folderForgotten(const QString& path);

  protected:
    void showHovering(bool hovers) override;
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    QWidget* side();
    QWidget* finder();
    QWidget* cards();
    void addStates(QVBoxLayout& column);
    void showStates();
    void showModalities();
    void showFolders();
    void showCases();
    void showDetails(const CaseFacts& facts);
    void arrangeDetails();

    CasesFacts facts_;
    CaseQuery query_;
    QMap<QString, QImage> pictures_;
    std::vector<SideRow*> states_; ///< all, then by state
    QWidget* folders_ = nullptr;
    QWidget* finder_ = nullptr;
    SearchField* search_ = nullptr;
    Dropdown* modality_ = nullptr;
    QStringList modalities_; ///< in the dropdown, after "All images"
    Label* count_ = nullptr;
    Label* nothing_ = nullptr;
    CaseGrid* grid_ = nullptr;
    CaseDetails* details_ = nullptr;
    bool hovers_ = false;
};

} // namespace laurel::ui
