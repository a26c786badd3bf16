#pragma once

#include "tool_box.h"

#include "laurel/session/case_session.h"

class QVBoxLayout;

namespace laurel::ui {

/// "Where it may paint": the area, which all tools share, what may be gone over, which is the
/// tool's own, and grey values. The one place where these are chosen.
/// @param overwrite of the tool; outlives the rows, as the others do
void addPaintRules(QVBoxLayout& rows, Overwrite& overwrite, ToolBox& tools, CaseSession& session);

/// A histogram of the image with a range that can be dragged, and its two numbers as fields.
class GreyRangeRows : public QWidget {
    Q_OBJECT
  public:
    /// @param wholeVolume whose values are counted: else those of the slice that is shown
    GreyRangeRows(CaseSession& session, double& low, double& high,
                  std::function<bool()> wholeVolume, QWidget* parent = nullptr);
    void recount(); ///< after the slice, the frame or the reach has changed

  Q_SIGNALS:
    void changed(); ///< by a person; the numbers are set

  private:
    void take(double low, double high);

    CaseSession& session_;
    double& low_;
    double& high_;
    std::function<bool()> wholeVolume_;
    GreyWindow range_; ///< of the whole image
    class RangeHistogram* histogram_;
    NumberField* from_;
    NumberField* to_;
};

} // namespace laurel::ui
