#include "laurel/session/words.h"

#include "laurel/imaging/body_side.h"

namespace laurel {

QString briefName(const Segment& segment) {
    const QString name = QString::fromStdString(segment.name);
    if (segment.abbreviation.empty()) {
        return name.left(4);
    }
    const QString brief = QString::fromStdString(withoutSide(segment.abbreviation)); // "SOL_R" too
    return sideOf(segment.name) ? brief + QLatin1Char(' ') + name.back() : brief;
}

QString numbered(QString translated, qsizetype number) {
    return translated.replace(QStringLiteral("(s)"), number == 1 ? QString() : QStringLiteral("s"));
}

} // namespace laurel
