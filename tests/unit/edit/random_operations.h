#pragma once

#include "laurel/edit/mask_operation.h"

#include "random_cases.h"

#include <memory>

namespace laurel {

/// Whole numbers from -50 to 50.
inline Volume randomImageOn(Random& random, const Geometry& geometry) {
    std::vector<std::int16_t> pixels(static_cast<std::size_t>(geometry.size().voxels()));
    for (std::int16_t& pixel : pixels) {
        pixel = static_cast<std::int16_t>(random.integer(-50, 50));
    }
    return {geometry, std::move(pixels)};
}

inline Overwrite randomOverwrite(Random& random) {
    return static_cast<Overwrite>(random.integer(0, 2));
}

inline PaintArea randomArea(Random& random, const Segmentation& target) {
    PaintArea area;
    area.kind = static_cast<PaintArea::Kind>(random.integer(0, 3));
    area.inside = keyOf(randomSegment(random, target));
    area.limitsIntensity = random.chance(0.4);
    area.low = random.integer(-40, 20);
    area.high = area.low + random.integer(0, 50);
    return area;
}

inline PaintRules randomRules(Random& random, const Segmentation& target) {
    return {randomOverwrite(random), random.chance(0.5) ? PaintArea{} : randomArea(random, target)};
}

/// What the rules say of one voxel, from their words alone.
class RuleReference {
  public:
    RuleReference(const Segmentation& target, int layer, const PaintRules& rules,
                  const Volume& image)
        : target_(target), layer_(layer), rules_(rules), image_(image) {}

    bool isLocked(std::uint16_t value) const {
        const auto number = target_.indexOf(layer_, value);
        return number && target_.looks[*number].locked;
    }
    /// @param now the labels at the moment of painting
    bool mayPaint(const LabelMap& now, const VoxelIndex& at, std::uint16_t value) const {
        const std::uint16_t present = now.at(at, layer_);
        if (isLocked(value) || isLocked(present) || !isInRange(at)) {
            return false;
        }
        if (present != 0 && rules_.overwrite != Overwrite::Unlocked) {
            const auto number = target_.indexOf(layer_, present);
            const bool visible = number && target_.looks[*number].visible;
            if (rules_.overwrite == Overwrite::Background || !visible) {
                return false;
            }
        }
        if (rules_.area.kind == PaintArea::Kind::InsideSegment) {
            return now.at(at, rules_.area.inside.layer) == rules_.area.inside.value;
        }
        bool outside = true;
        for (int layer = 0; layer < now.layers(); ++layer) {
            outside = outside && now.at(at, layer) == 0;
        }
        return rules_.area.kind == PaintArea::Kind::Everywhere ||
               outside == (rules_.area.kind == PaintArea::Kind::OutsideSegments);
    }
    bool mayErase(const LabelMap& now, const VoxelIndex& at, std::uint16_t value) const {
        return now.at(at, layer_) == value && !isLocked(value) && isInRange(at);
    }
    bool isInRange(const VoxelIndex& at) const {
        const double value = image_.value(at);
        return !rules_.area.limitsIntensity ||
               (value >= rules_.area.low && value <= rules_.area.high);
    }

  private:
    const Segmentation& target_;
    int layer_;
    PaintRules rules_;
    const Volume& image_;
};

inline OperationScope randomScope(Random& random, const Segmentation& target) {
    const GridSize size = target.labels.geometry().size();
    OperationScope scope;
    scope.segment = randomSegment(random, target);
    scope.plane = randomPlane(random, size);
    scope.reach = static_cast<OperationReach>(random.integer(0, 2));
    scope.overwrite = randomOverwrite(random);
    scope.area = random.chance(0.5) ? PaintArea{} : randomArea(random, target);
    const auto last = static_cast<int>(size[scope.plane.axis]) - 1;
    scope.first = random.integer(0, last);
    scope.last = random.integer(static_cast<int>(scope.first), last);
    return scope;
}

inline MaskOperation randomOperation(Random& random, const Segmentation& target) {
    switch (random.integer(0, 5)) {
    case 0:
        return GrowParameters{random.uniform(0.3, 3), random.chance(0.5)};
    case 1:
        return MorphologyParameters{static_cast<MorphologyKind>(random.integer(0, 2)),
                                    random.uniform(0.3, 3)};
    case 2:
        return IslandsParameters{random.chance(0.5), random.uniform(1, 20)};
    case 3:
        return SmoothParameters{random.uniform(0.4, 2), random.chance(0.5)};
    case 4: {
        const double low = random.integer(-40, 10);
        return ThresholdParameters{low, low + random.integer(0, 30)};
    }
    default:
        return BooleanParameters{static_cast<BooleanKind>(random.integer(0, 2)),
                                 keyOf(randomSegment(random, target))};
    }
}

/// Not in effect yet.
inline EditStep operationAtRandom(Random& random, const Segmentation& target) {
    const auto image =
        std::make_shared<const Volume>(randomImageOn(random, target.labels.geometry()));
    const OperationScope scope = randomScope(random, target);
    const MaskOperation operation = randomOperation(random, target);
    return computeOperation(
        operationInput(target, SegmentCounts(target), image, 0, scope, operation), operation,
        CancellationToken{});
}

} // namespace laurel
