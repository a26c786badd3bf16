#pragma once

#include "laurel/edit/paint_rules.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace laurel {

/// Rescaled values of one frame by their offset, whatever the stored type, without a choice of type
/// at each voxel.
class ValueReader {
  public:
    ValueReader() = default;
    explicit ValueReader(const PaintImage& image);
    double at(std::size_t offset) const noexcept {
        return read_(data_, offset) * slope_ + intercept_;
    }

  private:
    const void* data_ = nullptr;
    double (*read_)(const void*, std::size_t) = [](const void*, std::size_t) { return 0.0; };
    double slope_ = 1;
    double intercept_ = 0;
};

/// A PaintArea over the labels of a case, asked voxel by voxel.
class PaintPlaces {
  public:
    /// @param labels and the image outlive it
    /// @throws Error InvalidArgument where values are limited and no image on this grid is given
    PaintPlaces(const LabelMap& labels, const PaintArea& area, const PaintImage& image);

    bool isEverywhere() const noexcept { return area_.isEverywhere(); }
    bool limitsErasing() const noexcept { return area_.limitsIntensity; }
    bool mayPaint(std::size_t offset) const noexcept {
        return isInArea(offset) && isInRange(offset);
    }
    bool mayErase(std::size_t offset) const noexcept { return isInRange(offset); }
    bool isInArea(std::size_t offset) const noexcept;
    bool isInSegments(std::size_t offset) const noexcept;
    bool isInRange(std::size_t offset) const noexcept {
        if (!area_.limitsIntensity) {
            return true;
        }
        const double value = values_.at(offset);
        return value >= area_.low && value <= area_.high;
    }

  private:
    const LabelMap& labels_;
    PaintArea area_;
    ValueReader values_;
};

/// For each value of a layer, whether painting must leave its voxels alone: locked ones, and those
/// that the rule spares. Background never is.
std::vector<bool> keptValues(const Segmentation& segmentation, int layer, Overwrite overwrite);

} // namespace laurel
