#include "paint_places.h"

#include "laurel/base/error.h"

#include <variant>

namespace laurel {

ValueReader::ValueReader(const PaintImage& image)
    : slope_(image.volume->rescale().slope), intercept_(image.volume->rescale().intercept) {
    std::visit(
        [&]<typename T>(const std::vector<T>&) {
            data_ = image.volume->frame<T>(image.frame).data();
            read_ = [](const void* data, std::size_t offset) {
                return static_cast<double>(static_cast<const T*>(data)[offset]);
            };
        },
        image.volume->pixels());
}

PaintPlaces::PaintPlaces(const LabelMap& labels, const PaintArea& area, const PaintImage& image)
    : labels_(labels), area_(area) {
    if (!area_.limitsIntensity) {
        return;
    }
    if (image.volume == nullptr || image.frame < 0 || image.frame >= image.volume->frames() ||
        !(image.volume->geometry().size() == labels.geometry().size())) {
        throw Error(ErrorCode::InvalidArgument,
                    "painting within grey values needs the image on the labels' grid");
    }
    values_ = ValueReader(image);
}

bool PaintPlaces::isInArea(std::size_t offset) const noexcept {
    switch (area_.kind) {
    case PaintArea::Kind::Everywhere:
        return true;
    case PaintArea::Kind::InsideSegment:
        return area_.inside.layer < labels_.layers() &&
               labels_.layer(area_.inside.layer)[offset] == area_.inside.value;
    case PaintArea::Kind::OutsideSegments:
        return !isInSegments(offset);
    case PaintArea::Kind::InsideSegments:
        break;
    }
    return isInSegments(offset);
}

bool PaintPlaces::isInSegments(std::size_t offset) const noexcept {
    for (int layer = 0; layer < labels_.layers(); ++layer) {
        if (labels_.layer(layer)[offset] != 0) {
            return true;
        }
    }
    return false;
}

std::vector<bool> keptValues(const Segmentation& segmentation, int layer, Overwrite overwrite) {
    std::vector<bool> kept(std::size_t{1} << 16, overwrite != Overwrite::Unlocked);
    kept[0] = false;
    const std::vector<Segment>& segments = segmentation.labels.segments();
    for (std::size_t number = 0; number < segments.size(); ++number) {
        if (segments[number].layer == layer) {
            const SegmentLook& look = segmentation.looks[number];
            kept[segments[number].value] = look.locked || overwrite == Overwrite::Background ||
                                           (overwrite == Overwrite::Visible && !look.visible);
        }
    }
    return kept;
}

bool mayPaint(const Segmentation& segmentation, const Segment& segment, const PaintRules& rules,
              const PaintImage& image, const VoxelIndex& voxel) {
    const LabelMap& labels = segmentation.labels;
    const std::uint16_t present = labels.at(voxel, segment.layer);
    return !segmentation.lookOf(segment).locked &&
           !keptValues(segmentation, segment.layer, rules.overwrite)[present] &&
           PaintPlaces(labels, rules.area, image).mayPaint(labels.geometry().offset(voxel));
}

} // namespace laurel
