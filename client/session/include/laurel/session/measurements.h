#pragma once

#include "laurel/edit/measurement.h"

#include <QObject>

#include <cstddef>
#include <optional>
#include <vector>

namespace laurel {

/// Rulers and angles over the open case. They help to look and change nothing: they are no part of
/// the case, of its history or of its exports, and last as long as it is open. GUI thread.
class Measurements : public QObject {
    Q_OBJECT
  public:
    explicit Measurements(QObject* parent = nullptr) : QObject(parent) {}

    const std::vector<Measure>& all() const noexcept { return all_; }
    /// The one that was drawn, moved or chosen last.
    std::optional<std::size_t> selected() const noexcept { return selected_; }
    void select(std::optional<std::size_t> index); ///< nothing beyond the last
    void remove(std::size_t index);                ///< nothing beyond the last
    void clear();
    /// Precondition: both exist.
    void movePoint(std::size_t index, std::size_t point, const WorldPoint& to);

    // --- One that is being drawn: its last point follows the pointer ---------------------------
    const std::optional<Measure>& drawing() const noexcept { return drawing_; }
    void begin(MeasureKind kind, const WorldPoint& at);
    void follow(const WorldPoint& at); ///< nothing without one
    /// Fixes the point that follows; the last one completes the measurement, which is then
    /// selected.
    void place(const WorldPoint& at);
    void cancel();

  Q_SIGNALS:
    void changed();

  private:
    std::vector<Measure> all_;
    std::optional<std::size_t> selected_;
    std::optional<Measure> drawing_;
};

} // namespace laurel
