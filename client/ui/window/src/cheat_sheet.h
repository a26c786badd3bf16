#pragma once

#include "commands.h"

#include "laurel/ui_kit/controls.h"
#include "laurel/ui_views/slice_view.h"

class QScrollArea;

namespace laurel::ui {

/// Every key and what the mouse does; docks at the right, so that one can try while reading.
class CheatSheet : public Surface {
    Q_OBJECT
  public:
    explicit CheatSheet(Commands& commands, QWidget* parent = nullptr);

    /// What the mouse does with these habits.
    void setHabits(const PointerHabits& habits);

  Q_SIGNALS:
    void closed();

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void forget(); ///< what is written is no longer so
    void rebuild();

    Commands& commands_;
    QScrollArea* scroll_;
    PanelHeader* header_;
    PointerHabits habits_;
    bool written_ = false; ///< as it is; else it is written anew when it is next seen
};

} // namespace laurel::ui
