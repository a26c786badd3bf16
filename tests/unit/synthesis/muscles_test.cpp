#include "laurel/synthesis/contrast.h"
#include "laurel/synthesis/muscles.h"

#include "support/expect_error.h"

#include <set>

#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(Muscles, LegHasTheSixAndThighTheTwelveOfThePublishedModels) {
    EXPECT_EQ(musclesOf(Limb::Leg).size(), 6U);
    EXPECT_EQ(musclesOf(Limb::Thigh).size(), 12U);
    EXPECT_EQ(musclesOf(Limb::Leg)[0].name, "Soleus");
    EXPECT_EQ(musclesOf(Limb::Leg)[5].abbreviation, "PER");
    EXPECT_EQ(toHex(musclesOf(Limb::Leg)[3].color), "#D19D12");
}

TEST(Muscles, NamesAndColoursDifferWithinALimb) {
    for (const Limb limb : {Limb::Leg, Limb::Thigh}) {
        std::set<std::string> seen;
        for (const Muscle& muscle : musclesOf(limb)) {
            EXPECT_TRUE(seen.insert(std::string(muscle.name)).second);
            EXPECT_TRUE(seen.insert(toHex(muscle.color)).second);
        }
    }
}

TEST(Muscles, SegmentsOfASideFollowTheTable) {
    LabelMap labels(Geometry({4, 4, 1}, {1, 1, 1}));
    addMuscleSegments(labels, Limb::Leg, Side::Right, 1);
    addMuscleSegments(labels, Limb::Leg, Side::Left, 7);
    ASSERT_EQ(labels.segments().size(), 12U);
    EXPECT_EQ(labels.findByName("Soleus_R")->value, 1);
    EXPECT_EQ(labels.findByName("Peroneus_L")->value, 12);
    EXPECT_EQ(labels.findByName("Gastrocnemius medialis_L")->abbreviation, "GM");
}

TEST(ContrastNames, AreReadBackAndOthersRefused) {
    for (const Contrast contrast :
         {Contrast::ProtonDensity, Contrast::T1, Contrast::T2, Contrast::Random}) {
        EXPECT_EQ(contrastFromString(std::string(toString(contrast))), contrast);
    }
    expectError(ErrorCode::InvalidArgument, "'T1'", [] { contrastFromString("T1"); });
}

} // namespace
} // namespace laurel
