#pragma once

#include "laurel/engine/engine.h"
#include "laurel/package/manifest.h"
#include "laurel/runtime/limb_layout.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// From a case to what the network sees, as the manifest's `input` says, without LibTorch.
/// Inference and training both go this way, so a network never meets an input that it was not
/// trained on:
///
/// canonical orientation, [N4,] limbs found, and for each slice and limb one plane: resampled to
/// spacing_mm and cropped or padded to size around the limb's centre in a single interpolation,
/// what belongs to the other limb blanked, RIGHT limbs mirrored to look like left ones (laterality
/// bilateral-mirrored), intensities normalised by the limb's own pixels.
namespace laurel {

/// Where one plane of the network lies in its case.
struct PlanePlacement {
    std::int64_t slice = 0; ///< of the case in canonical orientation
    PlaneSide side = PlaneSide::Whole;
    PlaneSampling sampling; ///< plane pixel to slice pixel; a negative column step mirrors
    HalfPlane territory;    ///< slice pixels that belong to this plane's limb
};

/// One plane of network input; arrays are rows × columns, row-major.
struct NetworkPlane {
    PlaneSize size;
    /// Percentile: 0 to 1, clamped; ZScore: -5 to 5, clamped. Blank and outside pixels are the
    /// lowest.
    std::vector<float> image;
    Mask body; ///< not 0 inside the limb
};

/// A case in canonical orientation with its planes placed. Immutable; thread-safe.
class PreparedCase {
  public:
    /// The canonical grid: the case's own voxels, axes permuted and flipped.
    const Geometry& geometry() const noexcept { return volume_->geometry(); }
    PlaneSize planeSize() const noexcept { return planeSize_; }
    /// By slice, the right limb before the left. Empty when nothing but air was found.
    const std::vector<PlanePlacement>& placements() const noexcept { return placements_; }
    /// See LimbLayout.
    bool sidesAreCertain() const noexcept { return sidesAreCertain_; }

    /// The same case with its single limb taken for this side. For cases whose sides are uncertain.
    PreparedCase withSide(PlaneSide side) const;

    /// Resamples and normalises plane `index` of placements(). About a millisecond.
    NetworkPlane plane(std::size_t index) const;

  private:
    friend class Preprocessor;

    std::shared_ptr<const Volume> volume_;
    std::int64_t frame_ = 0;
    ModelInput input_;
    PlaneSize planeSize_;
    std::vector<PlanePlacement> placements_;
    std::shared_ptr<const LimbLayout> layout_;
    bool sidesAreCertain_ = true;
};

struct PrepareOptions {
    std::int64_t frame = 0;
    std::optional<SliceRange>
        slices; ///< only planes that touch these slices of the file's third axis
    std::optional<PlaneSide> knownSide; ///< of the one limb in the image; not Whole
};

/// In place of an output channel: nobody said what the pixel is, so it teaches nothing.
inline constexpr std::uint16_t ignoredLabel = 0xFFFF;

/// Whether a reference's label is a structure: neither background nor ignored.
constexpr bool isStructure(std::uint16_t label) {
    return label != 0 && label != ignoredLabel;
}

/// A plane with its reference, as training needs it.
struct ReferencePlane {
    NetworkPlane input;
    /// Output channel of each pixel; 0 is background, ignoredLabel what nobody annotated.
    std::vector<std::uint16_t> labels;
    PlanePlacement placement;
};

/// Which output channel (or ignoredLabel) a layer's value means, for each side that has segments.
using ReferenceChannels =
    std::map<PlaneSide, std::map<std::pair<int, std::uint16_t>, std::uint16_t>>;

/// One manifest's pre-processing. Immutable; thread-safe.
class Preprocessor {
  public:
    /// @throws Error Unsupported, naming the manifest's field, for what this build cannot do:
    ///         several channels, bias correction without ITK, sides of volumes or along another
    ///         axis than columns
    explicit Preprocessor(const ModelManifest& manifest);

    /// @throws Error InvalidInput when the image has another modality or no such frame
    void requireFit(const Volume& image, std::int64_t frame) const;

    /// @throws Error InvalidInput as requireFit, Unsupported for a manifest of volumes, Cancelled
    PreparedCase prepare(const Volume& image, const PrepareOptions& options,
                         const CancellationToken& cancel) const;

    /// Planes of a training case, image and reference resampled alike (labels by nearest pixel).
    /// Segments are found by name: "<name>_R" and "<name>_L" with laterality bilateral-mirrored,
    /// "<name>" otherwise; others count as background, but for three names that stand for sparse
    /// annotation: voxels of "Undefined" and "Uncertain" are ignored, and where there is a segment
    /// "Background", it alone is background and voxels without a segment are ignored too. A side
    /// that has no segments has no planes, and where only one side has any, a single limb in the
    /// image is taken to be that one.
    /// @throws Error InvalidInput as prepare, and when the grids differ or no segment is the
    /// model's
    std::vector<ReferencePlane> referencePlanes(const TrainingCase& example,
                                                const CancellationToken& cancel = {}) const;

    /// The same for the slices of a case that a person has reviewed (see ReviewedCase). A side
    /// counts where a reviewed slice shows a label of it.
    /// @throws Error as referencePlanes; InvalidInput also when no reviewed slice shows a label, or
    ///         when slices are given but the file's are not the model's; InvalidArgument when they
    ///         leave the image
    std::vector<ReferencePlane> reviewedPlanes(const ReviewedCase& reviewed,
                                               const CancellationToken& cancel = {}) const;

  private:
    ReferenceChannels matchSegments(const LabelMap& labels) const;
    /// Under which side of ReferenceChannels the plane's segments stand.
    PlaneSide sideOfSegments(const PlanePlacement& placement) const;
    std::vector<PlanePlacement> place(const LimbLayout& layout, const Geometry& geometry) const;

    ModelInput input_;
    std::vector<std::string> labelNames_; ///< of values 1, 2, ...
    std::string modelId_;
};

/// Segment names as results and references bear them: "Soleus_L", or "Soleus" for Whole.
std::string segmentName(const std::string& label, PlaneSide side);

} // namespace laurel
