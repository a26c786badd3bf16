#include "derived_object.h"
#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/dicom/structure_set.h"
#include "laurel/imaging/orientation.h"
#include "layer_stack.h"
#include "object_file.h"
#include "object_items.h"
#include "object_planes.h"
#include "structure_set_contours.h"
#include "structure_set_regions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view structureSetClass = "1.2.840.10008.5.1.4.1.1.481.3";
constexpr double mostTilt = 0.5;    ///< of a contour against the slices, in slices
constexpr double sameHeight = 0.02; ///< contours closer than this lie in one plane, in slices
constexpr double noteworthy = 0.05; ///< distance of a contour from its slice, in slices

/// A contour in a slice.
struct PlacedContour {
    PlaneContour points;
    double height = 0; ///< in slices
};

[[noreturn]] void refuse(const fs::path& path, const ContourRegion& region,
                         const std::string& why) {
    throw Error(ErrorCode::Unsupported, path.string() + ": contours of ROI " +
                                            quotedForMessage(region.segment.name) + " " + why);
}

void requireFrame(const StructureSetContent& content, const std::string& frameOfReference,
                  const fs::path& path) {
    for (const ContourRegion& region : content.regions) {
        const std::string& frame = region.frameOfReference.empty() ? content.object.frameOfReference
                                                                   : region.frameOfReference;
        if (!frameOfReference.empty() && !frame.empty() && frame != frameOfReference) {
            refuse(path, region,
                   "belong to frame of reference " + quotedForMessage(frame) + ", the image to " +
                       quotedForMessage(frameOfReference) +
                       ": their coordinates cannot be compared");
        }
    }
}

std::array<double, 3> indexOf(const Geometry& grid, const std::array<double, 3>& point) {
    const ContinuousIndex at = grid.toIndex({point[0], point[1], point[2]});
    return {at.x, at.y, at.z};
}

/// How far a contour extends along each axis of the grid, in voxels.
std::array<double, 3> extentOf(const std::vector<std::array<double, 3>>& contour,
                               const Geometry& grid) {
    std::array<double, 3> low{};
    std::array<double, 3> high{};
    low.fill(std::numeric_limits<double>::infinity());
    high.fill(-std::numeric_limits<double>::infinity());
    for (const auto& point : contour) {
        const auto at = indexOf(grid, point);
        for (std::size_t axis = 0; axis < 3; ++axis) {
            low[axis] = std::min(low[axis], at[axis]);
            high[axis] = std::max(high[axis], at[axis]);
        }
    }
    return {high[0] - low[0], high[1] - low[1], high[2] - low[2]};
}

/// The axis of the grid along which no contour extends; the third where there is none.
std::size_t sliceAxis(const StructureSetContent& content, const Geometry& grid) {
    std::array<double, 3> widest{};
    for (const ContourRegion& region : content.regions) {
        for (const auto& contour : region.contours) {
            const auto extent = extentOf(contour, grid);
            for (std::size_t axis = 0; axis < 3; ++axis) {
                widest[axis] = std::max(widest[axis], extent[axis]);
            }
        }
    }
    for (const std::size_t axis : {2U, 1U, 0U}) {
        if (widest[axis] <= mostTilt) {
            return axis;
        }
    }
    return 2;
}

/// The same grid with this axis as the third.
Geometry withSlicesAlong(const Geometry& grid, std::size_t axis) {
    std::string letters = Orientation::of(grid.direction()).letters();
    std::swap(letters[axis], letters[2]);
    return reorient(grid, Orientation(letters));
}

PlacedContour placed(const std::vector<std::array<double, 3>>& contour, const Geometry& grid) {
    PlacedContour result;
    for (const auto& point : contour) {
        // Coordinates are decimal: without rounding, contours through voxel centres would take and
        // leave them at random.
        constexpr double parts = 1e5;
        const auto at = indexOf(grid, point);
        result.points.push_back(
            {std::round(at[0] * parts) / parts, std::round(at[1] * parts) / parts});
        result.height += at[2] / static_cast<double>(contour.size());
    }
    return result;
}

using ContoursOfSlices = std::map<std::int64_t, std::vector<PlacedContour>>;

