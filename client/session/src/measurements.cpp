#include "laurel/session/measurements.h"

namespace laurel {

void Measurements::select(std::optional<std::size_t> index) {
    if (index != selected_ && (!index || *index < all_.size())) {
        selected_ = index;
        Q_EMIT changed();
    }
}

void Measurements::remove(std::size_t index) {
    if (index >= all_.size()) {
        return;
    }
    all_.erase(all_.begin() + static_cast<std::ptrdiff_t>(index));
    selected_.reset();
    Q_EMIT changed();
}

void Measurements::clear() {
    all_.clear();
    selected_.reset();
    drawing_.reset();
    Q_EMIT changed();
}

void Measurements::movePoint(std::size_t index, std::size_t point, const WorldPoint& to) {
    all_.at(index).points.at(point) = to;
    selected_ = index;
    Q_EMIT changed();
}

void Measurements::begin(MeasureKind kind, const WorldPoint& at) {
    drawing_ = Measure{kind, {at, at}};
    Q_EMIT changed();
}

void Measurements::follow(const WorldPoint& at) {
    if (drawing_) {
        drawing_->points.back() = at;
        Q_EMIT changed();
    }
}

void Measurements::place(const WorldPoint& at) {
    if (!drawing_) {
        return;
    }
    drawing_->points.back() = at;
    if (drawing_->points.size() < pointsOf(drawing_->kind)) {
        drawing_->points.push_back(at);
    } else {
        all_.push_back(std::move(*drawing_));
        drawing_.reset();
        selected_ = all_.size() - 1;
    }
    Q_EMIT changed();
}

void Measurements::cancel() {
    if (drawing_) {
        drawing_.reset();
        Q_EMIT changed();
    }
}

} // namespace laurel
