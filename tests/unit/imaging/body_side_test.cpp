#include "laurel/imaging/body_side.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(BodySide, IsTheEndOfAName) {
    EXPECT_EQ(sideOf("Soleus_L"), BodySide::Left);
    EXPECT_EQ(sideOf("Soleus_R"), BodySide::Right);
    EXPECT_EQ(withoutSide("Soleus_R"), "Soleus");
    for (const char* name : {"", "_L", "Soleus", "Soleus_l", "SoleusL", "_LR", "Soleus_L "}) {
        EXPECT_EQ(sideOf(name), std::nullopt) << name;
        EXPECT_EQ(withoutSide(name), name);
    }
}

TEST(BodySide, IsAddedToNamesThatTellNone) {
    EXPECT_EQ(withSide("Soleus", BodySide::Left), "Soleus_L");
    EXPECT_EQ(withSide("Upright muscle", BodySide::Right), "Upright muscle_R");
    for (const char* name :
         {"Soleus_L", "Soleus_R", "Left soleus", "soleus (RIGHT)", "soleus_left"}) {
        EXPECT_EQ(withSide(name, BodySide::Left), name);
    }
}

TEST(BodySide, HasSnomedCodes) {
    EXPECT_EQ(snomedCodeOf(BodySide::Left), "7771000");
    EXPECT_EQ(snomedMeaningOf(BodySide::Right), "Right");
    for (const BodySide side : {BodySide::Left, BodySide::Right}) {
        EXPECT_EQ(sideOfSnomed(snomedCodeOf(side)), side);
    }
    EXPECT_EQ(sideOfSnomed("51440002"), std::nullopt); // bilateral
    EXPECT_EQ(sideOfSnomed(""), std::nullopt);
}

} // namespace
} // namespace laurel
