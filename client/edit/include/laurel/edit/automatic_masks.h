#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace laurel {

class EditDelta;

/// What a model made of one slice before a person changed anything, run-length encoded. Immutable
/// and shared between copies; two that hold the same are equal.
class AutomaticSlice {
  public:
    AutomaticSlice() = default; ///< no model has spoken of this slice
    /// @param labels from background to the (layer, value) of the case's segments; offsets count
    ///        within the slice, x fastest. Empty: the model found nothing here.
    explicit AutomaticSlice(EditDelta labels);

    bool isKnown() const noexcept { return labels_ != nullptr; }
    /// Precondition: isKnown().
    const EditDelta& labels() const noexcept { return *labels_; }
    std::size_t bytes() const noexcept; ///< of memory, nearly
    /// Whether it could be of a slice of so many voxels: all of it from background, within both.
    bool fits(int layers, std::int64_t sliceVoxels) const noexcept;

    bool operator==(const AutomaticSlice& other) const;

  private:
    std::shared_ptr<const EditDelta> labels_;
};

/// One for each slice along the third axis.
using AutomaticMasks = std::vector<AutomaticSlice>;

struct AutomaticChange {
    std::int64_t slice = 0;
    AutomaticSlice before;
    AutomaticSlice after;
    bool operator==(const AutomaticChange&) const = default;
};

} // namespace laurel
