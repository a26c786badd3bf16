#pragma once

#include "laurel/session/case_session.h"

#include <QWidget>

namespace laurel::ui {

/// The slice slider with the state of every slice as a bar: auto 30, in work 60, reviewed and
/// flagged 100 % high, a line where there is nothing; hollow bars where a proposal lies. Click or
/// drag goes to a slice. Below: "Slice 26 of 96" is the panel's, not the strip's.
class SliceStrip : public QWidget {
    Q_OBJECT
  public:
    explicit SliceStrip(CaseSession& session, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    /// The middle of a slice's bar, in widget coordinates.
    QPoint positionOf(std::int64_t slice) const;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void goTo(const QPoint& position);
    CaseSession& session_;
};

} // namespace laurel::ui
