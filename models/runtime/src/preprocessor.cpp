#include "laurel/runtime/preprocessor.h"

#include "bias.h"
#include "intensity.h"
#include "laurel/base/error.h"
#include "laurel/imaging/orientation.h"
#include "slices.h"

#include <algorithm>

namespace laurel {

namespace {

[[noreturn]] void refuseField(const ModelManifest& manifest, const std::string& message) {
    throw Error(ErrorCode::Unsupported, "model " + manifest.id + ": " + message);
}

void requireSupported(const ModelManifest& manifest) {
    const ModelInput& input = manifest.input;
    const auto axes = static_cast<std::size_t>(input.axes);
    if ((axes != 2 && axes != 3) || input.spacingMm.size() != axes || input.size.size() != axes) {
        refuseField(manifest, "input.axes: expected 2 or 3 with as many of spacing_mm and size, "
                              "not " +
                                  std::to_string(input.axes));
    }
    if (axes == 3 && input.laterality != Laterality::None) {
        refuseField(manifest, "input.laterality: expected \"none\" for volumes, whose limbs are "
                              "not told apart");
    }
    constexpr std::int64_t mostVoxels = std::int64_t{1} << 24;
    if (axes == 3 && input.size[0] * input.size[1] * input.size[2] > mostVoxels) {
        refuseField(manifest, "input.size: expected at most " + std::to_string(mostVoxels) +
                                  " voxels in a window");
    }
    if (input.channels != 1) {
        refuseField(manifest, "input.channels: expected 1, not " + std::to_string(input.channels));
    }
    if (input.biasCorrection && !canCorrectBias()) {
        refuseField(manifest,
                    "input.bias_correction: this build has no N4 (it was made without ITK)");
    }
    if (input.laterality != Laterality::None &&
        Orientation(input.orientation).patientAxis(0) != 0) {
        refuseField(manifest,
                    "input.laterality: sides are told apart along columns, but columns of "
                    "orientation " +
                        input.orientation + " do not run between them");
    }
}

/// The side that a whole model or image is about; none for both or unknown.
std::optional<PlaneSide> onlySide(Laterality laterality) {
    switch (laterality) {
    case Laterality::Left:
        return PlaneSide::Left;
    case Laterality::Right:
        return PlaneSide::Right;
    case Laterality::BilateralMirrored:
    case Laterality::None:
        break;
    }
    return std::nullopt;
}

/// Plane pixel to slice pixel, the plane's middle on the limb's.
PlaneSampling samplingAround(const LimbInSlice& limb, const ModelInput& input,
                             const std::array<double, 3>& spacing, bool mirrored) {
    PlaneSampling sampling;
    sampling.rowStep = input.spacingMm[0] / spacing[1];
    sampling.columnStep = input.spacingMm[1] / spacing[0] * (mirrored ? -1 : 1);
    sampling.rowStart =
        limb.centreRow - sampling.rowStep * static_cast<double>(input.size[0] - 1) / 2;
    sampling.columnStart =
        limb.centreColumn - sampling.columnStep * static_cast<double>(input.size[1] - 1) / 2;
    return sampling;
}

LimbLayout findLimbsIn(const Volume& volume, std::int64_t frame, const ModelInput& input,
                       std::optional<PlaneSide> knownSide, const CancellationToken& cancel) {
    const Geometry& geometry = volume.geometry();
    LimbSearch search;
    search.size = slicePlaneSize(geometry);
    search.spacing = {geometry.spacing()[1], geometry.spacing()[0]};
    search.slices = geometry.size().z;
    search.splitLimbs = input.laterality != Laterality::None;
    search.leftIsHighColumn = !Orientation(input.orientation).isFlipped(0);
    search.knownSide = onlySide(input.laterality);
    if (!search.knownSide) {
        search.knownSide = knownSide;
    }
    return findLimbs(
        search, [&](std::int64_t slice) { return sliceValues(volume, frame, slice); }, cancel);
}

} // namespace

Preprocessor::Preprocessor(const ModelManifest& manifest)
    : input_(manifest.input), modelId_(manifest.id) {
    requireSupported(manifest);
    for (const ModelLabel& label : manifest.labels) {
        labelNames_.push_back(label.name);
    }
}

void Preprocessor::requireFit(const Volume& image, std::int64_t frame) const {
    if (!image.modality.empty() && image.modality != input_.modality) {
        throw Error(ErrorCode::InvalidInput, "model " + modelId_ + " expects modality " +
                                                 input_.modality + ", not " + image.modality);
    }
    if (frame < 0 || frame >= image.frames()) {
        throw Error(ErrorCode::InvalidInput, "frame " + std::to_string(frame) + " of " +
                                                 std::to_string(image.frames()) +
                                                 " does not exist");
    }
}

PreparedCase Preprocessor::prepare(const Volume& image, const PrepareOptions& options,
                                   const CancellationToken& cancel) const {
    if (input_.axes != 2) {
        throw Error(ErrorCode::Unsupported,
                    "model " + modelId_ +
                        ": input.axes: a model of volumes has no slices to train "
                        "on; expected 2, not " +
                        std::to_string(input_.axes));
    }
    requireFit(image, options.frame);
    const Orientation canonical(input_.orientation);
    PreparedCase prepared;
    prepared.input_ = input_;
    prepared.frame_ = options.frame;
    prepared.planeSize_ = {input_.size[0], input_.size[1]};
    Volume volume = reorient(image, canonical);
    if (input_.biasCorrection) {
        volume = withoutBias(volume, options.frame, cancel);
        prepared.frame_ = 0;
    }
    const LimbLayout layout =
        findLimbsIn(volume, prepared.frame_, input_, options.knownSide, cancel);
    const std::vector<bool> wanted = canonicalSlices(image.geometry(), canonical, options.slices);
    for (const PlanePlacement& placement : place(layout, volume.geometry())) {
        if (wanted[static_cast<std::size_t>(placement.slice)]) {
            prepared.placements_.push_back(placement);
        }
    }
    prepared.sidesAreCertain_ = layout.sidesAreCertain;
    prepared.layout_ = std::make_shared<const LimbLayout>(layout);
    prepared.volume_ = std::make_shared<const Volume>(std::move(volume));
    return prepared;
}

std::vector<PlanePlacement> Preprocessor::place(const LimbLayout& layout,
                                                const Geometry& geometry) const {
    const std::optional<PlaneSide> wanted = onlySide(input_.laterality);
    std::vector<PlanePlacement> placements;
    for (std::size_t slice = 0; slice < layout.slices.size(); ++slice) {
        for (const LimbInSlice& limb : layout.slices[slice].limbs) {
            if (wanted && limb.side != *wanted) {
                continue;
            }
            const bool mirrored =
                input_.laterality == Laterality::BilateralMirrored && limb.side == PlaneSide::Right;
            placements.push_back(
                {.slice = static_cast<std::int64_t>(slice),
                 .side = limb.side,
                 .sampling = samplingAround(limb, input_, geometry.spacing(), mirrored),
                 .territory = limb.territory});
        }
    }
    return placements;
}

PreparedCase PreparedCase::withSide(PlaneSide side) const {
    PreparedCase turned = *this;
    for (PlanePlacement& placement : turned.placements_) {
        if (placement.side != side) {
            PlaneSampling& sampling = placement.sampling;
            sampling.columnStart +=
                sampling.columnStep * static_cast<double>(planeSize_.columns - 1);
            sampling.columnStep = -sampling.columnStep;
            placement.side = side;
        }
    }
    return turned;
}

NetworkPlane PreparedCase::plane(std::size_t index) const {
    const PlanePlacement& placement = placements_.at(index);
    const std::vector<float> slice = sliceValues(*volume_, frame_, placement.slice);
    const float blank = *std::min_element(slice.begin(), slice.end());
    const SliceLayout& layout = layout_->slices[static_cast<std::size_t>(placement.slice)];
    NetworkPlane plane{planeSize_, {}, {}};
    plane.image = resamplePlaneLinear(slice, slicePlaneSize(geometry()), placement.sampling,
                                      planeSize_, blank);
    plane.body.resize(plane.image.size());
    std::size_t pixel = 0;
    for (std::int64_t r = 0; r < planeSize_.rows; ++r) {
        const double row =
            placement.sampling.rowStart + placement.sampling.rowStep * static_cast<double>(r);
        for (std::int64_t c = 0; c < planeSize_.columns; ++c, ++pixel) {
            const double column = placement.sampling.columnStart +
                                  placement.sampling.columnStep * static_cast<double>(c);
            if (!placement.territory.contains(row, column)) {
                plane.image[pixel] = blank;
            } else {
                plane.body[pixel] = layout.isBody(row, column) ? 1 : 0;
            }
        }
    }
    normalise(plane.image, plane.body, input_);
    return plane;
}

std::string segmentName(const std::string& label, PlaneSide side) {
    switch (side) {
    case PlaneSide::Left:
        return label + "_L";
    case PlaneSide::Right:
        return label + "_R";
    case PlaneSide::Whole:
        break;
    }
    return label;
}

} // namespace laurel
