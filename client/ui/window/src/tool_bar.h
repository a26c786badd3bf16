#pragma once

#include "commands.h"
#include "second_image_box.h"
#include "tool_box.h"
#include "view_grid.h"

#include "laurel/session/workbench.h"

class QLineEdit;

namespace laurel::ui {

class Dropdown;

class SplitButton;

/// 44 px under the top bar: which case, undo and redo, layout, grey window, model, auto-segment.
class ToolBar : public Surface {
    Q_OBJECT
  public:
    ToolBar(Workbench& bench, Commands& commands, ToolBox& tools, QWidget* parent = nullptr);

    /// The views whose layout the buttons show; nullptr without a case.
    void setGrid(ViewGrid* grid);
    void renameCase();        ///< asks for the name where it stands; Enter takes it, Esc leaves
    void adjustSecondImage(); ///< opens its panel, also where its box has no room

  protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void addCase(class QHBoxLayout& line);
    void addEditing(QHBoxLayout& line);
    void addMeasuring(QHBoxLayout& line);
    void addViewing(QHBoxLayout& line);
    void addModel(QHBoxLayout& line);
    void followSession();
    void showCase();
    void showLayout();
    void showWindow();
    void showModels();
    void showRunning();
    void showKeys();
    void arrange();

    Workbench& bench_;
    Commands& commands_;
    ToolBox& tools_;
    ViewGrid* grid_ = nullptr;
    Label* name_;
    QLineEdit* newName_; ///< in its place while it is asked for
    Label* detail_;
    GlyphButton* alone_ = nullptr;
    GlyphButton* all_ = nullptr;
    GlyphButton* invert_ = nullptr;
    GlyphButton* linked_ = nullptr;
    Dropdown* window_;
    Segmented* mode_; ///< masks or curves
    SecondImageBox* second_;
    Dropdown* model_;
    SplitButton* automatic_;
    std::vector<ShelvedModel> models_;
};

} // namespace laurel::ui
