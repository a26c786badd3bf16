#include "menu_choice.h"

#include <QAction>
#include <QMenu>
#include <QWidget>

namespace laurel::ui {
namespace {

constexpr int distance = 4;

} // namespace

int choiceFromMenu(QWidget* under, const QStringList& choices, int index) {
    QMenu menu(under);
    menu.setMinimumWidth(under->width());
    for (qsizetype i = 0; i < choices.size(); ++i) {
        QAction* action = menu.addAction(choices[i]);
        action->setCheckable(true);
        action->setChecked(i == index);
        if (i == index)
            menu.setActiveAction(action);
    }
    const QAction* taken = menu.exec(under->mapToGlobal(QPoint(0, under->height() + distance)));
    return taken ? static_cast<int>(menu.actions().indexOf(taken)) : -1;
}

void openUnder(QMenu* menu, QWidget* under, bool fromRight) {
    const int x = fromRight ? under->width() - menu->sizeHint().width() : 0;
    menu->popup(under->mapToGlobal(QPoint(x, under->height() + distance)));
}

} // namespace laurel::ui
