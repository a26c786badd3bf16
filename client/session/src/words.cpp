#include "laurel/session/words.h"

namespace laurel {

QString briefName(const Segment& segment) {
    const QString name = QString::fromStdString(segment.name);
    const QString brief =
        segment.abbreviation.empty() ? name.left(4) : QString::fromStdString(segment.abbreviation);
    const bool sided = name.endsWith(QStringLiteral("_L")) || name.endsWith(QStringLiteral("_R"));
    return sided && !segment.abbreviation.empty() ? brief + QLatin1Char(' ') + name.back() : brief;
}

} // namespace laurel
