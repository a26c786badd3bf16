#pragma once

#include "laurel/edit/edit_tool.h"
#include "laurel/ui_kit/controls.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <functional>

/// The rows that options panels are made of.
namespace laurel::ui {

/// The layout of a panel's rows.
QVBoxLayout* rowsOf(QWidget* panel);
/// A row: its name at the left, the control at the right.
QHBoxLayout* addRow(QVBoxLayout& rows, const QString& name, QWidget* control, int nameWidth = 60);

/// A number with a slider and a field, from a typed parameter: both write through `set`, which is
/// called for values of the range only.
struct NumberText {
    QString name;   ///< in the row
    QString spoken; ///< for those who do not see, with the unit: "Distance in millimetres"
    QString unit;
};
struct NumberRow {
    Slider* slider;
    NumberField* field;
    void show(double value) const; ///< that came from elsewhere
};
NumberRow addNumber(QVBoxLayout& rows, const NumberText& text, const ParameterRange<double>& range,
                    double value, std::function<void(double)> set);

/// Two to four words of which one is on.
Segmented* addChoice(QVBoxLayout& rows, const QString& name, const QStringList& choices, int index,
                     const QString& tooltip, std::function<void(int)> set);

} // namespace laurel::ui
