#include "laurel/session/view_state.h"

#include <algorithm>

namespace laurel {

void ViewState::setGrid(const GridSize& size) {
    size_ = size;
    setCrosshair({size.x / 2, size.y / 2, size.z / 2});
}

void ViewState::setCrosshair(const VoxelIndex& index) {
    const auto within = [](std::int64_t at, std::int64_t count) {
        return std::clamp<std::int64_t>(at, 0, count - 1);
    };
    const VoxelIndex clamped{within(index.x, size_.x), within(index.y, size_.y),
                             within(index.z, size_.z)};
    if (!(clamped == crosshair_)) {
        crosshair_ = clamped;
        Q_EMIT crosshairChanged();
    }
}

SlicePlane ViewState::planeOf(int axis) const noexcept {
    return {axis, axis == 0 ? crosshair_.x : axis == 1 ? crosshair_.y : crosshair_.z};
}

void ViewState::goTo(const SlicePlane& plane) {
    VoxelIndex at = crosshair_;
    (plane.axis == 0 ? at.x : plane.axis == 1 ? at.y : at.z) = plane.index;
    setCrosshair(at);
}

void ViewState::setActiveAxis(int axis) {
    if (axis != activeAxis_) {
        activeAxis_ = axis;
        Q_EMIT activeAxisChanged();
    }
}

void ViewState::setFrames(std::int64_t count, std::int64_t shown) {
    frames_ = std::max<std::int64_t>(count, 1);
    setFrame(shown);
}

void ViewState::setFrame(std::int64_t frame) {
    const std::int64_t clamped = std::clamp<std::int64_t>(frame, 0, frames_ - 1);
    if (clamped != frame_) {
        frame_ = clamped;
        Q_EMIT frameChanged();
    }
}

void ViewState::setWindow(const GreyWindow& window) {
    if (!(window == window_)) {
        window_ = window;
        Q_EMIT windowChanged();
    }
}

void ViewState::setActiveSegment(int index) {
    if (index != activeSegment_) {
        activeSegment_ = index;
        Q_EMIT activeSegmentChanged();
    }
}

void ViewState::setRectangle(const std::optional<VoxelBox>& rectangle) {
    std::optional<VoxelBox> clipped = rectangle;
    if (clipped) {
        clipped->low = {std::max<std::int64_t>(clipped->low.x, 0),
                        std::max<std::int64_t>(clipped->low.y, 0), 0};
        clipped->high = {std::min(clipped->high.x, size_.x - 1),
                         std::min(clipped->high.y, size_.y - 1), size_.z - 1};
        if (clipped->empty()) {
            clipped.reset();
        }
    }
    if (clipped != rectangle_) {
        rectangle_ = clipped;
        Q_EMIT rectangleChanged();
    }
}

void ViewState::setCrossLines(bool shown) {
    if (shown != crossLines_) {
        crossLines_ = shown;
        Q_EMIT crossLinesChanged();
    }
}

void ViewState::setColorMap(ColorMap map) {
    if (map != colorMap_) {
        colorMap_ = map;
        Q_EMIT windowChanged();
    }
}

void ViewState::setLinked(bool linked) {
    if (linked != linked_) {
        linked_ = linked;
        Q_EMIT linkedChanged();
    }
}

} // namespace laurel
