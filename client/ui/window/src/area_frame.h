#pragma once

#include "view_frame.h"

#include "laurel/ui_views/area_plot.h"

namespace laurel::ui {

/// Area along the limb, with a header as the views have.
class AreaFrame : public Surface {
    Q_OBJECT
  public:
    explicit AreaFrame(CaseSession& session, QWidget* parent = nullptr);
    ViewHeader& header() noexcept { return *header_; }

  private:
    ViewHeader* header_;
};

} // namespace laurel::ui
