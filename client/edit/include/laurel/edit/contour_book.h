#pragma once

#include "laurel/edit/contour.h"

#include <cstdint>
#include <list>

namespace laurel {

/// The curves of segments on planes. Voxels are what a case keeps, so curves are looked up by the
/// very mask they stand for: whoever changed curves says so, and whatever brings a mask back (undo,
/// redo, a jump in the history) brings its curves back with it, handle by handle. A mask that
/// nobody drew with curves is traced. Changing from masks to curves and back changes nothing by
/// itself. One thread.
class ContourBook {
  public:
    /// Curves of the segment's mask as it is now. Valid until the next call.
    const std::vector<Contour>& curvesOf(const LabelMap& labels, const Segment& segment,
                                         const SlicePlane& plane);
    /// These curves stand for the mask as it is now.
    void remember(const LabelMap& labels, const Segment& segment, const SlicePlane& plane,
                  std::vector<Contour> curves);

  private:
    struct Key {
        int layer = 0;
        std::uint16_t value = 0;
        SlicePlane plane;
        std::uint64_t digest = 0; ///< of the mask
        bool operator==(const Key&) const = default;
    };
    struct Entry {
        Key key;
        std::vector<Contour> curves;
    };
    static constexpr std::size_t mostEntries = 512;

    std::vector<Contour>& put(const Key& key, std::vector<Contour> curves);

    std::list<Entry> entries_; ///< the last used first
};

} // namespace laurel