ContoursOfSlices contoursBySlice(const ContourRegion& region, const Geometry& grid,
                                 const fs::path& path) {
    ContoursOfSlices slices;
    for (const auto& contour : region.contours) {
        if (extentOf(contour, grid)[2] > mostTilt) {
            refuse(path, region, "lie across the image's slices");
        }
        PlacedContour found = placed(contour, grid);
        const auto last = static_cast<double>(grid.size().z - 1);
        if (found.height < -0.5 || found.height > last + 0.5) {
            const double outside = std::max(-found.height, found.height - last);
            refuse(path, region,
                   "lie " + toDecimalString(std::round(outside * grid.spacing()[2] * 10) / 10) +
                       " mm outside the image's slices");
        }
        const double slice = std::clamp(std::round(found.height), 0.0, last);
        slices[static_cast<std::int64_t>(slice)].push_back(std::move(found));
    }
    return slices;
}

/// Contours of the plane nearest to the slice only: planes closer than slices would cancel out.
std::vector<PlaneContour> nearestPlane(const std::vector<PlacedContour>& contours,
                                       std::int64_t slice) {
    const auto away = [&](const PlacedContour& contour) {
        return std::abs(contour.height - static_cast<double>(slice));
    };
    const auto nearest = std::ranges::min_element(contours, {}, away);
    std::vector<PlaneContour> result;
    for (const PlacedContour& contour : contours) {
        if (std::abs(contour.height - nearest->height) <= sameHeight) {
            result.push_back(contour.points);
        }
    }
    return result;
}

void noteDistance(const ContoursOfSlices& slices, const ContourRegion& region, const Geometry& grid,
                  std::vector<std::string>& notes) {
    double farthest = 0;
    for (const auto& [slice, contours] : slices) {
        for (const PlacedContour& contour : contours) {
            farthest = std::max(farthest, std::abs(contour.height - static_cast<double>(slice)));
        }
    }
    if (farthest > noteworthy) {
        notes.push_back("contours of ROI " + quotedForMessage(region.segment.name) + " lie up to " +
                        toDecimalString(std::round(farthest * grid.spacing()[2] * 100) / 100) +
                        " mm beside the slices; the nearest slice is used");
    }
}

void addFilled(LayerStack& layers, const ContourRegion& region, const ContoursOfSlices& contours,
               const Geometry& grid) {
    const ContourPlane plane{grid.size().x, grid.size().y};
    std::vector<std::int64_t> slices;
    for (const auto& [slice, contoursThere] : contours) {
        slices.push_back(slice);
    }
    layers.add(region.segment, slices, [&](std::int64_t slice, std::span<std::uint8_t> pixels) {
        fillContours(nearestPlane(contours.at(slice), slice), plane, pixels);
    });
}

void requireClass(DcmItem& data, const fs::path& path) {
    const std::string sopClass = firstValue(data, DCM_SOPClassUID);
    if (sopClass != structureSetClass) {
        refuseKind(path, "DICOM structure set", sopClass);
    }
}

} // namespace

bool isStructureSet(const fs::path& path) {
    return sopClassOf(path) == structureSetClass;
}

MaskSummary summariseStructureSet(const fs::path& path) {
    const auto file = openObject(path);
    DcmItem& data = *file->getDataset();
    requireClass(data, path);
    MaskSummary summary;
    summary.description = utf8Text(data, DCM_SeriesDescription, {});
    try {
        const StructureSetContent content = readRegions(data, path);
        summary.frameOfReference = content.object.frameOfReference;
        summary.referencedSeries = content.object.referencedSeries;
        for (const ContourRegion& region : content.regions) {
            summary.segments.push_back(region.segment.name);
        }
    } catch (const Error& error) {
        summary.problem = error.what();
    }
    return summary;
}

MaskObject readStructureSet(const fs::path& path, const Geometry& imageGrid,
                            const std::string& frameOfReference, const MaskReadLimits& limits) {
    const auto file = openObject(path);
    requireClass(*file->getDataset(), path);
    StructureSetContent content = readRegions(*file->getDataset(), path);
    requireFrame(content, frameOfReference, path);
    const Geometry grid = withSlicesAlong(imageGrid, sliceAxis(content, imageGrid));
    LayerStack layers(grid, limits, path);
    for (const ContourRegion& region : content.regions) {
        const auto slices = contoursBySlice(region, grid, path);
        noteDistance(slices, region, grid, content.object.notes);
        addFilled(layers, region, slices, grid);
    }
    content.object.labels = alongAxes(layers.take(), imageGrid.direction());
    return std::move(content.object);
}

} // namespace laurel
