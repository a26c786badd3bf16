#pragma once

#include "laurel/edit/contour.h"
#include "laurel/edit/segmentation.h"

#include <cstddef>
#include <span>
#include <vector>

namespace laurel {

/// A handle of a curve on a plane.
struct HandlePlace {
    SlicePlane plane;
    std::size_t curve = 0;
    std::size_t handle = 0;
    bool operator==(const HandlePlace&) const = default;
};

/// The handles that a person has chosen, all on one plane; the one pressed last comes last. A
/// value.
class HandleSelection {
  public:
    bool empty() const noexcept { return chosen_.empty(); }
    std::span<const HandlePlace> all() const noexcept { return chosen_; }
    bool contains(const HandlePlace& place) const noexcept;

    void clear() noexcept { chosen_.clear(); }
    void choose(const HandlePlace& place); ///< and no other
    /// Adds it, or takes it out where it is in; others of another plane go.
    /// @return whether it is chosen now
    bool toggle(const HandlePlace& place);
    void putLast(const HandlePlace& place); ///< precondition: contains it
    /// Drops what these curves of the plane have not.
    void keepOnly(const SlicePlane& plane, const std::vector<Contour>& curves);

  private:
    std::vector<HandlePlace> chosen_;
};

} // namespace laurel
