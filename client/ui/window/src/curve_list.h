#pragma once

#include "tool_box.h"

#include "laurel/session/case_session.h"
#include "laurel/ui_kit/controls.h"

#include <QTimer>
#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace laurel::ui {

/// One curve: what it is, its handles, its area.
class CurveRow : public ButtonBase {
    Q_OBJECT
  public:
    CurveRow(const QString& name, const Contour& curve, QWidget* parent = nullptr);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    bool isHole_;
    QString handles_;
    QString area_;
};

/// The chosen segment's curves in the slice that a person works in. A press on one takes the
/// crosshair to its middle.
class CurveList : public QWidget {
    Q_OBJECT
  public:
    CurveList(ToolBox& tools, CaseSession& session, QWidget* parent = nullptr);
    /// Of all curves: their handles, and how many `Simplify` would leave.
    void recount();

  Q_SIGNALS:
    void counted(int handles, int simplified);

  private:
    void follow();
    void showRows();
    void goTo(const Contour& curve);

    ToolBox& tools_;
    CaseSession& session_;
    Label* title_;
    QVBoxLayout* rows_;
    QTimer again_; ///< changes come in bursts while a handle is dragged
    std::vector<Contour> curves_;
    SlicePlane plane_;
};

} // namespace laurel::ui
