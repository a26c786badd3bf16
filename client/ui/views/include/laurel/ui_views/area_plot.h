#pragma once

#include "laurel/session/case_session.h"

#include <QWidget>

namespace laurel::ui {

/// Cross-sectional area of each segment along the limb, cm², with a line at the current slice;
/// a proposal's curves are thin and dashed. Click goes to the slice.
class AreaPlot : public QWidget {
    Q_OBJECT
  public:
    explicit AreaPlot(CaseSession& session, QWidget* parent = nullptr);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

  private:
    CaseSession& session_;
};

} // namespace laurel::ui
