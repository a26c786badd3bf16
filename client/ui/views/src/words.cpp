#include "laurel/ui_views/words.h"

#include "laurel/session/texts.h"

namespace laurel::ui {

QString wordFor(SliceState state) {
    switch (state) {
    case SliceState::Empty:
        return Texts::tr("empty");
    case SliceState::Auto:
        return Texts::tr("auto");
    case SliceState::InWork:
        return Texts::tr("in work");
    case SliceState::Reviewed:
        return Texts::tr("reviewed");
    case SliceState::Flagged:
        break;
    }
    return Texts::tr("flagged");
}

StateMark markFor(SliceState state) {
    switch (state) {
    case SliceState::Empty:
        return StateMark::Empty;
    case SliceState::Auto:
        return StateMark::Auto;
    case SliceState::InWork:
        return StateMark::InWork;
    case SliceState::Reviewed:
        return StateMark::Reviewed;
    case SliceState::Flagged:
        break;
    }
    return StateMark::Flagged;
}

QColor toQColor(const Color& color) {
    return {color.red, color.green, color.blue};
}

QString textOf(const Measure& measurement) {
    const bool length = measurement.kind == MeasureKind::Length;
    return QString::number(valueOf(measurement), 'f', 1) +
           (length ? QStringLiteral(" mm") : QStringLiteral("°"));
}

} // namespace laurel::ui
