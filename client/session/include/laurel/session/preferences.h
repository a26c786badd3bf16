#pragma once

#include <QObject>
#include <QSettings>
#include <QString>

#include <cstddef>
#include <filesystem>

namespace laurel {

/// When an open case is saved by itself. Every act is in its journal in any case.
struct SavingHabits {
    int minutes = 2;        ///< after the first step that no save holds, 1 to 60
    std::size_t steps = 60; ///< or after so many steps, 10 to 1000
    bool operator==(const SavingHabits&) const = default;
};

enum class AreaUnit { SquareCentimetres, SquareMillimetres };
enum class SegmentNames { Whole, Brief };

/// What a person set for good, in `<home>/desktop.ini`. Values that a file holds wrongly count as
/// the nearest allowed. GUI thread.
class Preferences : public QObject {
    Q_OBJECT
  public:
    explicit Preferences(const std::filesystem::path& home, QObject* parent = nullptr);

    /// Of processor cores for models: 0 leaves one to the window.
    int threads() const;
    int threadsToUse() const; ///< at least 1
    static int mostThreads();
    void setThreads(int threads);

    SavingHabits saving() const;
    void setSaving(const SavingHabits& habits);

    /// Where new cases are kept; counts from the next start on. Empty: `<home>/cases`.
    QString caseFolder() const;
    void setCaseFolder(const QString& folder);
    std::filesystem::path casesToUse() const; ///< as set now

    /// Folder of the model to stay on; empty: the newest is used.
    QString pinnedModel() const;
    void setPinnedModel(const QString& folder);

    AreaUnit areaUnit() const;
    void setAreaUnit(AreaUnit unit);
    SegmentNames segmentNames() const;
    void setSegmentNames(SegmentNames names);

  Q_SIGNALS:
    void changed();

  private:
    void set(QAnyStringView key, const QVariant& value);

    std::filesystem::path home_;
    QSettings settings_;
};

} // namespace laurel
