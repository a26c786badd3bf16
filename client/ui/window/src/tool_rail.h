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
    QWidget* addGroup(std::span<const Command> group, QVBoxLayout& column);
    void addTool(Command tool, QVBoxLayout& column);
    void followMode();

    ToolBox& tools_;
    Commands& commands_;
    std::vector<QWidget*> masks_;  ///< groups of tools over masks
    std::vector<QWidget*> curves_; ///< and over curves
};

} // namespace laurel::ui
