#pragma once

#include "laurel/edit/segmentation.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace laurel {

/// Neighbouring voxels in memory order (x fastest) that changed alike.
struct DeltaRun {
    std::uint64_t offset = 0; ///< of the first, in its layer
    std::uint32_t length = 0;
    std::uint16_t before = 0;
    std::uint16_t after = 0;
    bool operator==(const DeltaRun&) const = default;
};

/// The difference that one edit made, run-length encoded; serves undo and redo. A value.
/// Runs of a layer ascend, do not overlap, and each changes something.
class EditDelta {
  public:
    struct Layer {
        int layer = 0;
        std::vector<DeltaRun> runs;
        bool operator==(const Layer&) const = default;
    };

    EditDelta() = default;
    /// @throws Error InvalidInput unless layers and runs are as said above
    explicit EditDelta(std::vector<Layer> layers);

    const std::vector<Layer>& layers() const noexcept { return layers_; }
    bool empty() const noexcept { return layers_.empty(); }
    std::int64_t voxels() const noexcept; ///< changed, over all layers
    std::size_t bytes() const noexcept;   ///< of memory, nearly

    /// Every voxel that changed lies in it.
    VoxelBox box(const GridSize& size) const noexcept;
    /// Along the third axis, ascending, each once.
    std::vector<std::int64_t> slices(const GridSize& size) const;

    /// Both work in place. @throws Error InvalidInput when a layer or run lies outside the labels,
    /// or they are not as this delta expects them (nothing is changed then)
    void undo(LabelMap& labels) const;
    void redo(LabelMap& labels) const;

    /// For the journal: little-endian, varints; the same delta gives the same bytes.
    std::vector<std::byte> toBytes() const;
    /// @throws Error InvalidInput saying what is wrong; never reads out of bounds, and allocates no
    ///         more than a small multiple of the bytes given
    static EditDelta fromBytes(std::span<const std::byte> bytes);

    bool operator==(const EditDelta&) const = default;

  private:
    std::vector<Layer> layers_;
};

} // namespace laurel
