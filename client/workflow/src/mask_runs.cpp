#include "mask_runs.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace laurel {

namespace {

/// Goes through all layers at once, from one place where any of them changes to the next.
class RunCollector {
  public:
    explicit RunCollector(const LabelMap& labels)
        : labels_(labels), values_(static_cast<std::size_t>(labels.layers())),
          ends_(values_.size(), 0) {
        masks_.grid = labels.geometry();
        masks_.segments = labels.segments();
    }

    PlacedMasks collect(const CancellationToken& cancel) {
        const auto voxels = static_cast<std::size_t>(labels_.geometry().size().voxels());
        constexpr std::size_t betweenLooks = std::size_t{1} << 16;
        std::size_t nextLook = 0;
        for (std::size_t offset = 0; offset < voxels;) {
            if (offset >= nextLook) {
                cancel.throwIfCancelled();
                nextLook = offset + betweenLooks;
            }
            const std::size_t end = endFrom(offset);
            add(offset, end);
            offset = end;
        }
        return std::move(masks_);
    }

  private:
    /// Where the first layer changes; notes what the layers have until there.
    std::size_t endFrom(std::size_t offset) {
        constexpr std::size_t longest = std::numeric_limits<std::uint32_t>::max();
        std::size_t first = offset + longest;
        for (std::size_t layer = 0; layer < ends_.size(); ++layer) {
            const auto voxels = labels_.layer(static_cast<int>(layer));
            if (ends_[layer] <= offset) {
                values_[layer] = voxels[offset];
                ends_[layer] = static_cast<std::size_t>(
                    std::find_if(voxels.begin() + static_cast<std::ptrdiff_t>(offset), voxels.end(),
                                 [&](std::uint16_t value) { return value != values_[layer]; }) -
                    voxels.begin());
            }
            first = std::min(first, ends_[layer]);
        }
        return first;
    }

    void add(std::size_t offset, std::size_t end) {
        const std::int64_t owners = ownersNow();
        if (owners >= 0) {
            masks_.runs.push_back({offset, static_cast<std::uint32_t>(end - offset),
                                   static_cast<std::uint32_t>(owners)});
        }
    }

    /// Index of the segments that have `values_`; -1 where none has.
    std::int64_t ownersNow() {
        const auto known = indices_.find(values_);
        if (known != indices_.end()) {
            return known->second;
        }
        std::vector<std::size_t> owners;
        for (std::size_t layer = 0; layer < values_.size(); ++layer) {
            if (const Segment* found = labels_.find(static_cast<int>(layer), values_[layer])) {
                owners.push_back(static_cast<std::size_t>(found - labels_.segments().data()));
            }
        }
        std::int64_t index = -1;
        if (!owners.empty()) {
            index = std::ssize(masks_.owners);
            masks_.owners.push_back(std::move(owners));
        }
        indices_.emplace(values_, index);
        return index;
    }

    const LabelMap& labels_;
    PlacedMasks masks_;
    std::vector<std::uint16_t> values_; ///< of each layer at present
    std::vector<std::size_t> ends_;     ///< of each layer: where it changes next
    std::map<std::vector<std::uint16_t>, std::int64_t> indices_;
};

} // namespace

PlacedMasks runsOf(const LabelMap& labels, const CancellationToken& cancel) {
    return RunCollector(labels).collect(cancel);
}

} // namespace laurel
