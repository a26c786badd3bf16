#pragma once

#include "commands.h"

#include "laurel/session/case_session.h"
#include "laurel/session/dice_meter.h"
#include "laurel/ui_kit/controls.h"

#include <QLineEdit>
#include <QToolButton>

class QVBoxLayout;

namespace laurel::ui {

/// Of the chosen segment: colour, abbreviation, state, and how it is shown.
class SegmentProperties : public Surface {
    Q_OBJECT
  public:
    /// @param dice outlives the panel
    SegmentProperties(CaseSession& session, const DiceMeter& dice, Commands& commands,
                      QWidget* parent = nullptr);

  Q_SIGNALS:
    void refused(const QString& why);

  private:
    void follow();
    void abbreviate();
    void followDice();
    void addName(QVBoxLayout& rows);
    void addDice(QVBoxLayout& rows);
    void allowOverlap(bool allowed);
    void recolour(const QColor& color);
    template <typename Change>
    void changeLook(Change change);

    CaseSession& session_;
    const DiceMeter& dice_;
    QToolButton* color_;
    Label* name_;
    QLineEdit* abbreviation_;
    Chip* state_;
    Slider* opacity_;
    Label* percent_;
    Segmented* style_;
    CheckBox* overlaps_;
    QWidget* diceRows_ = nullptr;
    ProgressBar* diceBar_ = nullptr;
    Label* diceHere_ = nullptr;
    Label* diceReviewed_ = nullptr;
};

} // namespace laurel::ui
