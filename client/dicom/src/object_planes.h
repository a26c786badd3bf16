#pragma once

#include "laurel/imaging/label_map.h"

#include <array>
#include <cstdint>
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdatset.h>
#include <optional>
#include <vector>

namespace laurel {

/// Where one frame of an image lies in the patient (PS3.3 C.7.6.2, C.7.6.16.2).
struct FramePlane {
    std::array<double, 3> position{};         ///< centre of the first pixel, LPS mm
    std::array<double, 6> orientation{};      ///< unit vectors along a row, along a column
    std::array<double, 2> pixelSpacing{1, 1}; ///< between rows, between columns; mm
    std::optional<double> thickness;          ///< SliceThickness, where above 0
    std::optional<double> distance;           ///< SpacingBetweenSlices, where above 0
};

/// The plane that the attributes of one item or data set describe, with those of `shared` (may be
/// null) where the item lacks them; looks into functional groups and at the top. None where the
/// position, the orientation or the pixel spacing is missing or makes no sense.
std::optional<FramePlane> framePlane(DcmItem& item, DcmItem* shared);

/// Row direction × column direction.
std::array<double, 3> normalOf(const FramePlane& plane);
double along(const std::array<double, 3>& direction, const std::array<double, 3>& point);
std::array<double, 3> difference(const std::array<double, 3>& a, const std::array<double, 3>& b);

/// Whether rows and columns run the same way, to a thousandth, at the same spacing.
bool areParallel(const FramePlane& a, const FramePlane& b);

/// Axes permuted and flipped so that they run as those of `direction`, as nearly as they can. By
/// the axes themselves, not by the patient's: on a grid that lies half-way between two of those,
/// equal axes could be taken for different ones.
LabelMap alongAxes(const LabelMap& labels, const Matrix3& direction);

/// The grid of `count` such planes, `distance` mm apart.
/// @throws Error InvalidInput as Geometry
Geometry gridOf(const FramePlane& first, std::int64_t columns, std::int64_t rows,
                std::int64_t count, double distance);

} // namespace laurel
