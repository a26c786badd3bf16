#pragma once

#include "laurel/edit/edit_delta.h"

#include <limits>
#include <utility>
#include <vector>

namespace laurel {

/// Collects the runs of one layer of an EditDelta, voxel by voxel in memory order.
class DeltaRuns {
  public:
    /// Nothing where before equals after. Precondition: offset is above all earlier ones.
    void add(std::uint64_t offset, std::uint16_t before, std::uint16_t after) {
        if (before == after) {
            return;
        }
        if (!runs_.empty() && continues(runs_.back(), offset, before, after)) {
            ++runs_.back().length;
            return;
        }
        runs_.push_back({offset, 1, before, after});
    }

    /// Appends the layer to a list, unless it is empty.
    void moveInto(std::vector<EditDelta::Layer>& layers, int layer) {
        if (!runs_.empty()) {
            layers.push_back({layer, std::move(runs_)});
        }
    }

    /// `length` voxels at once that change alike; they are a run of their own.
    void addRun(std::uint64_t offset, std::uint32_t length, std::uint16_t before,
                std::uint16_t after) {
        if (length > 0 && before != after) {
            runs_.push_back({offset, length, before, after});
        }
    }

  private:
    static bool continues(const DeltaRun& run, std::uint64_t offset, std::uint16_t before,
                          std::uint16_t after) noexcept {
        return run.offset + run.length == offset && run.before == before && run.after == after &&
               run.length < std::numeric_limits<std::uint32_t>::max();
    }

    std::vector<DeltaRun> runs_;
};

} // namespace laurel
