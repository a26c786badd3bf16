#include "laurel/edit/label_map_edit.h"

#include "first_writes.h"
#include "laurel/base/error.h"
#include "paint_places.h"
#include "voxel_runs.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace laurel {

namespace {

constexpr std::uint64_t longestRun = std::numeric_limits<std::uint32_t>::max();

/// For each value, whether the segment of this layer is locked.
std::vector<bool> lockedValues(const Segmentation& target, int layer) {
    std::vector<bool> locked(std::size_t{1} << 16);
    for (std::size_t number = 0; number < target.looks.size(); ++number) {
        const Segment& segment = target.labels.segments()[number];
        if (segment.layer == layer && target.looks[number].locked) {
            locked[segment.value] = true;
        }
    }
    return locked;
}

void requireWhole(const Segmentation& target, int layer) {
    if (layer < 0 || layer >= target.labels.layers()) {
        throw Error(ErrorCode::InvalidArgument, "there is no layer " + std::to_string(layer) +
                                                    " to edit; the labels have " +
                                                    std::to_string(target.labels.layers()));
    }
    if (target.looks.size() != target.labels.segments().size() ||
        std::ssize(target.slices) != target.labels.geometry().size().z) {
        throw Error(ErrorCode::InvalidArgument,
                    "a segmentation needs a look for each segment and a state for each slice");
    }
}

bool goesOn(const OverwrittenRun& run, const OverwrittenRun& next) {
    return run.before == next.before && run.offset + run.length == next.offset &&
           std::uint64_t{run.length} + next.length <= longestRun;
}

/// Appends a run, joined to the last one where it goes on alike.
void append(std::vector<DeltaRun>& runs, const DeltaRun& run) {
    if (!runs.empty()) {
        DeltaRun& last = runs.back();
        if (last.offset + last.length == run.offset && last.before == run.before &&
            last.after == run.after && std::uint64_t{last.length} + run.length <= longestRun) {
            last.length += run.length;
            return;
        }
    }
    runs.push_back(run);
}

/// What differs now from what was there before the writes.
std::vector<DeltaRun> changesSince(const std::vector<OverwrittenRun>& written,
                                   std::span<const std::uint16_t> now) {
    std::vector<DeltaRun> runs;
    for (const OverwrittenRun& run : firstWrites(written)) {
        const auto begin = static_cast<std::int64_t>(run.offset);
        forEachEqual(now, begin, begin + run.length,
                     [&](std::int64_t from, std::int64_t to, std::uint16_t after) {
                         if (after != run.before) {
                             append(runs,
                                    {static_cast<std::uint64_t>(from),
                                     static_cast<std::uint32_t>(to - from), run.before, after});
                         }
                     });
    }
    runs.shrink_to_fit();
    return runs;
}

} // namespace

LabelMapEdit::LabelMapEdit(Segmentation& target, int layer, Overwrite overwrite)
    : LabelMapEdit(target, layer, PaintRules{overwrite, {}}) {}

LabelMapEdit::LabelMapEdit(Segmentation& target, int layer, const PaintRules& rules,
                           const PaintImage& image)
    : target_(target), layer_(layer) {
    requireWhole(target, layer);
    locked_ = lockedValues(target, layer);
    kept_ = keptValues(target, layer, rules.overwrite);
    if (!rules.area.isEverywhere()) {
        places_ = std::make_unique<PaintPlaces>(target.labels, rules.area, image);
    }
}

LabelMapEdit::~LabelMapEdit() {
    revert();
}

bool LabelMapEdit::mayPaint(std::uint16_t value) const noexcept {
    return !locked_[value];
}

template <typename Allowed>
void LabelMapEdit::write(VoxelIndex start, std::int64_t length, std::uint16_t value,
                         const Allowed& allowed) {
    requireOpen();
    const GridSize& size = target_.labels.geometry().size();
    if (start.x < 0 && length > 0) {
        length += start.x;
        start.x = 0;
    }
    if (length <= 0 || !target_.labels.geometry().contains(start)) {
        return;
    }
    const auto begin = static_cast<std::int64_t>(target_.labels.geometry().offset(start));
    forEachEqual(std::as_const(target_.labels).layer(layer_), begin,
                 begin + std::min(length, size.x - start.x),
                 [&](std::int64_t from, std::int64_t to, std::uint16_t present) {
                     if (allowed(present)) {
                         fillRun(from, to, present, value);
                     }
                 });
}

