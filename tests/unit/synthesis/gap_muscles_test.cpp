#include "gap_muscles.h"
#include "label_planes.h"

#include <cmath>
#include <gtest/gtest.h>

namespace laurel {
namespace {

void paintRing(LabelMap& labels, double x, double y, double inner, double outer,
               std::uint16_t value) {
    const GridSize& size = labels.geometry().size();
    for (std::int64_t r = 0; r < size.y; ++r) {
        for (std::int64_t c = 0; c < size.x; ++c) {
            const double away = std::hypot(static_cast<double>(c) - x, static_cast<double>(r) - y);
            if (away <= outer && away >= inner && labels.at({c, r, 0}) == 0) {
                labels.set({c, r, 0}, value);
            }
        }
    }
}

/// A right thigh of discs, 1 mm voxels: medial is towards high x. Between vastus medialis,
/// sartorius and adductor magnus a disc around (98, 66) is free, or belongs to vastus medialis.
LabelMap discThigh(bool free) {
    LabelMap labels(Geometry({160, 150, 1}, {1, 1, 5}));
    paintRing(labels, 98, 66, 0, free ? 9 : 14, free ? 99 : 2);
    paintRing(labels, 65, 60, 0, 12, 99);  // the femur
    paintRing(labels, 65, 60, 12, 24, 3);  // vastus intermedius
    paintRing(labels, 90, 44, 0, 16, 2);   // vastus medialis
    paintRing(labels, 40, 60, 0, 24, 1);   // vastus lateralis
    paintRing(labels, 65, 28, 0, 11, 4);   // rectus femoris
    paintRing(labels, 114, 56, 0, 9, 5);   // sartorius
    paintRing(labels, 118, 80, 0, 8, 6);   // gracilis
    paintRing(labels, 92, 90, 0, 18, 7);   // adductor magnus
    paintRing(labels, 100, 116, 0, 11, 9); // semimembranosus
    paintRing(labels, 80, 122, 0, 11, 10); // semitendinosus
    paintRing(labels, 58, 112, 0, 13, 11); // biceps femoris
    for (std::uint16_t& value : labels.layer(0)) {
        value = value == 99 ? 0 : value;
    }
    addMuscleSegments(labels, Limb::Thigh, Side::Right, 1);
    return labels;
}

float longusAt(bool free, PlanePoint point) {
    const LabelMap labels = discThigh(free);
    const LimbStructures layout = layoutOf({labels}, Limb::Thigh);
    const auto stacks = limbStacks(labels, layout, {0});
    std::vector<float> distances(maxLimbFields);
    interpolateDistances(stacks.at(0).planes.at(0), point, distances.data());
    return distances[layout.muscleField(*layout.findMuscle("Adductor longus"))];
}

TEST(GapMuscles, AdductorLongusFillsTheRoomThatItsNeighboursLeave) {
    EXPECT_LT(longusAt(true, {98, 66}), -4);
    EXPECT_GT(longusAt(true, {65, 60}), 5) << "the femur";
    EXPECT_GT(longusAt(true, {92, 92}), 5) << "adductor magnus";
}

TEST(GapMuscles, ANarrowGapHoldsNoMuscle) {
    EXPECT_EQ(longusAt(false, {98, 66}), farAway);
}

} // namespace
} // namespace laurel
