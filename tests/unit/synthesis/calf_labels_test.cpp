#include "label_planes.h"

#include "laurel/arrays/nifti.h"
#include "laurel/imaging/orientation.h"
#include "laurel/synthesis/label_map_synthesizer.h"

#include "support/data_folder.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <gtest/gtest.h>

namespace laurel {
namespace {

LabelMap calfLabels() {
    LabelMap labels = readNiftiLabels(dataFolder() / "calf_mr" / "labels.nii.gz");
    labels.clearSegments();
    std::uint16_t value = 13;
    for (const char* name :
         {"Gastrocnemius medialis", "Gastrocnemius lateralis", "Soleus", "Tibialis anterior",
          "Peroneus", "Extensor digitorum longus", "Tibialis posterior"}) {
        labels.addSegment({sidedName(name, Side::Right), value++, 0, {}, {}, {}});
        labels.addSegment({sidedName(name, Side::Left), value++, 0, {}, {}, {}});
    }
    return labels;
}

TEST(CalfLabels, GiveFiftyLimbSlicesWithAllMuscles) {
    LAUREL_REQUIRE_DATA("calf_mr/labels.nii.gz");
    const LabelMapSynthesizer synthesizer({calfLabels()}, {});
    EXPECT_EQ(synthesizer.sourceSlices(), 50U);
    Random random(1);
    int missing = 0;
    for (int i = 0; i < 60; ++i) {
        const SyntheticCase made = synthesizer.sample(random);
        for (const Segment& segment : made.labels.segments()) {
            missing += made.labels.voxels(segment) == 0 ? 1 : 0;
        }
    }
    EXPECT_LT(missing, 10);
}

struct Tissues {
    double bone = 0;
    double muscle = 0;
};

/// Mean of the image over what a plane calls bone and over its soleus.
Tissues meansUnder(const LimbPlane& plane, const LimbStructures& layout, std::size_t bone,
                   const Volume& image, std::int64_t z, bool mirrored) {
    Tissues sum;
    Tissues count;
    for (std::int64_t r = 0; r < plane.grid.rows; ++r) {
        for (std::int64_t c = 0; c < plane.grid.columns; ++c) {
            const double x = plane.grid.x(c) * (mirrored ? -1 : 1) / image.geometry().spacing()[0];
            const double y = plane.grid.y(r) / image.geometry().spacing()[1];
            const double value = image.value({std::llround(x), std::llround(y), z});
            if (plane.at(c, r, layout.boneField(bone)) < -1.5F) {
                sum.bone += value;
                count.bone += 1;
            } else if (plane.at(c, r, layout.muscleField(0)) < -3) {
                sum.muscle += value;
                count.muscle += 1;
            }
        }
    }
    return {sum.bone / count.bone, sum.muscle / count.muscle};
}

// The image of the same legs, which the planes never saw, is fat-suppressed: bone is dark in it,
// cortex and marrow alike.
TEST(CalfLabels, BonesAreFoundWhereTheImageIsDark) {
    LAUREL_REQUIRE_DATA("calf_mr/twoLegs.nii.gz");
    const Volume image =
        reorient(readNifti(dataFolder() / "calf_mr" / "twoLegs.nii.gz"), Orientation());
    const LabelMap labels = reorient(calfLabels(), Orientation());
    const LimbStructures layout = layoutOf({labels}, Limb::Leg);
    const auto stacks = limbStacks(labels, layout, {2});
    ASSERT_EQ(stacks.size(), 2U);
    for (std::size_t side = 0; side < 2; ++side) {
        ASSERT_EQ(stacks[side].planes.size(), 25U);
        int tibia = 0;
        int fibula = 0;
        for (std::int64_t z = 0; z < 25; ++z) {
            const LimbPlane& plane = stacks[side].planes[static_cast<std::size_t>(z)];
            const Tissues shin = meansUnder(plane, layout, 0, image, z, side == 1);
            const Tissues outer = meansUnder(plane, layout, 1, image, z, side == 1);
            tibia += shin.bone < 0.6 * shin.muscle ? 1 : 0;
            fibula += outer.bone < 0.65 * outer.muscle ? 1 : 0;
        }
        EXPECT_EQ(tibia, 25) << "side " << side;
        EXPECT_EQ(fibula, 25) << "side " << side;
    }
}

} // namespace
} // namespace laurel
