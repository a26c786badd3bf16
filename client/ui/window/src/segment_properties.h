#pragma once

#include "commands.h"

#include "laurel/session/case_session.h"
#include "laurel/ui_kit/controls.h"

#include <QToolButton>

namespace laurel::ui {

/// Of the chosen segment: colour, abbreviation, state, and how it is shown.
class SegmentProperties : public Surface {
    Q_OBJECT
  public:
    SegmentProperties(CaseSession& session, Commands& commands, QWidget* parent = nullptr);

  private:
    void follow();
    void recolour(const QColor& color);
    template <typename Change>
    void changeLook(Change change);

    CaseSession& session_;
    QToolButton* color_;
    Label* name_;
    Label* abbreviation_;
    Chip* state_;
    Slider* opacity_;
    Label* percent_;
    Segmented* style_;
};

} // namespace laurel::ui
