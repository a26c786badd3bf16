#pragma once

#include "laurel/imaging/volume.h"
#include "laurel/session/grey_window.h"

#include <QObject>
#include <QString>

#include <memory>

namespace laurel {

/// How a second image is laid over the case's.
struct SecondLook {
    bool shown = true;
    double opacity = 0.4; ///< of the blend, 0 to 1
    bool swipes = false;  ///< else blends; in a swipe it is opaque, up to `swipeAt`
    double swipeAt = 0.5; ///< part of the view's width, from the left
    ColorMap map = ColorMap::Hot;
    GreyWindow window;
    bool operator==(const SecondLook&) const = default;
};

/// Another image of the same patient over the case's: fat over water, T1 over T2. It is looked at
/// through world coordinates, plane by plane; no voxel of either image is changed, no tool works on
/// it, and no model sees it. Lasts as long as the case is open. GUI thread.
class SecondImage : public QObject {
    Q_OBJECT
  public:
    explicit SecondImage(QObject* parent = nullptr) : QObject(parent) {}

    /// Null: there is none.
    const std::shared_ptr<const Volume>& volume() const noexcept { return volume_; }
    /// What to draw: null also while it is not shown.
    const Volume* visible() const noexcept { return look_.shown ? volume_.get() : nullptr; }
    const QString& title() const noexcept { return title_; }
    const SecondLook& look() const noexcept { return look_; }

    /// Shown at once, between its 2nd and 98th percentile; opacity, map and mode stay.
    void open(std::shared_ptr<const Volume> volume, const QString& title);
    void close();
    void setLook(const SecondLook& look); ///< parts are clamped

  Q_SIGNALS:
    void changed();

  private:
    std::shared_ptr<const Volume> volume_;
    QString title_;
    SecondLook look_;
};

/// Whether the two grids have a part of the patient in common.
bool mayOverlap(const Geometry& one, const Geometry& other);

} // namespace laurel
