#include "laurel/workflow/plane_registrations.h"

#include "laurel/filters/plane_registration.h"

#include <algorithm>

namespace laurel {

PlaneRegistrations::PlaneRegistrations(std::shared_ptr<const Volume> image, std::int64_t imageFrame,
                                       std::size_t mostKept)
    : image_(std::move(image)), imageFrame_(imageFrame), mostKept_(mostKept) {}

std::vector<float> PlaneRegistrations::greysOf(const PlaneFrame& plane) const {
    std::vector<float> values;
    values.reserve(static_cast<std::size_t>(plane.columns() * plane.rows()));
    for (std::int64_t row = 0; row < plane.rows(); ++row) {
        for (std::int64_t column = 0; column < plane.columns(); ++column) {
            values.push_back(
                static_cast<float>(image_->value(plane.voxel(column, row), imageFrame_)));
        }
    }
    return values;
}

std::shared_ptr<const PlaneDisplacement> PlaneRegistrations::kept(const Pair& pair) {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(newestFirst_, pair, &Kept::pair);
    if (found == newestFirst_.end()) {
        return nullptr;
    }
    newestFirst_.splice(newestFirst_.begin(), newestFirst_, found);
    return found->displacement;
}

std::shared_ptr<const PlaneDisplacement>
PlaneRegistrations::between(int axis, std::int64_t from, std::int64_t to,
                            const CancellationToken& cancellation) {
    cancellation.throwIfCancelled();
    const Pair pair{axis, from, to};
    if (auto known = kept(pair)) {
        return known;
    }
    const PlaneFrame fromPlane(image_->geometry(), {axis, from});
    const PlaneFrame toPlane(image_->geometry(), {axis, to});
    const std::vector<float> fromGreys = greysOf(fromPlane);
    const std::vector<float> toGreys = greysOf(toPlane);
    auto displacement = std::make_shared<const PlaneDisplacement>(registerPlanes(
        {fromGreys, toGreys, fromPlane.size(), fromPlane.spacing()}, {}, cancellation));
    const std::lock_guard lock(mutex_);
    ++computed_;
    newestFirst_.push_front({pair, displacement});
    if (newestFirst_.size() > mostKept_) {
        newestFirst_.pop_back();
    }
    return displacement;
}

std::size_t PlaneRegistrations::computed() const {
    const std::lock_guard lock(mutex_);
    return computed_;
}

} // namespace laurel
