#pragma once

#include "commands.h"

#include "laurel/session/workbench.h"
#include "laurel/ui_kit/controls.h"

class QMenu;
class QMenuBar;

namespace laurel::ui {

class TabBar;

enum class Place { Cases, Segment, Numbers, Learn, Models };

/// 40 px on top: mark, menus, places, command finder, server.
class TopBar : public Surface {
    Q_OBJECT
  public:
    TopBar(Workbench& bench, Commands& commands, QWidget* parent = nullptr);

    void setPlace(Place place);
    void openMenus(); ///< F10

  Q_SIGNALS:
    void caseWanted(const QString& folder); ///< chosen among the recent ones

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void fillMenus(Commands& commands);
    QMenu* recentCases();
    void fillRecent(QMenu& menu);
    void showServer();

    Workbench& bench_;
    Commands& commands_;
    Place place_ = Place::Cases;
    QMenuBar* menus_;
    TabBar* places_;
    QWidget* finder_;
    Button* server_;
};

} // namespace laurel::ui
