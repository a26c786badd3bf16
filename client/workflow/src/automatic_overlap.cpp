#include "laurel/workflow/automatic_overlap.h"

#include "laurel/edit/edit_delta.h"

#include <algorithm>

namespace laurel {

namespace {

/// Which segment has a value of a layer; neighbours mostly have the same, so the last is kept.
class SegmentFinder {
  public:
    explicit SegmentFinder(const Segmentation& segmentation) : segmentation_(segmentation) {}

    std::optional<std::size_t> of(int layer, std::uint16_t value) {
        if (layer != layer_ || value != value_) {
            layer_ = layer;
            value_ = value;
            found_ = segmentation_.indexOf(layer, value);
        }
        return found_;
    }

  private:
    const Segmentation& segmentation_;
    int layer_ = -1;
    std::uint16_t value_ = 0;
    std::optional<std::size_t> found_;
};

std::span<const std::uint16_t> sliceOf(const LabelMap& labels, int layer, std::int64_t slice) {
    const GridSize& size = labels.geometry().size();
    const auto inSlice = static_cast<std::size_t>(size.x * size.y);
    return labels.layer(layer).subspan(static_cast<std::size_t>(slice) * inSlice, inSlice);
}

void countRefined(std::vector<OverlapCounts>& counts, const Segmentation& segmentation,
                  std::int64_t slice) {
    SegmentFinder finder(segmentation);
    for (int layer = 0; layer < segmentation.labels.layers(); ++layer) {
        for (const std::uint16_t value : sliceOf(segmentation.labels, layer, slice)) {
            if (value == 0) {
                continue;
            }
            if (const auto index = finder.of(layer, value)) {
                ++counts[*index].reference;
            }
        }
    }
}

void countAutomatic(std::vector<OverlapCounts>& counts, const Segmentation& segmentation,
                    std::int64_t slice) {
    SegmentFinder finder(segmentation);
    const EditDelta& masks = segmentation.automatic[static_cast<std::size_t>(slice)].labels();
    for (const EditDelta::Layer& layer : masks.layers()) {
        const auto refined = sliceOf(segmentation.labels, layer.layer, slice);
        for (const DeltaRun& run : layer.runs) {
            if (const auto index = finder.of(layer.layer, run.after)) {
                const auto own = refined.subspan(run.offset, run.length);
                counts[*index].segmentation += run.length;
                counts[*index].both += std::ranges::count(own, run.after);
            }
        }
    }
}

} // namespace

bool isRefined(const Segmentation& segmentation, std::int64_t slice) {
    const auto index = static_cast<std::size_t>(slice);
    const SliceState state = segmentation.slices.at(index);
    return state != SliceState::Empty && state != SliceState::Auto &&
           segmentation.automatic.at(index).isKnown();
}

std::vector<OverlapCounts> automaticOverlap(const Segmentation& segmentation, std::int64_t slice) {
    if (!isRefined(segmentation, slice)) {
        return {};
    }
    std::vector<OverlapCounts> counts(segmentation.labels.segments().size());
    countRefined(counts, segmentation, slice);
    countAutomatic(counts, segmentation, slice);
    return counts;
}

void AutomaticOverlaps::reset(std::int64_t slices) {
    slices_.assign(static_cast<std::size_t>(slices), {});
    automatic_.clear();
    stale_.assign(slices_.size(), true);
    next_ = 0;
}

void AutomaticOverlaps::touch(std::int64_t firstSlice, std::int64_t lastSlice) {
    const std::int64_t first = std::max<std::int64_t>(firstSlice, 0);
    for (std::int64_t slice = first; slice <= lastSlice && slice < std::ssize(stale_); ++slice) {
        stale_[static_cast<std::size_t>(slice)] = true;
    }
    next_ = std::min(next_, first);
}

void AutomaticOverlaps::measureSlice(const Segmentation& segmentation, std::int64_t slice) {
    const auto index = static_cast<std::size_t>(slice);
    if (stale_.at(index)) {
        std::vector<OverlapCounts> fresh = automaticOverlap(segmentation, slice);
        automatic_.resize(std::max(automatic_.size(), fresh.size()));
        for (std::size_t i = 0; i < slices_[index].size(); ++i) {
            automatic_[i] -= slices_[index][i].segmentation;
        }
        for (std::size_t i = 0; i < fresh.size(); ++i) {
            automatic_[i] += fresh[i].segmentation;
        }
        slices_[index] = std::move(fresh);
        stale_[index] = false;
    }
}

bool AutomaticOverlaps::isSpokenOf(std::size_t segment) const noexcept {
    return segment < automatic_.size() && automatic_[segment] > 0;
}

bool AutomaticOverlaps::measure(const Segmentation& segmentation, std::int64_t most) {
    const auto left = [&] {
        while (next_ < std::ssize(stale_) && !stale_[static_cast<std::size_t>(next_)]) {
            ++next_;
        }
        return next_ < std::ssize(stale_);
    };
    for (std::int64_t done = 0; left() && done < most; ++done) {
        measureSlice(segmentation, next_);
    }
    return left();
}

std::optional<double> AutomaticOverlaps::dice(std::size_t segment, std::int64_t slice) const {
    const auto& counts = slices_.at(static_cast<std::size_t>(slice));
    return segment < counts.size() && isSpokenOf(segment) ? laurel::dice(counts[segment])
                                                          : std::nullopt;
}

std::optional<double> AutomaticOverlaps::dice(std::size_t segment,
                                              const SliceWanted& wanted) const {
    return diceOfAll(wanted, [segment](std::size_t other) { return other == segment; });
}

std::optional<double>
AutomaticOverlaps::diceOfAll(const SliceWanted& wanted,
                             const std::function<bool(std::size_t)>& segments) const {
    std::vector<OverlapCounts> all;
    for (std::int64_t slice = 0; slice < std::ssize(slices_); ++slice) {
        if (wanted && !wanted(slice)) {
            continue;
        }
        const auto& counts = slices_[static_cast<std::size_t>(slice)];
        for (std::size_t segment = 0; segment < counts.size(); ++segment) {
            if (isSpokenOf(segment) && (!segments || segments(segment))) {
                all.push_back(counts[segment]);
            }
        }
    }
    return weightedDice(all);
}

AutomaticOverlaps automaticOverlapsOf(const Segmentation& segmentation) {
    AutomaticOverlaps overlaps;
    overlaps.reset(std::ssize(segmentation.slices));
    overlaps.measure(segmentation, std::ssize(segmentation.slices));
    return overlaps;
}

} // namespace laurel
