#pragma once

#include <QStringList>

class QMenu;
class QWidget;

namespace laurel::ui {

/// Shows the choices under the widget, the one at `index` ticked, and returns the one taken, or -1.
int choiceFromMenu(QWidget* under, const QStringList& choices, int index);
/// Opens the menu under the widget, its right edges in line when `fromRight`.
void openUnder(QMenu* menu, QWidget* under, bool fromRight);

} // namespace laurel::ui
