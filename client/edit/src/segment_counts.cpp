#include "laurel/edit/edit_delta.h"

#include "voxel_runs.h"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

namespace laurel {

namespace {

/// For each value of one layer the number of its segment, or `none`.
class SegmentNumbers {
  public:
    static constexpr std::size_t none = SIZE_MAX;

    SegmentNumbers(const LabelMap& labels, int layer) : numbers_(std::size_t{1} << 16, none) {
        for (std::size_t number = 0; number < labels.segments().size(); ++number) {
            const Segment& segment = labels.segments()[number];
            if (segment.layer == layer) {
                numbers_[segment.value] = number;
            }
        }
    }

    std::size_t operator[](std::uint16_t value) const { return numbers_[value]; }

  private:
    std::vector<std::size_t> numbers_;
};

std::vector<std::pair<int, std::uint16_t>> placesOf(const Segmentation& segmentation) {
    std::vector<std::pair<int, std::uint16_t>> places;
    for (const Segment& segment : segmentation.labels.segments()) {
        places.emplace_back(segment.layer, segment.value);
    }
    return places;
}

} // namespace

SegmentCounts::SegmentCounts(const Segmentation& segmentation)
    : counts_(segmentation.labels.segments().size(),
              std::vector<std::int64_t>(segmentation.slices.size())),
      places_(placesOf(segmentation)), unlisted_(segmentation.slices.size()) {
    std::vector<std::int64_t> all(segmentation.slices.size());
    std::iota(all.begin(), all.end(), 0);
    update(segmentation, all);
}

bool SegmentCounts::followList(const Segmentation& segmentation) {
    const auto places = placesOf(segmentation);
    if (places == places_) {
        return true;
    }
    std::vector<std::vector<std::int64_t>> counts;
    for (const auto& place : places) {
        const auto found = std::ranges::find(places_, place);
        if (found != places_.end()) {
            counts.push_back(counts_[static_cast<std::size_t>(found - places_.begin())]);
        } else if (hasUnlisted()) {
            return false;
        } else {
            counts.emplace_back(unlisted_.size());
        }
    }
    for (std::size_t former = 0; former < places_.size(); ++former) {
        if (std::ranges::find(places, places_[former]) == places.end()) {
            std::ranges::transform(unlisted_, counts_[former], unlisted_.begin(), std::plus());
        }
    }
    counts_ = std::move(counts);
    places_ = places;
    return true;
}

bool SegmentCounts::hasUnlisted() const noexcept {
    return std::ranges::any_of(unlisted_, [](std::int64_t voxels) { return voxels > 0; });
}

void SegmentCounts::follow(const Segmentation& segmentation, const EditDelta& delta, bool undone) {
    const GridSize& size = segmentation.labels.geometry().size();
    const std::int64_t inSlice = size.x * size.y;
    for (const EditDelta::Layer& layer : delta.layers()) {
        const SegmentNumbers numbers(segmentation.labels, layer.layer);
        const auto add = [&](std::uint16_t value, std::int64_t slice, std::int64_t voxels) {
            if (value != 0) {
                const std::size_t number = numbers[value];
                auto& counts = number == SegmentNumbers::none ? unlisted_ : counts_[number];
                counts[static_cast<std::size_t>(slice)] += voxels;
            }
        };
        for (const DeltaRun& run : layer.runs) {
            auto begin = static_cast<std::int64_t>(run.offset);
            const std::int64_t end = begin + run.length;
            while (begin < end) { // a run may go on in the next slice
                const std::int64_t slice = begin / inSlice;
                const std::int64_t voxels = std::min(end, (slice + 1) * inSlice) - begin;
                add(undone ? run.after : run.before, slice, -voxels);
                add(undone ? run.before : run.after, slice, voxels);
                begin += voxels;
            }
        }
    }
}

void SegmentCounts::update(const Segmentation& segmentation,
                           const std::vector<std::int64_t>& slices) {
    const LabelMap& labels = segmentation.labels;
    const std::int64_t inSlice = labels.geometry().size().x * labels.geometry().size().y;
    for (std::vector<std::int64_t>& counts : counts_) {
        for (const std::int64_t slice : slices) {
            counts[slice] = 0;
        }
    }
    for (const std::int64_t slice : slices) {
        unlisted_[static_cast<std::size_t>(slice)] = 0;
    }
    for (int layer = 0; layer < labels.layers(); ++layer) {
        const SegmentNumbers numbers(labels, layer);
        for (const std::int64_t slice : slices) {
            forEachEqual(labels.layer(layer), slice * inSlice, (slice + 1) * inSlice,
                         [&](std::int64_t begin, std::int64_t end, std::uint16_t value) {
                             if (numbers[value] != SegmentNumbers::none) {
                                 counts_[numbers[value]][slice] += end - begin;
                             } else if (value != 0) {
                                 unlisted_[static_cast<std::size_t>(slice)] += end - begin;
                             }
                         });
        }
    }
}

std::int64_t SegmentCounts::voxels(std::size_t segment) const {
    return std::accumulate(counts_[segment].begin(), counts_[segment].end(), std::int64_t{0});
}

SliceState segmentState(const SegmentCounts& counts, const std::vector<SliceState>& slices,
                        std::size_t segment) {
    std::array<bool, 5> occurs{};
    for (std::size_t slice = 0; slice < slices.size(); ++slice) {
        if (counts.voxels(segment, static_cast<std::int64_t>(slice)) > 0) {
            occurs[static_cast<std::size_t>(slices[slice])] = true;
        }
    }
    const auto has = [&](SliceState state) { return occurs[static_cast<std::size_t>(state)]; };
    const auto kinds = std::count(occurs.begin(), occurs.end(), true);
    if (kinds == 0) {
        return SliceState::Empty;
    }
    const bool flagged = has(SliceState::Flagged);
    if (kinds - (flagged ? 1 : 0) > 1 || has(SliceState::InWork) || has(SliceState::Empty)) {
        return SliceState::InWork;
    }
    if (has(SliceState::Auto)) {
        return SliceState::Auto;
    }
    return flagged ? SliceState::Flagged : SliceState::Reviewed;
}

} // namespace laurel
