#include "dicom_codes.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(CieLab, EveryColourComesBackAsItWas) {
    int different = 0;
    for (int red = 0; red < 256; red += 1) {
        for (int green = 0; green < 256; green += 3) {
            for (int blue = 0; blue < 256; blue += 5) {
                const Color color{static_cast<std::uint8_t>(red), static_cast<std::uint8_t>(green),
                                  static_cast<std::uint8_t>(blue)};
                different += fromCieLab(toCieLab(color)) == color ? 0 : 1;
            }
        }
    }
    EXPECT_EQ(different, 0);
}

// L* of the ends of the scale, and of sRGB red under D65 (IEC 61966-2-1): 53.24, 80.09, 67.20, as
// PS3.3 C.10.7.1.1 scales them: L* by 65535/100, a* and b* by 257 after adding 128.
TEST(CieLab, KnownColoursHaveKnownValues) {
    EXPECT_EQ(toCieLab({0, 0, 0})[0], 0);
    EXPECT_NEAR(toCieLab({255, 255, 255})[0], 65535, 2);
    const auto red = toCieLab({255, 0, 0});
    EXPECT_NEAR(red[0], 0.5324 * 65535, 30);
    EXPECT_NEAR(red[1], (80.09 + 128) * 257, 30);
    EXPECT_NEAR(red[2], (67.20 + 128) * 257, 30);
}

TEST(SegmentProperty, SnomedCodesAreKeptAndOthersAreTissue) {
    Segment segment{"Soleus", 1, 0, "", {}, "45321001"};
    EXPECT_EQ(propertyOf(segment).type.value, "45321001");
    EXPECT_EQ(propertyOf(segment).category,
              (CodedConcept{"123037004", "SCT", "Anatomical Structure"}));
    EXPECT_EQ(snomedOf(propertyOf(segment)), "45321001");
    for (const char* code : {"", "T-12345", "12", "12345678901234567"}) {
        segment.snomed = code;
        EXPECT_EQ(propertyOf(segment).type.meaning, "Tissue") << code;
        EXPECT_EQ(snomedOf(propertyOf(segment)), "") << code;
    }
    segment.snomed = "85756007"; // tissue as such is a code too
    EXPECT_EQ(snomedOf(propertyOf(segment)), "85756007");
}

TEST(SegmentProperty, SidesAreModifiersOfTheType) {
    const SegmentProperty left = propertyOf({"Soleus_L", 1, 0, "", {}, "45321001"});
    EXPECT_EQ(left.type, (CodedConcept{"45321001", "SCT", "Soleus"}));
    EXPECT_EQ(left.modifier, (CodedConcept{"7771000", "SCT", "Left"}));
    EXPECT_EQ(propertyOf({"Fat_R", 1, 0, "", {}, ""}).modifier.value, "24028007");
    EXPECT_EQ(propertyOf({"Soleus", 1, 0, "", {}, ""}).modifier.value, "");
    EXPECT_EQ(sidedName("Soleus", left), "Soleus_L");
    EXPECT_EQ(sidedName("Left soleus", left), "Left soleus");
    EXPECT_EQ(sidedName("Soleus", {{}, {}, {"51440002", "SCT", "Bilateral"}}), "Soleus");
    EXPECT_EQ(sidedName("Soleus", {{}, {}, {"7771000", "OTHER", "Left"}}), "Soleus");
}

TEST(SegmentProperty, CodesOfOtherSchemesAreNotSnomed) {
    EXPECT_EQ(snomedOf({{"T-D000A", "SRT", ""}, {"T-13610", "SRT", ""}}), "");
    EXPECT_EQ(snomedOf({{"123037004", "SCT", ""}, {"10200004", "SCT", "Liver"}}), "10200004");
}

} // namespace
} // namespace laurel
