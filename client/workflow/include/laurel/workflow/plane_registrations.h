#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/edit/plane_frame.h"
#include "laurel/imaging/volume.h"

#include <list>
#include <memory>
#include <mutex>
#include <tuple>
#include <vector>

namespace laurel {

class PlaneDisplacement;

/// How planes of one image move onto their neighbours; what was registered is kept, so that the
/// next segment, or the way back over a gap, need not wait for it again. Thread-safe; two who ask
/// for the same pair at once may both compute it.
class PlaneRegistrations {
  public:
    /// @param imageFrame of a 4-D image
    /// @param mostKept pairs; the longest unused go first
    PlaneRegistrations(std::shared_ptr<const Volume> image, std::int64_t imageFrame,
                       std::size_t mostKept = 64);

    /// Takes masks of slice `from` to slice `to` along an axis of the index.
    /// @throws Error InvalidArgument for slices that are not there; Cancelled
    std::shared_ptr<const PlaneDisplacement> between(int axis, std::int64_t from, std::int64_t to,
                                                     const CancellationToken& cancellation);

    bool areOf(const Volume* image, std::int64_t imageFrame) const noexcept {
        return image == image_.get() && imageFrame == imageFrame_;
    }
    /// How many were computed so far.
    std::size_t computed() const;

  private:
    using Pair = std::tuple<int, std::int64_t, std::int64_t>;
    struct Kept {
        Pair pair;
        std::shared_ptr<const PlaneDisplacement> displacement;
    };
    std::shared_ptr<const PlaneDisplacement> kept(const Pair& pair);
    std::vector<float> greysOf(const PlaneFrame& plane) const;

    const std::shared_ptr<const Volume> image_;
    const std::int64_t imageFrame_;
    const std::size_t mostKept_;
    mutable std::mutex mutex_;
    std::list<Kept> newestFirst_; ///< guarded by mutex_, like all below
    std::size_t computed_ = 0;
};

} // namespace laurel
