#pragma once

#include "laurel/edit/segmentation.h"
#include "laurel/session/grey_window.h"
#include "laurel/session/measurements.h"
#include "laurel/session/second_image.h"

#include <QObject>

#include <optional>

namespace laurel {

/// How one case is looked at: shared by all views, kept nowhere. GUI thread.
class ViewState : public QObject {
    Q_OBJECT
  public:
    explicit ViewState(QObject* parent = nullptr) : QObject(parent) {}

    const VoxelIndex& crosshair() const noexcept { return crosshair_; }
    /// Normal to the view that a person last acted in, of those that are shown: what acts on "this
    /// slice" and the keys that turn slices are about. 0, 1 or 2.
    int activeAxis() const noexcept { return activeAxis_; }
    SlicePlane activePlane() const noexcept { return planeOf(activeAxis_); }
    SlicePlane planeOf(int axis) const noexcept; ///< that the crosshair lies in
    const GreyWindow& window() const noexcept { return window_; }
    int activeSegment() const noexcept { return activeSegment_; } ///< index in segments(); -1: none
    /// That is shown: an echo, a time. Models segment the case's own, whatever is looked at.
    std::int64_t frame() const noexcept { return frame_; }
    std::int64_t frames() const noexcept { return frames_; }
    /// Of x and y, for tools that work within it only; none: everywhere.
    const std::optional<VoxelBox>& rectangle() const noexcept { return rectangle_; }
    bool crossLines() const noexcept { return crossLines_; }
    bool linked() const noexcept { return linked_; } ///< one zoom for all views
    ColorMap colorMap() const noexcept { return colorMap_; }
    SecondImage& second() noexcept { return second_; }
    const SecondImage& second() const noexcept { return second_; }
    Measurements& measurements() noexcept { return measurements_; }

    /// Limits of the crosshair. Sets it to the middle.
    void setGrid(const GridSize& size);
    void setCrosshair(const VoxelIndex& index); ///< clamped to the grid
    void goTo(const SlicePlane& plane);         ///< moves the crosshair along one axis; clamped
    void setActiveAxis(int axis);
    /// How many there are, at least 1, and which is shown.
    void setFrames(std::int64_t count, std::int64_t shown);
    void setFrame(std::int64_t frame); ///< clamped
    void setWindow(const GreyWindow& window);
    void setActiveSegment(int index);
    void setRectangle(const std::optional<VoxelBox>& rectangle); ///< clipped; empty: none
    void setCrossLines(bool shown);
    void setLinked(bool linked);
    void setColorMap(ColorMap map);

  Q_SIGNALS:
    void crosshairChanged();
    void activeAxisChanged();
    void windowChanged(); ///< or the colours
    void frameChanged();
    void activeSegmentChanged();
    void rectangleChanged();
    void crossLinesChanged();
    void linkedChanged();

  private:
    GridSize size_;
    VoxelIndex crosshair_;
    int activeAxis_ = 2;
    GreyWindow window_;
    std::int64_t frame_ = 0;
    std::int64_t frames_ = 1;
    int activeSegment_ = -1;
    std::optional<VoxelBox> rectangle_;
    bool crossLines_ = true;
    bool linked_ = true;
    ColorMap colorMap_ = ColorMap::Grey;
    SecondImage second_;
    Measurements measurements_;
};

} // namespace laurel
