#pragma once

#include "laurel/ui_kit/icons.h"

#include <QFont>
#include <QString>

#include <optional>

class QPainter;

namespace laurel::ui {

/// Glyph, text, quieter note, glyph at the right: the line inside buttons, chips and tabs.
struct ContentLine {
    std::optional<Icon> glyph = {};
    QString text = {};
    QString note = {};
    QFont textFont = {};
    QFont noteFont = {};
    QColor glyphColor = {};
    QColor textColor = {};
    QColor noteColor = {};
    int glyphSide = 16;
    int gap = 6;

    int width() const;
    /// From the left of the rectangle; the text is elided in the middle where it does not fit.
    void paint(QPainter& painter, const QRectF& rect) const;
};

/// The sharpest way to write a line of text into a rectangle: left aligned on its baseline, pen and
/// font of the painter.
void drawLine(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text);

} // namespace laurel::ui
