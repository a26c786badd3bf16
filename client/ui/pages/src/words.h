#pragma once

#include <QDate>
#include <QString>

#include <cstdint>
#include <optional>

/// Numbers, days and keys as people read them on the pages. Undefined is "–", never 0.
namespace laurel::ui {

QString diceText(std::optional<double> dice);          ///< "0.923"
QString changeText(double change);                     ///< "+0.055", "−0.012", "0.000"
QString bytesText(std::uint64_t bytes);                ///< "106 MB", powers of 1000
QString groupedText(std::uint64_t number);             ///< "111 149 056"
QString durationText(double seconds);                  ///< "0:22", "1:02:05"
QString dayText(const QDate& day, const QDate& today); ///< "Today", "12 Nov", "12 Nov 2024"
/// "1 slice", "21 slices", of a text that QT_TRANSLATE_N_NOOP marks: "%n slice(s)"
QString countText(std::int64_t count, const char* text);
/// A fingerprint in any grouping, as people compare it: "4F9A 27C1 …" in full.
QString fingerprintText(const QString& fingerprint);
QString sentence(const QString& text); ///< with a full stop where it has no end; empty stays empty

} // namespace laurel::ui
