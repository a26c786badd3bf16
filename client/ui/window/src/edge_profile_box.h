#pragma once

#include "tool_box.h"

#include "laurel/session/case_session.h"
#include "laurel/ui_kit/controls.h"
#include "laurel/ui_kit/plots.h"

#include <QWidget>

namespace laurel::ui {

/// How the image changes across the curve at the handle that was pressed last, and how far the edge
/// is to which it would snap. Hidden while no handle of the slice is chosen.
class EdgeProfileBox : public QWidget {
    Q_OBJECT
  public:
    EdgeProfileBox(ToolBox& tools, CaseSession& session, QWidget* parent = nullptr);
    /// To be called after curves, the chosen handle or what snapping looks for have changed.
    void follow();

  private:
    void showProfile(const Contour& curve, std::size_t handle, const SlicePlane& plane);

    ToolBox& tools_;
    CaseSession& session_;
    Label* away_;
    CurvePlot* plot_;
};

} // namespace laurel::ui
