#include "laurel/session/preferences.h"

#include "threads.h"

#include <algorithm>
#include <thread>

namespace laurel {

namespace {

constexpr QLatin1StringView threadsKey("threads");
constexpr QLatin1StringView minutesKey("saveMinutes");
constexpr QLatin1StringView stepsKey("saveSteps");
constexpr QLatin1StringView caseFolderKey("caseFolder");
constexpr QLatin1StringView areaKey("areaUnit");
constexpr QLatin1StringView namesKey("segmentNames");
constexpr QLatin1StringView pinnedKey("pinnedModel");

SavingHabits fit(const SavingHabits& habits) {
    return {std::clamp(habits.minutes, 1, 60), std::clamp<std::size_t>(habits.steps, 10, 1000)};
}

} // namespace

Preferences::Preferences(const std::filesystem::path& home, QObject* parent)
    : QObject(parent), home_(home),
      settings_(QString::fromStdString((home / "desktop.ini").string()), QSettings::IniFormat) {}

void Preferences::set(QAnyStringView key, const QVariant& value) {
    if (settings_.value(key) != value) {
        settings_.setValue(key, value);
        Q_EMIT changed();
    }
}

int Preferences::mostThreads() {
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

int Preferences::threads() const {
    return std::clamp(settings_.value(threadsKey, 0).toInt(), 0, mostThreads());
}

int Preferences::threadsToUse() const {
    const int wanted = threads();
    return wanted == 0 ? threadsBesideTheWindow() : wanted;
}

void Preferences::setThreads(int threads) {
    set(threadsKey, std::clamp(threads, 0, mostThreads()));
}

SavingHabits Preferences::saving() const {
    const SavingHabits usual;
    const qulonglong steps =
        settings_.value(stepsKey, static_cast<qulonglong>(usual.steps)).toULongLong();
    return fit(
        {settings_.value(minutesKey, usual.minutes).toInt(), static_cast<std::size_t>(steps)});
}

void Preferences::setSaving(const SavingHabits& habits) {
    const SavingHabits kept = fit(habits);
    set(minutesKey, kept.minutes);
    set(stepsKey, static_cast<qulonglong>(kept.steps));
}

QString Preferences::caseFolder() const {
    return settings_.value(caseFolderKey).toString();
}

void Preferences::setCaseFolder(const QString& folder) {
    set(caseFolderKey, folder);
}

std::filesystem::path Preferences::casesToUse() const {
    const QString folder = caseFolder();
    return folder.isEmpty() ? home_ / "cases" : std::filesystem::path(folder.toStdString());
}

QString Preferences::pinnedModel() const {
    return settings_.value(pinnedKey).toString();
}

void Preferences::setPinnedModel(const QString& folder) {
    set(pinnedKey, folder);
}

AreaUnit Preferences::areaUnit() const {
    return settings_.value(areaKey, 0).toInt() == 1 ? AreaUnit::SquareMillimetres
                                                    : AreaUnit::SquareCentimetres;
}

void Preferences::setAreaUnit(AreaUnit unit) {
    set(areaKey, static_cast<int>(unit));
}

SegmentNames Preferences::segmentNames() const {
    return settings_.value(namesKey, 0).toInt() == 1 ? SegmentNames::Brief : SegmentNames::Whole;
}

void Preferences::setSegmentNames(SegmentNames names) {
    set(namesKey, static_cast<int>(names));
}

} // namespace laurel
