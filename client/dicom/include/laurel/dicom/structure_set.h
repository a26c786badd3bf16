#pragma once

#include "laurel/dicom/mask_object.h"

#include <filesystem>

/// DICOM RT Structure Sets (RTSTRUCT: PS3.3 A.19.3, C.8.8.5 to C.8.8.8). Any thread; one file at a
/// time each.
namespace laurel {

/// Writes each segment's outline in each slice as CLOSED_PLANAR contours along voxel edges, so that
/// filling them by the rule "a voxel belongs to the inside when its centre does" gives the same
/// voxels again. Holes are joined to the outline around them by keyholes of no width (PS3.3
/// C.8.8.6.3): readers that unite contours, such as plastimatch, and readers that exclude nested
/// ones, such as 3D Slicer, both see the hole then. Coordinates are rounded to a thousandth of the
/// smallest voxel edge. Implicit VR little endian, since an outline may exceed the 64 KiB that
/// explicit VR allows.
///
/// Axis order, grids and sources as in writeSegmentationObject. Segments without voxels are kept as
/// ROIs without contours.
/// @throws as writeSegmentationObject
void writeStructureSet(const std::filesystem::path& path, const LabelMap& labels,
                       const std::vector<std::filesystem::path>& sources,
                       const MaskWriteOptions& options = {});

bool isStructureSet(const std::filesystem::path& path);

/// From the header. @throws Error NotFound, InvalidInput where it is no RTSTRUCT
MaskSummary summariseStructureSet(const std::filesystem::path& path);

/// Fills the closed planar contours on the grid of an image. A voxel belongs to an ROI when its
/// centre lies inside an odd number of the ROI's contours of that slice, so nested contours are
/// holes. Contours go to the nearest slice; where several planes of contours share one, the nearest
/// plane counts. Points and open contours are left out with a note.
///
/// @param imageGrid        slices along any of its axes
/// @param frameOfReference of the image; empty: not compared, the caller knows that they fit
/// @throws Error Unsupported where contours belong to another frame of reference, lie across the
///         slices or more than half a slice distance outside of them; InvalidInput (damaged or
///         contradictory), LimitExceeded, NotFound
MaskObject readStructureSet(const std::filesystem::path& path, const Geometry& imageGrid,
                            const std::string& frameOfReference, const MaskReadLimits& limits = {});

} // namespace laurel