/// Of the voxels that hold `present`, those where the area lets them change.
void LabelMapEdit::fillRun(std::int64_t from, std::int64_t to, std::uint16_t present,
                           std::uint16_t value) {
    const auto fill = [&](std::int64_t first, std::int64_t end) {
        note(first, end - first, present);
        const auto voxels = target_.labels.layer(layer_);
        std::fill(voxels.begin() + first, voxels.begin() + end, value);
        const VoxelBox box = boxOfRun(first, end - first, target_.labels.geometry().size());
        changed_.include(box);
        written_.include(box);
    };
    if (!places_ || (value == 0 && !places_->limitsErasing())) {
        fill(from, to);
        return;
    }
    const auto may = [&](std::int64_t offset) {
        const auto at = static_cast<std::size_t>(offset);
        return value == 0 ? places_->mayErase(at) : places_->mayPaint(at);
    };
    for (std::int64_t at = from; at < to;) {
        const std::int64_t first = at;
        while (at < to && may(at)) {
            ++at;
        }
        if (at > first) {
            fill(first, at);
        } else {
            ++at;
        }
    }
}

void LabelMapEdit::paint(VoxelIndex start, std::int64_t length, std::uint16_t value) {
    if (mayPaint(value)) {
        write(start, length, value, [&](std::uint16_t present) {
            return present != value && !locked_[present] && !kept_[present];
        });
    }
}

void LabelMapEdit::erase(VoxelIndex start, std::int64_t length, std::uint16_t value) {
    if (mayPaint(value) && value != 0) {
        write(start, length, 0, [&](std::uint16_t present) { return present == value; });
    }
}

void LabelMapEdit::set(const VoxelIndex& index, std::uint16_t value) {
    paint(index, 1, value);
}

void LabelMapEdit::giveBack(const VoxelIndex& index, std::uint16_t before) {
    requireOpen();
    const auto offset = static_cast<std::int64_t>(target_.labels.geometry().offset(index));
    std::uint16_t& voxel = target_.labels.layer(layer_)[static_cast<std::size_t>(offset)];
    if (voxel != before) {
        note(offset, 1, voxel);
        voxel = before;
        changed_.include(index);
        written_.include(index);
    }
}

void LabelMapEdit::requireOpen() const {
    if (!open_) {
        throw Error(ErrorCode::InvalidArgument, "this edit has ended");
    }
}

/// Noted before it is written, so that running out of memory leaves nothing that cannot be undone.
void LabelMapEdit::note(std::int64_t offset, std::int64_t length, std::uint16_t before) {
    const OverwrittenRun run{static_cast<std::uint64_t>(offset), static_cast<std::uint32_t>(length),
                             before};
    if (!overwritten_.empty() && goesOn(overwritten_.back(), run)) {
        overwritten_.back().length += run.length;
    } else {
        overwritten_.push_back(run);
    }
}

void LabelMapEdit::close() noexcept {
    overwritten_.clear();
    open_ = false;
    token_.reset();
}

VoxelBox LabelMapEdit::takeChanged() noexcept {
    return std::exchange(changed_, VoxelBox{});
}

EditStep LabelMapEdit::stepOf(StepLabel label, SliceState changedSlices) const {
    EditStep step;
    step.label = std::move(label);
    step.time = std::chrono::system_clock::now();
    std::vector<DeltaRun> runs =
        changesSince(overwritten_, std::as_const(target_.labels).layer(layer_));
    if (!runs.empty()) {
        std::vector<EditDelta::Layer> layers(1);
        layers.front() = {layer_, std::move(runs)};
        step.voxels = EditDelta(std::move(layers));
    }
    for (const std::int64_t slice : step.voxels.slices(target_.labels.geometry().size())) {
        if (target_.slices[slice] != changedSlices) {
            step.slices.push_back({slice, target_.slices[slice], changedSlices});
        }
    }
    step.slices.shrink_to_fit();
    return step;
}

EditStep LabelMapEdit::commit(StepLabel label, SliceState changedSlices) {
    requireOpen();
    EditStep step = stepOf(std::move(label), changedSlices);
    for (const SliceStateChange& change : step.slices) {
        target_.slices[change.slice] = change.after;
    }
    close();
    return step;
}

EditStep LabelMapEdit::takeBack(StepLabel label, SliceState changedSlices) {
    requireOpen();
    EditStep step = stepOf(std::move(label), changedSlices);
    revert();
    return step;
}

void LabelMapEdit::startAnew() {
    requireOpen();
    putBack();
    overwritten_.clear();
    written_ = {};
}

void LabelMapEdit::putBack() noexcept {
    const auto voxels = target_.labels.layer(layer_);
    for (auto run = overwritten_.rbegin(); run != overwritten_.rend(); ++run) {
        std::fill_n(voxels.data() + run->offset, run->length, run->before);
        changed_.include(boxOfRun(static_cast<std::int64_t>(run->offset), run->length,
                                  target_.labels.geometry().size()));
    }
}

void LabelMapEdit::revert() noexcept {
    putBack();
    close();
}

} // namespace laurel
