#include "measure_hand.h"

#include "plane_layout.h"
#include "slice_view_state.h"

#include <cmath>
#include <utility>

namespace laurel::ui {

Measurements& MeasureHand::all() const {
    return view_.state_->session.view().measurements();
}

WorldPoint MeasureHand::worldOf(const ContinuousIndex& at) const {
    return view_.state_->session.image().geometry().toWorld(at);
}

std::optional<MeasureHand::Grabbed> MeasureHand::pointAt(const WorldPoint& at,
                                                         double gripMm) const {
    std::optional<Grabbed> found;
    double nearest = gripMm;
    for (std::size_t index = 0; index < all().all().size(); ++index) {
        const Measure& measurement = all().all()[index];
        for (std::size_t point = 0; point < measurement.points.size(); ++point) {
            const double far = lengthMm(at, measurement.points[point]);
            if (liesHere(measurement) && far <= nearest) {
                nearest = far;
                found = Grabbed{index, point};
            }
        }
    }
    return found;
}

void MeasureHand::press(MeasureKind kind, const ContinuousIndex& at, double gripMm) {
    const WorldPoint place = worldOf(at);
    fixed_ = false;
    if (all().drawing()) {
        all().place(place);
        fixed_ = !all().drawing();
        return;
    }
    grabbed_ = pointAt(place, gripMm);
    if (grabbed_) {
        all().select(grabbed_->index);
    } else {
        all().begin(kind, place);
        begunHere_ = true;
    }
}

void MeasureHand::move(const ContinuousIndex& at) {
    if (grabbed_ && grabbed_->index < all().all().size()) {
        all().movePoint(grabbed_->index, grabbed_->point, worldOf(at));
    } else {
        hover(at);
    }
}

void MeasureHand::hover(const ContinuousIndex& at) {
    if (begunHere_ && all().drawing()) {
        all().follow(worldOf(at));
    }
}

void MeasureHand::release(const ContinuousIndex& at, bool dragged) {
    if (dragged && !grabbed_ && !fixed_ && begunHere_ && all().drawing()) {
        all().place(worldOf(at));
    }
    grabbed_.reset();
}

void MeasureHand::sliceMoved() {
    grabbed_.reset();
    if (std::exchange(begunHere_, false)) {
        all().cancel();
    }
}

bool MeasureHand::liesHere(const Measure& measurement) const {
    const Geometry& geometry = view_.state_->session.image().geometry();
    const auto slice = static_cast<double>(view_.plane().index);
    for (const WorldPoint& point : measurement.points) {
        constexpr double half = 0.5; // of a slice
        if (std::abs(component(geometry.toIndex(point), view_.axis()) - slice) > half) {
            return false;
        }
    }
    return true;
}

QPolygonF MeasureHand::toWidget(const Measure& measurement) const {
    QPolygonF points;
    for (const WorldPoint& point : measurement.points) {
        points.append(view_.toWidget(view_.state_->session.image().geometry().toIndex(point)));
    }
    return points;
}

} // namespace laurel::ui
