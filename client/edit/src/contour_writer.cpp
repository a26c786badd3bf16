#include "contour_writer.h"

#include "laurel/edit/contour_mask.h"

#include <algorithm>

namespace laurel {

ContourWriter::ContourWriter(const LabelMapEdit& edit, const Segment& segment,
                             const SlicePlane& plane, const std::vector<Contour>& before)
    : segment_(segment), frame_(edit.target().labels.geometry(), plane),
      curvesBefore_(rasterised(before, frame_)) {
    const LabelMap& labels = edit.target().labels;
    for (std::int64_t row = 0; row < frame_.rows(); ++row) {
        for (std::int64_t column = 0; column < frame_.columns(); ++column) {
            const std::uint16_t value = labels.at(frame_.voxel(column, row), edit.layer());
            labelsBefore_.push_back(value);
            shown_.push_back(value == segment.value ? 1 : 0);
        }
    }
}

void ContourWriter::write(LabelMapEdit& edit, const std::vector<Contour>& now) {
    const Mask mask = rasterised(now, frame_);
    for (std::size_t at = 0; at < mask.size(); ++at) {
        const bool was = labelsBefore_[at] == segment_.value;
        const bool astray = was != (curvesBefore_[at] != 0); // a voxel that tracing gave up
        const bool follows = mask[at] != curvesBefore_[at] || (astray && changesNear(mask, at));
        const bool wanted = follows ? mask[at] != 0 : was;
        if (wanted != (shown_[at] != 0)) {
            put(edit, at, wanted);
            shown_[at] = wanted ? 1 : 0;
        }
    }
}

bool ContourWriter::changesNear(const Mask& mask, std::size_t at) const {
    const std::int64_t column = static_cast<std::int64_t>(at) % frame_.columns();
    const std::int64_t row = static_cast<std::int64_t>(at) / frame_.columns();
    for (std::int64_t y = std::max<std::int64_t>(row - 1, 0);
         y <= std::min(row + 1, frame_.rows() - 1); ++y) {
        for (std::int64_t x = std::max<std::int64_t>(column - 1, 0);
             x <= std::min(column + 1, frame_.columns() - 1); ++x) {
            const auto beside = static_cast<std::size_t>(y * frame_.columns() + x);
            if (mask[beside] != curvesBefore_[beside]) {
                return true;
            }
        }
    }
    return false;
}

void ContourWriter::put(LabelMapEdit& edit, std::size_t at, bool inside) const {
    const auto columns = static_cast<std::size_t>(frame_.columns());
    const VoxelIndex voxel = frame_.voxel(static_cast<std::int64_t>(at % columns),
                                          static_cast<std::int64_t>(at / columns));
    const std::uint16_t before = labelsBefore_[at];
    const bool was = before == segment_.value;
    if (inside == was) { // whatever the rules: the curve has gone back
        edit.giveBack(voxel, before);
    } else if (inside) {
        edit.paint(voxel, 1, segment_.value);
    } else {
        edit.erase(voxel, 1, segment_.value);
    }
}

} // namespace laurel
