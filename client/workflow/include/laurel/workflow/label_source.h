#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/base/error.h"
#include "laurel/imaging/geometry.h"
#include "laurel/imaging/label_map.h"
#include "laurel/reading/image_reader.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Masks that belong to an image: read from whatever holds them and brought onto its grid.
namespace laurel {

/// How the voxels of a mask find theirs in the image.
enum class LabelPlacement {
    World,  ///< where they lie in the patient
    ByIndex ///< voxel by voxel, whatever the file says of where they lie; needs the same size
};

/// Whether labels of another grid are resampled: the nearest voxel through world coordinates.
enum class Resampling {
    Never,            ///< for measuring: a grid that differs is an error
    WhenMostIsInside, ///< where at least 90 % of the labelled voxels lie in the image
    Always            ///< where any of them does
};

struct LabelOptions {
    LabelPlacement placement = LabelPlacement::World;
    Resampling resampling = Resampling::WhenMostIsInside;
    std::filesystem::path table; ///< of names; empty: the one that belongs to the file, if any
    /// DICOM's UID of the space that the image lies in; empty where none is known.
    std::string imageFrameOfReference = {};
};

struct OpenedLabels {
    LabelMap labels;
    std::vector<std::string> notes;    ///< worth knowing, but no obstacle
    std::string frameOfReference = {}; ///< as the file says; empty where it says none
};

/// What a person may ask for where labels do not find their place by themselves.
struct PlacementRemedies {
    bool byIndex = false;  ///< LabelPlacement::ByIndex: the sizes are equal
    bool resample = false; ///< Resampling::Always: some of the labels lie in the image
    bool operator==(const PlacementRemedies&) const = default;
};

/// Why labels were not placed: InvalidInput whose message names the options of the command line,
/// and the same without them.
class PlacementRefusal : public Error {
  public:
    PlacementRefusal(const std::string& reason, const std::string& waysOut,
                     PlacementRemedies remedies)
        : Error(ErrorCode::InvalidInput, reason + waysOut), reason_(reason), remedies_(remedies) {}

    const std::string& reason() const noexcept { return reason_; }
    const PlacementRemedies& remedies() const noexcept { return remedies_; }

  private:
    std::string reason_;
    PlacementRemedies remedies_;
};

/// Labels on a grid of their own, as loadLabels has them (laurel/reading/image_reader.h).
/// @param grid  taken where the file may not say where its voxels lie; absent: as the reader has it
/// @param table of names; empty: the one that belongs to the file, if any
/// @throws Error NotFound, Io, InvalidInput, Unsupported, LimitExceeded, Cancelled
OpenedLabels readLabelsOn(const std::filesystem::path& path, const std::optional<Geometry>& grid,
                          const std::filesystem::path& table = {},
                          const CancellationToken& cancel = {});

/// Labels for an open image. Axes may run otherwise than the image's: voxels are permuted. A grid
/// that differs by more is resampled as the options allow, and a note says so; otherwise it is
/// refused with both grids and the way out, and so are labels of another frame of reference, whose
/// coordinates say nothing about this image. Values without a name get one.
/// @throws PlacementRefusal, Error InvalidInput, and as readLabelsOn
OpenedLabels openLabels(const std::filesystem::path& path, const Geometry& grid,
                        const LabelOptions& options = {});

/// The same for labels that were read already; values without a name keep having none.
/// @param name      of the labels in messages, such as their path
/// @param imageName of the image in messages
/// @throws PlacementRefusal, Error InvalidInput
OpenedLabels placeLabels(OpenedLabels labels, const Geometry& grid, const LabelOptions& options,
                         const std::string& name, const std::string& imageName = "the image");

} // namespace laurel
