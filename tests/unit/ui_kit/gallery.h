#pragma once

#include <QHBoxLayout>
#include <QWidget>

#include <initializer_list>

namespace laurel::ui {

inline QHBoxLayout* line(std::initializer_list<QWidget*> widgets) {
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    for (QWidget* widget : widgets)
        row->addWidget(widget, 0, Qt::AlignTop);
    row->addStretch(1);
    return row;
}

/// Curves and dumbbells as in pictures 01, 04a and 04b.
QWidget* plotsPage();

} // namespace laurel::ui
