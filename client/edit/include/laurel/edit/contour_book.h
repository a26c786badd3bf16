#pragma once

#include "laurel/edit/contour.h"

#include <cstdint>
#include <list>
#include <map>
#include <tuple>

namespace laurel {

/// The curves of segments on planes. Voxels are what a case keeps, so curves are looked up by the
/// very mask they stand for: whoever changed curves says so, and whatever brings a mask back (undo,
/// redo, a jump in the history) brings its curves back with it, handle by handle. A mask that
/// nobody drew with curves is traced. Changing from masks to curves and back changes nothing by
/// itself. One thread.
class ContourBook {
  public:
    ContourBook() = default;
    ContourBook(ContourBook&&) = default;
    ContourBook& operator=(ContourBook&&) = default;

    /// Curves of the segment's mask as it is now. Valid until the next call.
    const std::vector<Contour>& curvesOf(const LabelMap& labels, const Segment& segment,
                                         const SlicePlane& plane);
    /// These curves stand for the mask as it is now.
    void remember(const LabelMap& labels, const Segment& segment, const SlicePlane& plane,
                  std::vector<Contour> curves);

    /// For work on a copy of the labels: a book that knows the same curves, and back here what
    /// `remember` told it since.
    ContourBook copy() const;
    void learnFrom(const ContourBook& copy);

  private:
    /// Layer, value, axis and index of the plane, digest of the mask.
    using Key = std::tuple<int, std::uint16_t, int, std::int64_t, std::uint64_t>;
    struct Entry {
        Key key;
        std::vector<Contour> curves;
        bool isOwn = false; ///< told by `remember`: neither traced nor copied
    };
    using Entries = std::list<Entry>;
    static constexpr std::size_t mostEntries = 4096; ///< a curve or two of every slice of a case

    static Key keyOf(const Segment& segment, const SlicePlane& plane, const Mask& mask);
    std::vector<Contour>& put(Entry entry); ///< in place of one with this key

    Entries entries_;                         ///< the last used first
    std::map<Key, Entries::iterator> places_; ///< of all of them
};

} // namespace laurel
