#pragma once

#include "view_frame.h"

#include "laurel/ui_views/area_plot.h"
#include "laurel/ui_views/surface_view.h"

namespace laurel::ui {

/// The segments in 3-D and their area along the limb, with a header as the views have. A button
/// gives one of the two all the room.
class AreaFrame : public Surface {
    Q_OBJECT
  public:
    enum class Content { Both, Surface, Area };

    explicit AreaFrame(CaseSession& session, QWidget* parent = nullptr);
    ViewHeader& header() noexcept { return *header_; }
    void setContent(Content content);

  private:
    QWidget* switcher();

    ViewHeader* header_;
    SurfaceView* surface_;
    AreaPlot* plot_;
    Content content_ = Content::Both;
};

} // namespace laurel::ui
