#include "option_rows.h"

namespace laurel::ui {

QVBoxLayout* rowsOf(QWidget* panel) {
    auto* rows = new QVBoxLayout(panel);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space::s);
    return rows;
}

QHBoxLayout* addRow(QVBoxLayout& rows, const QString& name, QWidget* control, int nameWidth) {
    auto* line = new QHBoxLayout;
    line->setSpacing(space::s);
    auto* label = new Label(name, TextRole::Body, Label::Tone::Text2);
    label->setFixedWidth(nameWidth);
    line->addWidget(label);
    line->addWidget(control, 1);
    rows.addLayout(line);
    return line;
}

void NumberRow::show(double value) const {
    slider->setValue(value);
    field->setValue(value);
}

NumberRow addNumber(QVBoxLayout& rows, const NumberText& text, const ParameterRange<double>& range,
                    double value, std::function<void(double)> set) {
    constexpr int fieldWidth = 76;
    constexpr int decimals = 2;
    auto* slider = new Slider(text.spoken, range.low, range.high, range.step);
    auto* field = new NumberField(text.spoken, range.low, range.high, range.step < 1 ? decimals : 0,
                                  text.unit);
    field->setStep(range.step);
    slider->setValue(value);
    field->setValue(value);
    slider->setToolTip(text.spoken);
    field->setToolTip(text.spoken);
    rows.addWidget(new Label(text.name, TextRole::Body, Label::Tone::Text2));
    auto* line = new QHBoxLayout;
    line->setSpacing(space::s);
    line->addWidget(slider, 1);
    field->setFixedWidth(fieldWidth);
    line->addWidget(field);
    rows.addLayout(line);
    QObject::connect(slider, &Slider::moved, field, [field, set](double moved) {
        field->setValue(moved);
        set(moved);
    });
    QObject::connect(field, &NumberField::changed, slider,
                     [slider, set = std::move(set)](double typed) {
                         slider->setValue(typed);
                         set(typed);
                     });
    return {slider, field};
}

Segmented* addChoice(QVBoxLayout& rows, const QString& name, const QStringList& choices, int index,
                     const QString& tooltip, std::function<void(int)> set) {
    auto* choice = new Segmented(choices);
    choice->setIndex(index);
    choice->setToolTip(tooltip);
    choice->setAccessibleName(name.isEmpty() ? tooltip : name);
    QObject::connect(choice, &Segmented::chosen, choice,
                     [set = std::move(set)](int chosen) { set(chosen); });
    if (name.isEmpty()) {
        rows.addWidget(choice);
    } else {
        addRow(rows, name, choice);
    }
    return choice;
}

} // namespace laurel::ui
