#include "laurel/metrics/label_overlaps.h"

#include "laurel/metrics/label_matching.h"
#include "same_grid.h"

#include <algorithm>
#include <limits>

namespace laurel {

namespace {

constexpr std::size_t nothing = 0; // of the numbers below

/// For each layer and value the number of its label, from 1; `nothing` where it is none's.
class LabelNumbers {
  public:
    explicit LabelNumbers(int layers)
        : layers_(
              static_cast<std::size_t>(layers),
              std::vector<std::size_t>(std::numeric_limits<std::uint16_t>::max() + 1U, nothing)) {}

    void set(const Segment& segment, std::size_t number) {
        layers_[static_cast<std::size_t>(segment.layer)][segment.value] = number;
    }
    const std::vector<std::size_t>& layer(int index) const {
        return layers_[static_cast<std::size_t>(index)];
    }

  private:
    std::vector<std::vector<std::size_t>> layers_;
};

std::vector<std::int64_t> voxelsPerNumber(const LabelMap& labels, const LabelNumbers& numbers,
                                          std::size_t count) {
    std::vector<std::int64_t> voxels(count + 1);
    for (int layer = 0; layer < labels.layers(); ++layer) {
        const std::vector<std::size_t>& number = numbers.layer(layer);
        for (const std::uint16_t value : labels.layer(layer)) {
            ++voxels[number[value]];
        }
    }
    return voxels;
}

/// Adds where both layers hold the same label.
void addShared(std::vector<LabelOverlap>& overlaps, std::span<const std::uint16_t> reference,
               const std::vector<std::size_t>& referenceNumber,
               std::span<const std::uint16_t> segmentation,
               const std::vector<std::size_t>& segmentationNumber) {
    for (std::size_t voxel = 0; voxel < reference.size(); ++voxel) {
        const std::size_t number = referenceNumber[reference[voxel]];
        if (number != nothing && number == segmentationNumber[segmentation[voxel]]) {
            ++overlaps[number - 1].counts.both;
        }
    }
}

} // namespace

std::vector<LabelOverlap> labelOverlaps(const LabelMap& reference, const LabelMap& segmentation) {
    requireSameGrid(reference, segmentation);
    std::vector<LabelOverlap> overlaps;
    LabelNumbers inReference(reference.layers());
    LabelNumbers inSegmentation(segmentation.layers());
    for (const MatchedLabel& label : matchLabels(reference, segmentation)) {
        overlaps.push_back({label.name, {}});
        if (label.reference) {
            inReference.set(*label.reference, overlaps.size());
        }
        if (label.segmentation) {
            inSegmentation.set(*label.segmentation, overlaps.size());
        }
    }
    const auto references = voxelsPerNumber(reference, inReference, overlaps.size());
    const auto segmentations = voxelsPerNumber(segmentation, inSegmentation, overlaps.size());
    for (std::size_t i = 0; i < overlaps.size(); ++i) {
        overlaps[i].counts.reference = references[i + 1];
        overlaps[i].counts.segmentation = segmentations[i + 1];
    }
    for (int first = 0; first < reference.layers(); ++first) {
        for (int second = 0; second < segmentation.layers(); ++second) {
            addShared(overlaps, reference.layer(first), inReference.layer(first),
                      segmentation.layer(second), inSegmentation.layer(second));
        }
    }
    return overlaps;
}

} // namespace laurel
