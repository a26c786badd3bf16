#pragma once

#include "case_facts.h"
#include "pieces.h"

#include <QImage>

class QGridLayout;

namespace laurel::ui {

/// Beside the cards: one case in large, what there is to know of it, and what can be done with it.
class CaseDetails : public Surface {
    Q_OBJECT
  public:
    static constexpr int preferredWidth = 288;

    explicit CaseDetails(QWidget* parent = nullptr);
    void present(const CaseFacts& facts, const QImage& picture);
    void setPicture(const QImage& picture); ///< null: a glyph stands for it
    const QString& folder() const noexcept { return facts_.folder; }

  Q_SIGNALS:
    void caseWanted(const QString& folder);
    void filesWanted(const QString& folder);

  private:
    class Picture;
    void addRow(const QString& name, const QString& value);
    void showFacts();

    CaseFacts facts_;
    Picture* picture_;
    Label* name_;
    Label* about_;
    QWidget* rows_;
    QGridLayout* grid_;
};

} // namespace laurel::ui
