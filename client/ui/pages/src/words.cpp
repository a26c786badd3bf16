#include "words.h"

#include "laurel/session/texts.h"
#include "laurel/session/words.h"

#include <QLocale>

#include <array>
#include <cmath>

namespace laurel::ui {

namespace {

/// Groups of `size` characters from the right or the left, with a space between.
QString inGroups(const QString& text, qsizetype size, bool fromRight) {
    QString grouped;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const qsizetype position = fromRight ? text.size() - i : i;
        if (i > 0 && position % size == 0) {
            grouped += ' ';
        }
        grouped += text[i];
    }
    return grouped;
}

} // namespace

QString diceText(std::optional<double> dice) {
    return dice && std::isfinite(*dice) ? QString::number(*dice, 'f', 3) : QString(u'–');
}

QString changeText(double change) {
    QString size = QString::number(std::abs(change), 'f', 3);
    if (size == QLatin1String("0.000")) {
        return size;
    }
    return (change > 0 ? QString(u'+') : QString(u'−')) + size;
}

QString bytesText(std::uint64_t bytes) {
    constexpr std::array<const char*, 4> units{"bytes", "kB", "MB", "GB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    const int decimals = unit > 0 && value < 9.95 ? 1 : 0;
    return QString::number(value, 'f', decimals) + ' ' + units[unit];
}

QString groupedText(std::uint64_t number) {
    return inGroups(QString::number(number), 3, true);
}

QString durationText(double seconds) {
    const auto whole = static_cast<std::int64_t>(std::ceil(std::max(0.0, seconds)));
    const auto two = [](std::int64_t value) { return QString("%1").arg(value, 2, 10, QChar('0')); };
    const QString tail = two(whole % 60);
    if (whole < 3600) {
        return QString::number(whole / 60) + ':' + tail;
    }
    return QString::number(whole / 3600) + ':' + two(whole / 60 % 60) + ':' + tail;
}

QString dayText(const QDate& day, const QDate& today) {
    if (day == today) {
        return Texts::tr("Today");
    }
    if (day == today.addDays(-1)) {
        return Texts::tr("Yesterday");
    }
    return QLocale::c().toString(day, day.year() == today.year() ? "d MMM" : "d MMM yyyy");
}

QString countText(std::int64_t count, const char* text) {
    return numbered(Texts::tr(text, nullptr, static_cast<int>(count)), count);
}

QString fingerprintText(const QString& fingerprint) {
    QString digits;
    for (const QChar c : fingerprint) {
        if (c.isLetterOrNumber()) {
            digits += c.toUpper();
        }
    }
    return inGroups(digits, 4, false);
}

QString sentence(const QString& text) {
    QString trimmed = text.trimmed();
    if (trimmed.isEmpty() || trimmed.endsWith('.') || trimmed.endsWith('!') ||
        trimmed.endsWith('?')) {
        return trimmed;
    }
    return trimmed + '.';
}

} // namespace laurel::ui
