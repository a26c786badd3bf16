#pragma once

#include "commands.h"

#include "laurel/ui_kit/controls.h"

namespace laurel::ui {

/// Every key and what the mouse does; docks at the right, so that one can try while reading.
class CheatSheet : public Surface {
    Q_OBJECT
  public:
    explicit CheatSheet(Commands& commands, QWidget* parent = nullptr);

  Q_SIGNALS:
    void closed();
};

} // namespace laurel::ui
