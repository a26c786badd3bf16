#pragma once

#include "tool_box.h"

#include "laurel/ui_kit/controls.h"

class QVBoxLayout;

namespace laurel::ui {

/// The tools at the left, 46 px wide: glyph and key, the active one filled.
class ToolRail : public Surface {
    Q_OBJECT
  public:
    ToolRail(ToolBox& tools, Commands& commands, QWidget* parent = nullptr);

  private:
    void addTool(Command tool, QVBoxLayout& column);

    ToolBox& tools_;
    Commands& commands_;
};

} // namespace laurel::ui
