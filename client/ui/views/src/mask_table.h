#pragma once

#include "laurel/ui_views/words.h"

#include "laurel/edit/segmentation.h"

#include <QColor>

#include <cstdint>
#include <vector>

namespace laurel::ui {

/// How each label is drawn: a look-up from (layer, value), for loops over voxels.
class MaskTable {
  public:
    struct Entry {
        QColor color;
        double fill = 0; ///< opacity; 0: no fill
        bool outline = false;
    };

    MaskTable() = default;
    explicit MaskTable(const Segmentation& segmentation);
    /// A proposal's segments: those that the case hides stay hidden, and colours are the case's
    /// where names agree.
    MaskTable(const LabelMap& proposal, const Segmentation& segmentation);
    /// What a step would change, as LabelPlane::readChange lays it out: what segments of this layer
    /// gain in their colours, what becomes background in that of warnings.
    static MaskTable ofChange(const Segmentation& segmentation, int layer);

    int entries() const noexcept { return static_cast<int>(entries_.size()); }
    const Entry& entry(int index) const { return entries_[static_cast<std::size_t>(index)]; }
    /// -1: not drawn.
    int indexOf(int layer, std::uint16_t value) const noexcept {
        const auto& values = ofLayer_[static_cast<std::size_t>(layer)];
        return value < values.size() ? values[value] : -1;
    }

  private:
    void add(const Segment& segment, const Entry& entry);

    std::vector<Entry> entries_;
    std::vector<std::vector<int>> ofLayer_; ///< [layer][value]
};

} // namespace laurel::ui
