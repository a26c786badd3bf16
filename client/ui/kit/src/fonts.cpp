#include "laurel/ui_kit/theme.h"

#include <QApplication>
#include <QFontDatabase>

#include <algorithm>
#include <cmath>

namespace laurel::ui {
namespace {

double scaleInForce = 1.0;

int pixelSize(TextRole role) {
    switch (role) {
    case TextRole::Page:
        return 20;
    case TextRole::Panel:
        return 15;
    case TextRole::Section:
        return 13;
    case TextRole::Body:
        return 12;
    case TextRole::Caption:
        return 11;
    case TextRole::Rail:
        return 10;
    }
    return 12;
}

const QString& family() {
    static const QString name =
        QFontDatabase::hasFamily(QStringLiteral("Inter"))
            ? QStringLiteral("Inter")
            : QFontDatabase::systemFont(QFontDatabase::GeneralFont).family();
    return name;
}

QFont sized(QFont font, TextRole role) {
    font.setPixelSize(static_cast<int>(std::lround(pixelSize(role) * scaleInForce)));
    return font;
}

} // namespace

QFont font(TextRole role, QFont::Weight weight) {
    QFont face = sized(QFont(family()), role);
    face.setHintingPreference(QFont::PreferNoHinting); // letters as wide as designed
    face.setWeight(weight);
    return face;
}

QFont monoFont(TextRole role) {
    QFont face = font(role);
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    face.setFeature(QFont::Tag("tnum"), 1);
#endif
    return face;
}

QFont codeFont(TextRole role) {
    return sized(QFontDatabase::systemFont(QFontDatabase::FixedFont), role);
}

double textScale() {
    return scaleInForce;
}

void setTextScale(double scale) {
    scaleInForce = std::clamp(scale, 1.0, 1.5);
    if (qApp)
        QApplication::setFont(ui::font(TextRole::Body));
    Q_EMIT themeNotifier().changed();
}

} // namespace laurel::ui
