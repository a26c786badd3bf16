#include "laurel/workflow/segment_region.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <variant>

namespace laurel {

namespace {

VoxelBox clipped(const VoxelBox& box, const GridSize& size) {
    return {{std::max<std::int64_t>(box.low.x, 0), std::max<std::int64_t>(box.low.y, 0), 0},
            {std::min(box.high.x, size.x - 1), std::min(box.high.y, size.y - 1), size.z - 1}};
}

GridSize sizeOf(const VoxelBox& box) {
    return {box.high.x - box.low.x + 1, box.high.y - box.low.y + 1, box.high.z - box.low.z + 1};
}

Geometry cut(const Geometry& whole, const VoxelBox& box) {
    return {sizeOf(box), whole.spacing(), whole.toWorld(box.low), whole.direction()};
}

/// Goes through the rows of the box: `copy(offset in the whole, offset in the part, length)`.
template <typename Copy>
void eachRow(const Geometry& whole, const VoxelBox& box, const Copy& copy) {
    const GridSize size = sizeOf(box);
    std::size_t to = 0;
    for (std::int64_t z = box.low.z; z <= box.high.z; ++z) {
        for (std::int64_t y = box.low.y; y <= box.high.y; ++y) {
            copy(whole.offset({box.low.x, y, z}), to, static_cast<std::size_t>(size.x));
            to += static_cast<std::size_t>(size.x);
        }
    }
}

Volume cut(const Volume& image, std::int64_t frame, const VoxelBox& box) {
    const Geometry& whole = image.geometry();
    PixelBuffer pixels = std::visit(
        [&]<typename T>(const std::vector<T>&) -> PixelBuffer {
            const std::span<const T> from = image.frame<T>(frame);
            std::vector<T> part(static_cast<std::size_t>(sizeOf(box).voxels()));
            eachRow(whole, box, [&](std::size_t source, std::size_t to, std::size_t length) {
                std::ranges::copy(from.subspan(source, length),
                                  part.begin() + static_cast<std::ptrdiff_t>(to));
            });
            return part;
        },
        image.pixels());
    Volume part(cut(whole, box), std::move(pixels), 1, image.rescale());
    part.modality = image.modality;
    part.description = image.description;
    return part;
}

VoxelBox usable(const Volume& image, std::int64_t frame, const VoxelBox& rectangle) {
    if (frame < 0 || frame >= image.frames()) {
        throw Error(ErrorCode::InvalidArgument,
                    "the image has no frame " + std::to_string(frame + 1));
    }
    const VoxelBox box = clipped(rectangle, image.geometry().size());
    const GridSize size = box.empty() ? GridSize{0, 0, 0} : sizeOf(box);
    if (std::min(size.x, size.y) < SegmentRegion::leastSide) {
        throw Error(ErrorCode::InvalidArgument,
                    "The rectangle is " + std::to_string(size.x) + " by " + std::to_string(size.y) +
                        " voxels; a model needs at least " +
                        std::to_string(SegmentRegion::leastSide) + " each way. Draw a larger one.");
    }
    return box;
}

} // namespace

bool SegmentRequest::operator==(const SegmentRequest& other) const {
    const bool sameSlices =
        slices.has_value() == other.slices.has_value() &&
        (!slices || (slices->first == other.slices->first && slices->last == other.slices->last));
    return sameSlices && side == other.side && rectangle == other.rectangle;
}

SegmentRegion::SegmentRegion(const Volume& image, std::int64_t frame, const VoxelBox& rectangle)
    : whole_(image.geometry()), rectangle_(usable(image, frame, rectangle)),
      part_(cut(image, frame, rectangle_)) {}

LabelMap SegmentRegion::placed(const LabelMap& part) const {
    LabelMap labels(whole_, part.layers());
    for (int layer = 0; layer < part.layers(); ++layer) {
        const auto from = part.layer(layer);
        const auto to = labels.layer(layer);
        eachRow(whole_, rectangle_,
                [&](std::size_t target, std::size_t source, std::size_t length) {
                    std::ranges::copy(from.subspan(source, length),
                                      to.begin() + static_cast<std::ptrdiff_t>(target));
                });
    }
    for (const Segment& segment : part.segments()) {
        labels.addSegment(segment);
    }
    return labels;
}

SlicePreview SegmentRegion::placed(const SlicePreview& part) const {
    const GridSize& size = whole_.size();
    SlicePreview whole{part.slice,
                       std::vector<std::uint16_t>(static_cast<std::size_t>(size.x * size.y))};
    VoxelBox inSlice = rectangle_;
    inSlice.low.z = inSlice.high.z = 0;
    const std::span<const std::uint16_t> from(part.labels);
    eachRow(whole_, inSlice, [&](std::size_t target, std::size_t source, std::size_t length) {
        std::ranges::copy(from.subspan(source, length),
                          whole.labels.begin() + static_cast<std::ptrdiff_t>(target));
    });
    return whole;
}

LabelMap ofSide(const LabelMap& labels, BodySide side) {
    LabelMap own(labels.geometry(), labels.layers());
    std::vector<std::vector<bool>> keeps(static_cast<std::size_t>(labels.layers()),
                                         std::vector<bool>(std::size_t{1} << 16));
    for (const Segment& segment : labels.segments()) {
        if (sideOf(segment.name).value_or(side) == side) {
            keeps[static_cast<std::size_t>(segment.layer)][segment.value] = true;
            own.addSegment(segment);
        }
    }
    bool anyOwn = false;
    bool anyOther = false;
    for (int layer = 0; layer < labels.layers(); ++layer) {
        const std::vector<bool>& kept = keeps[static_cast<std::size_t>(layer)];
        std::ranges::transform(labels.layer(layer), own.layer(layer).begin(),
                               [&](std::uint16_t value) {
                                   anyOwn = anyOwn || kept[value];
                                   anyOther = anyOther || (value != 0 && !kept[value]);
                                   return kept[value] ? value : std::uint16_t{0};
                               });
    }
    if (anyOther && !anyOwn) {
        const bool left = side == BodySide::Left;
        throw Error(ErrorCode::InvalidInput,
                    std::string("The model sees only a ") + (left ? "right" : "left") +
                        " limb here. Nothing was proposed for the " + (left ? "left" : "right") +
                        " one. Choose the other side, or both.");
    }
    return own;
}

} // namespace laurel
