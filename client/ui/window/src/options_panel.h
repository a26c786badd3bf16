#pragma once

#include "tool_box.h"

#include "laurel/session/case_session.h"
#include "laurel/ui_kit/controls.h"

class QScrollArea;
class QVBoxLayout;

namespace laurel::ui {

/// Options of the active tool, beside the rail: its name and key, what it does to which segment,
/// its parameters, and what the keys do meanwhile.
class OptionsPanel : public Surface {
    Q_OBJECT
  public:
    OptionsPanel(ToolBox& tools, Commands& commands, CaseSession& session,
                 QWidget* parent = nullptr);

  Q_SIGNALS:
    void left(); ///< by Enter or Esc in a field: the keyboard belongs to the image again

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override; ///< of what may be too high

  private:
    void rebuild();
    QWidget* makeOptions(); ///< of the tool that is shown; nullptr where it has none
    void showEffect();
    void addKeyHints(QVBoxLayout& column);
    void yieldHints();

    ToolBox& tools_;
    Commands& commands_;
    CaseSession& session_;
    OptionsRegistry registry_;
    Command shown_ = Command::Count;
    QWidget* content_ = nullptr;
    QScrollArea* scroll_ = nullptr; ///< of content_: all but the header
    QWidget* hints_ = nullptr;      ///< of content_: what the keys do meanwhile
    Label* effect_ = nullptr;       ///< of content_
};

} // namespace laurel::ui
