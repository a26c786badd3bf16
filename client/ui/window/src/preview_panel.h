#pragma once

#include "preview_bar.h"

#include <QWidget>

class QVBoxLayout;

namespace laurel::ui {

/// Takes the place of the segments while a proposal is open: which of them are taken over, and
/// what each measures now and would measure then.
class PreviewPanel : public Surface {
    Q_OBJECT
  public:
    /// @param merging works for this session; outlives the panel
    PreviewPanel(CaseSession& session, PreviewChoice& choice, const MergeDesk& merging,
                 QWidget* parent = nullptr);

  private:
    void rebuild();
    void showEffect();

    struct Row {
        CheckBox* taken = nullptr;
        Label* now = nullptr;
        Label* after = nullptr;
    };
    CaseSession& session_;
    PreviewChoice& choice_;
    const MergeDesk& merging_;
    QWidget* content_ = nullptr;
    std::vector<Row> rows_;
    Label* summary_ = nullptr;
};

} // namespace laurel::ui
