#include "laurel/base/error.h"
#include "laurel/imaging/orientation.h"
#include "laurel/runtime/preprocessor.h"
#include "slices.h"

#include <algorithm>
#include <map>

namespace laurel {

namespace {

/// Which output channel a layer's value means, for each side that has segments.
using Channels = std::map<std::pair<int, std::uint16_t>, std::uint16_t>;
using ChannelsBySide = std::map<PlaneSide, Channels>;

ChannelsBySide matchSegments(const LabelMap& labels, const std::vector<std::string>& names,
                             Laterality laterality) {
    const std::vector<PlaneSide> sides = laterality == Laterality::BilateralMirrored
                                             ? std::vector{PlaneSide::Right, PlaneSide::Left}
                                             : std::vector{PlaneSide::Whole};
    ChannelsBySide matched;
    for (const PlaneSide side : sides) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (const Segment* segment = labels.findByName(segmentName(names[i], side))) {
                matched[side][{segment->layer, segment->value}] = static_cast<std::uint16_t>(i + 1);
            }
        }
    }
    return matched;
}

std::vector<std::uint16_t> labelPlane(const LabelMap& labels, const Channels& channels,
                                      const PlanePlacement& placement, PlaneSize planeSize) {
    const PlaneSize sliceSize = slicePlaneSize(labels.geometry());
    const auto count = static_cast<std::size_t>(sliceSize.rows * sliceSize.columns);
    std::vector<std::uint16_t> slice(count, 0);
    for (const auto& [key, channel] : channels) {
        const auto source = labels.layer(key.first).subspan(
            count * static_cast<std::size_t>(placement.slice), count);
        for (std::size_t i = 0; i < count; ++i) {
            if (source[i] == key.second) {
                slice[i] = channel;
            }
        }
    }
    return resamplePlaneNearest(slice, sliceSize, placement.sampling, planeSize);
}

} // namespace

std::vector<ReferencePlane> Preprocessor::referencePlanes(const TrainingCase& example,
                                                          const CancellationToken& cancel) const {
    if (!example.labels.geometry().sameGridAs(example.image.geometry())) {
        throw Error(ErrorCode::InvalidInput, "a reference must lie on its image's grid (" +
                                                 example.image.geometry().describe() +
                                                 "), not on " +
                                                 example.labels.geometry().describe());
    }
    const ChannelsBySide matched = matchSegments(example.labels, labelNames_, input_.laterality);
    if (matched.empty()) {
        throw Error(
            ErrorCode::InvalidInput,
            "the reference has no segment named as model " + modelId_ + " names them, such as " +
                segmentName(labelNames_.front(), input_.laterality == Laterality::BilateralMirrored
                                                     ? PlaneSide::Left
                                                     : PlaneSide::Whole));
    }
    PrepareOptions options;
    if (matched.size() == 1 && matched.begin()->first != PlaneSide::Whole) {
        options.knownSide = matched.begin()->first;
    }
    const PreparedCase prepared = prepare(example.image, options, cancel);
    const LabelMap labels = reorient(example.labels, Orientation(input_.orientation));
    std::vector<ReferencePlane> planes;
    for (std::size_t i = 0; i < prepared.placements().size(); ++i) {
        const PlanePlacement& placement = prepared.placements()[i];
        const bool sided = input_.laterality == Laterality::BilateralMirrored;
        const auto channels = matched.find(sided ? placement.side : PlaneSide::Whole);
        if (channels != matched.end()) {
            planes.push_back({prepared.plane(i),
                              labelPlane(labels, channels->second, placement, prepared.planeSize()),
                              placement});
        }
    }
    return planes;
}

} // namespace laurel
