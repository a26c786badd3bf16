#include "laurel/base/error.h"
#include "laurel/imaging/orientation.h"
#include "laurel/runtime/preprocessor.h"
#include "slices.h"

#include <algorithm>
#include <array>
#include <utility>

namespace laurel {

namespace {

using Channels = ReferenceChannels::mapped_type;

void requireSameGrid(const LabelMap& labels, const Volume& image) {
    if (!labels.geometry().sameGridAs(image.geometry())) {
        throw Error(ErrorCode::InvalidInput, "a reference must lie on its image's grid (" +
                                                 image.geometry().describe() + "), not on " +
                                                 labels.geometry().describe());
    }
}

/// What the annotation says of voxels without a segment of the model: background, unless it names
/// background itself.
std::uint16_t labelOfUnnamed(const Channels& channels) {
    const bool namesBackground =
        std::ranges::any_of(channels, [](const auto& channel) { return channel.second == 0; });
    return namesBackground ? ignoredLabel : 0;
}

/// The output channels of one slice.
std::vector<std::uint16_t> labelSlice(const LabelMap& labels, const Channels& channels,
                                      std::int64_t slice) {
    const PlaneSize size = slicePlaneSize(labels.geometry());
    const auto count = static_cast<std::size_t>(size.rows * size.columns);
    std::vector<std::uint16_t> result(count, labelOfUnnamed(channels));
    for (const auto& [key, channel] : channels) {
        const auto source =
            labels.layer(key.first).subspan(count * static_cast<std::size_t>(slice), count);
        for (std::size_t i = 0; i < count; ++i) {
            if (source[i] == key.second) {
                result[i] = channel;
            }
        }
    }
    return result;
}

std::vector<std::uint16_t> labelPlane(const LabelMap& labels, const Channels& channels,
                                      const PlanePlacement& placement, PlaneSize planeSize) {
    return resamplePlaneNearest(labelSlice(labels, channels, placement.slice),
                                slicePlaneSize(labels.geometry()), placement.sampling, planeSize);
}

bool holdsAny(const std::vector<std::uint16_t>& labels) {
    return std::any_of(labels.begin(), labels.end(), isStructure);
}

/// Segments that say of voxels that they are background, or that nobody knows what they are.
void addSparseAnnotation(Channels& channels, const LabelMap& labels) {
    constexpr std::array<std::pair<const char*, std::uint16_t>, 3> names{
        {{"Background", 0}, {"Undefined", ignoredLabel}, {"Uncertain", ignoredLabel}}};
    for (const auto& [name, label] : names) {
        if (const Segment* segment = labels.findByName(name)) {
            channels.try_emplace({segment->layer, segment->value}, label);
        }
    }
}

PrepareOptions optionsFor(const ReferenceChannels& matched, std::int64_t frame) {
    PrepareOptions options;
    options.frame = frame;
    if (matched.size() == 1 && matched.begin()->first != PlaneSide::Whole) {
        options.knownSide = matched.begin()->first;
    }
    return options;
}

/// Of each canonical slice, whether it was reviewed.
std::vector<bool> reviewedSlices(const ReviewedCase& reviewed, const Orientation& canonical,
                                 const std::string& model) {
    const Geometry& geometry = reviewed.image->geometry();
    std::vector<bool> wanted = canonicalSlices(geometry, canonical, std::nullopt);
    if (!reviewed.slices) {
        return wanted;
    }
    const std::optional<std::vector<std::int64_t>> fileSlice = fileSlices(geometry, canonical);
    if (!fileSlice) {
        throw Error(ErrorCode::InvalidInput,
                    "single slices of this image cannot train model " + model +
                        ": it learns slices along another axis than the file's third; give the "
                        "case without naming slices");
    }
    for (const std::int64_t slice : *reviewed.slices) {
        if (slice < 0 || slice >= geometry.size().z) {
            throw Error(ErrorCode::InvalidArgument,
                        "reviewed slice " + std::to_string(slice) +
                            " leaves the image, whose slices are 0 to " +
                            std::to_string(geometry.size().z - 1));
        }
    }
    std::transform(fileSlice->begin(), fileSlice->end(), wanted.begin(), [&](std::int64_t slice) {
        return std::ranges::find(*reviewed.slices, slice) != reviewed.slices->end();
    });
    return wanted;
}

/// Removes the sides that no wanted slice shows a label of.
void keepSidesWithLabels(ReferenceChannels& matched, const LabelMap& labels,
                         const std::vector<bool>& wanted) {
    std::erase_if(matched, [&](const auto& side) {
        for (std::size_t slice = 0; slice < wanted.size(); ++slice) {
            if (wanted[slice] &&
                holdsAny(labelSlice(labels, side.second, static_cast<std::int64_t>(slice)))) {
                return false;
            }
        }
        return true;
    });
}

} // namespace

ReferenceChannels Preprocessor::matchSegments(const LabelMap& labels) const {
    const bool sided = input_.laterality == Laterality::BilateralMirrored;
    const std::vector<PlaneSide> sides =
        sided ? std::vector{PlaneSide::Right, PlaneSide::Left} : std::vector{PlaneSide::Whole};
    ReferenceChannels matched;
    for (const PlaneSide side : sides) {
        for (std::size_t i = 0; i < labelNames_.size(); ++i) {
            if (const Segment* segment = labels.findByName(segmentName(labelNames_[i], side))) {
                matched[side][{segment->layer, segment->value}] = static_cast<std::uint16_t>(i + 1);
            }
        }
    }
    for (auto& [side, channels] : matched) {
        addSparseAnnotation(channels, labels);
    }
    if (matched.empty()) {
        throw Error(ErrorCode::InvalidInput, "the reference has no segment named as model " +
                                                 modelId_ + " names them, such as " +
                                                 segmentName(labelNames_.front(), sides.back()));
    }
    return matched;
}

std::vector<ReferencePlane> Preprocessor::referencePlanes(const TrainingCase& example,
                                                          const CancellationToken& cancel) const {
    requireSameGrid(example.labels, example.image);
    const ReferenceChannels matched = matchSegments(example.labels);
    const PreparedCase prepared = prepare(example.image, optionsFor(matched, 0), cancel);
    const LabelMap labels = reorient(example.labels, Orientation(input_.orientation));
    std::vector<ReferencePlane> planes;
    for (std::size_t i = 0; i < prepared.placements().size(); ++i) {
        const PlanePlacement& placement = prepared.placements()[i];
        if (const auto side = matched.find(sideOfSegments(placement)); side != matched.end()) {
            planes.push_back({prepared.plane(i),
                              labelPlane(labels, side->second, placement, prepared.planeSize()),
                              placement});
        }
    }
    return planes;
}

std::vector<ReferencePlane> Preprocessor::reviewedPlanes(const ReviewedCase& reviewed,
                                                         const CancellationToken& cancel) const {
    const Orientation canonical(input_.orientation);
    requireSameGrid(reviewed.labels, *reviewed.image);
    const std::vector<bool> wanted = reviewedSlices(reviewed, canonical, modelId_);
    const LabelMap labels = reorient(reviewed.labels, canonical);
    ReferenceChannels matched = matchSegments(labels);
    keepSidesWithLabels(matched, labels, wanted);
    if (matched.empty()) {
        throw Error(ErrorCode::InvalidInput,
                    "the reviewed slices show no label of model " + modelId_);
    }
    const PreparedCase prepared =
        prepare(*reviewed.image, optionsFor(matched, reviewed.frame), cancel);
    std::vector<ReferencePlane> planes;
    for (std::size_t i = 0; i < prepared.placements().size(); ++i) {
        cancel.throwIfCancelled();
        const PlanePlacement& placement = prepared.placements()[i];
        const auto side = matched.find(sideOfSegments(placement));
        if (side == matched.end() || !wanted[static_cast<std::size_t>(placement.slice)]) {
            continue;
        }
        auto channels = labelPlane(labels, side->second, placement, prepared.planeSize());
        if (reviewed.slices || holdsAny(channels)) {
            planes.push_back({prepared.plane(i), std::move(channels), placement});
        }
    }
    return planes;
}

PlaneSide Preprocessor::sideOfSegments(const PlanePlacement& placement) const {
    return input_.laterality == Laterality::BilateralMirrored ? placement.side : PlaneSide::Whole;
}

} // namespace laurel
