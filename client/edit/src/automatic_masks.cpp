#include "laurel/edit/automatic_masks.h"

#include "laurel/edit/edit_delta.h"

#include <algorithm>
#include <utility>

namespace laurel {

AutomaticSlice::AutomaticSlice(EditDelta labels)
    : labels_(std::make_shared<const EditDelta>(std::move(labels))) {}

std::size_t AutomaticSlice::bytes() const noexcept {
    return labels_ ? labels_->bytes() : 0;
}

bool AutomaticSlice::fits(int layers, std::int64_t sliceVoxels) const noexcept {
    if (!labels_) {
        return true;
    }
    return std::ranges::all_of(labels_->layers(), [&](const EditDelta::Layer& layer) {
        return layer.layer < layers && std::ranges::all_of(layer.runs, [&](const DeltaRun& run) {
                   const std::uint64_t end = run.offset + run.length;
                   return run.before == 0 && end <= static_cast<std::uint64_t>(sliceVoxels);
               });
    });
}

bool AutomaticSlice::operator==(const AutomaticSlice& other) const {
    if (labels_ == other.labels_) {
        return true;
    }
    return labels_ && other.labels_ && *labels_ == *other.labels_;
}

} // namespace laurel
