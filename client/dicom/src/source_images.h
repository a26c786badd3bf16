#pragma once

#include "laurel/imaging/label_map.h"
#include "object_planes.h"

#include <dcmtk/dcmdata/dctagkey.h>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace laurel {

/// One frame of a source image.
struct SourcePlane {
    std::string sopClass;
    std::string sopInstance;
    std::string seriesId;
    std::int64_t frame = 0; ///< from 1 in a multi-frame object; 0: the object is one frame
    std::int64_t columns = 0;
    std::int64_t rows = 0;
    FramePlane plane;
};

using Attribute = std::pair<DcmTagKey, std::string>;

/// The images that a mask was drawn on.
struct SourceImages {
    std::vector<SourcePlane> planes;
    std::string studyId;                ///< empty where there is none
    std::string frameOfReference;       ///< the same
    std::vector<Attribute> patient;     ///< identifying fields of patient and study, in UTF-8
    std::vector<Attribute> compression; ///< what the source tells of a lossy one
};

/// @throws Error NotFound, or InvalidInput where a file is no image with a position or where
///         studies or frames of reference differ
SourceImages readSourceImages(const std::vector<std::filesystem::path>& files);

/// A label map in the source's axis order.
struct MatchedLabels {
    LabelMap labels; ///< every value has a segment
    /// The planes of each slice, as indices into SourceImages::planes; empty lists without a
    /// source.
    std::vector<std::vector<std::size_t>> planesOf;
};

/// The plane of slice z as a grid has it.
FramePlane planeOf(const Geometry& grid, std::int64_t z);

/// @throws Error InvalidInput where slices are no planes of the source
MatchedLabels matchToSource(const LabelMap& labels, const SourceImages& source);

} // namespace laurel
