#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/imaging/masks.h"
#include "laurel/imaging/resampling.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

/// Where the limbs lie in a stack of slices. Rows and columns are pixels of a slice in canonical
/// orientation, centres at integers.
namespace laurel {

/// What a network's plane shows: all of a slice, or one limb of it. Right and left are the
/// patient's.
enum class PlaneSide { Whole, Right, Left };

/// The pixels with rowNormal·row + columnNormal·column <= offset; all of them by default.
struct HalfPlane {
    double rowNormal = 0;
    double columnNormal = 0;
    double offset = 0;
    bool contains(double row, double column) const noexcept {
        return rowNormal * row + columnNormal * column <= offset;
    }
};

struct LimbInSlice {
    PlaneSide side = PlaneSide::Whole;
    double centreRow = 0; ///< of the limb's bounding box
    double centreColumn = 0;
    HalfPlane territory; ///< pixels beyond belong to the other limb
};

/// Limbs of one slice: none, one, or the right one and then the left one.
struct SliceLayout {
    std::vector<LimbInSlice> limbs;
    Mask body;                  ///< of all limbs, holes filled, on the coarse grid
    PlaneSize bodySize;         ///< of the coarse grid
    PlaneSampling bodySampling; ///< coarse pixel to slice pixel

    /// Whether the coarse pixel under this one is body. False outside the slice.
    bool isBody(double row, double column) const noexcept;
};

struct LimbLayout {
    std::vector<SliceLayout> slices; ///< one for each slice of the stack
    /// Whether sides were seen (two limbs) or given; otherwise a single limb was named by the half
    /// of the image in which it lies.
    bool sidesAreCertain = true;
};

struct LimbSearch {
    PlaneSize size;                      ///< of a slice
    std::array<double, 2> spacing{1, 1}; ///< mm of a row and of a column step
    std::int64_t slices = 1;
    bool splitLimbs = true;             ///< false: one Whole plane for all that is body
    bool leftIsHighColumn = true;       ///< as in LPS
    std::optional<PlaneSide> knownSide; ///< of the limb, where all slices show the same single one
};

/// Finds the limbs. Never fails on what the pixels are: noise and constant slices hold no limb.
///
/// Each slice, averaged to about 3 mm and compressed by a cube root (so that dark muscle parts from
/// air before bright fat parts from muscle), is divided by Otsu's threshold. Two components of
/// comparable size side by side are two limbs; one wide component with a neck is two that touch,
/// parted along the line of fewest pixels. All slices then vote: in a stack of two limbs, slices
/// that show no gap are parted as their nearest neighbour is.
/// @param slice gives the pixels of slice 0 to slices - 1, row-major; called once for each
/// @throws Error Cancelled
LimbLayout findLimbs(const LimbSearch& search,
                     const std::function<std::vector<float>(std::int64_t)>& slice,
                     const CancellationToken& cancel);

} // namespace laurel
