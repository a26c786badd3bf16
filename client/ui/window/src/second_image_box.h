#pragma once

#include "commands.h"

#include "laurel/session/workbench.h"
#include "laurel/ui_kit/controls.h"

class QMenu;

namespace laurel::ui {

/// How the second image lies over the case's: blend or swipe, how much, in which colours, between
/// which values. Follows the image and whoever else changes it.
class SecondImagePanel : public QWidget {
    Q_OBJECT
  public:
    SecondImagePanel(CaseSession& session, Commands& commands, QWidget* parent = nullptr);

  private:
    void addLook(class QVBoxLayout& rows);
    void addColours(QVBoxLayout& rows);
    template <typename Change>
    void change(Change change);
    void follow();

    CaseSession& session_;
    Label* title_;
    Segmented* mode_;
    Slider* amount_;
    Label* percent_;
    Segmented* map_;
};

/// The tool bar's button for it: opens an image while there is none, else the panel.
class SecondImageBox : public Button {
    Q_OBJECT
  public:
    SecondImageBox(Workbench& bench, Commands& commands, QWidget* parent = nullptr);
    void openPanel(const QPoint& at); ///< on the screen; nothing without a second image

  private:
    void followSession();
    void follow();

    Workbench& bench_;
    Commands& commands_;
    QMenu* menu_ = nullptr; ///< of the case that is open
};

} // namespace laurel::ui
