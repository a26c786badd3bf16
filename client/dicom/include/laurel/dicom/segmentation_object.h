#pragma once

#include "laurel/dicom/mask_object.h"

#include <filesystem>

/// DICOM Segmentation objects (SEG: PS3.3 A.51, C.8.20). Any thread; one file at a time each.
namespace laurel {

/// Writes a binary SEG: one segment per Segment of the label map, in its order, numbered from 1;
/// values without a segment get the names that LabelMap::unlabelled gives. Segments may overlap.
///
/// A frame is written for every slice in which a segment has voxels, and further empty ones: for
/// every segment without voxels, on the first slice (an item of the Segment Sequence that no frame
/// refers to is more than many readers bear), and for the first segment on the first and last
/// slice, so that the file tells the extent of the grid. Each frame refers to the source images of
/// its plane.
///
/// A label map in another axis order than the source's is reoriented; its slices must be planes of
/// the source (sideways within 0.1 pixel, along the normal within 0.1 of the slice distance). The
/// values of segments and their abbreviations have no place in a SEG; names over 64 bytes, or
/// with a backslash, stand whole in SegmentDescription.
///
/// @param sources the images (single-frame, or enhanced multi-frame) that the mask was drawn on
/// @throws Error InvalidArgument without segments, or without sources unless options allow it;
///         InvalidInput where a source is no image with a position, sources belong to several
///         studies or frames of reference, or the grids differ (both are described);
///         LimitExceeded above 4 GiB of pixels or 65535 segments; NotFound; Io
void writeSegmentationObject(const std::filesystem::path& path, const LabelMap& labels,
                             const std::vector<std::filesystem::path>& sources,
                             const MaskWriteOptions& options = {});

/// Whether the file is a DICOM object of a segmentation class, readable or not.
bool isSegmentationObject(const std::filesystem::path& path);

/// From the header. @throws Error NotFound, InvalidInput where it is no SEG
MaskSummary summariseSegmentationObject(const std::filesystem::path& path);

/// Reads a SEG of type BINARY or FRACTIONAL (thresholded at half of its greatest value, with a
/// note) onto its own grid: columns, rows, and slices along row direction × column direction.
/// Spacing comes from the positions; slices without a frame are background. Segment n has value n;
/// one that overlaps those before it goes to a further layer.
///
/// @throws Error Unsupported (type LABELMAP, tiled or positionless frames, uneven or turned planes,
///         a compression that DCMTK does not decode), InvalidInput (damaged or contradictory),
///         LimitExceeded, NotFound
MaskObject readSegmentationObject(const std::filesystem::path& path,
                                  const MaskReadLimits& limits = {});

} // namespace laurel
