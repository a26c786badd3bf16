#pragma once

#include "laurel/session/case_session.h"
#include "laurel/ui_kit/controls.h"

namespace laurel::ui {

/// Beneath the views while a step is offered: its name, what it would change, Discard (Esc), Apply
/// (Enter).
class OfferBar : public Surface {
    Q_OBJECT
  public:
    explicit OfferBar(CaseSession& session, QWidget* parent = nullptr);
    void accept();
    void discard() { session_.discardOffer(); }

  Q_SIGNALS:
    void failed(const QString& why);

  private:
    void follow();

    CaseSession& session_;
    Label* title_;
    Label* detail_;
};

} // namespace laurel::ui
