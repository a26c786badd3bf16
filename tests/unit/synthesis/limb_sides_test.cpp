#include "limb_sides.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

/// Two limbs of 3 columns each, 4 apart, called alike; in the second slice they touch.
LabelMap twoLimbs() {
    LabelMap labels(Geometry({12, 2, 2}, {1, 1, 5}));
    for (const std::int64_t x : {1, 2, 3, 8, 9, 10}) {
        labels.set({x, 0, 0}, 4);
    }
    for (const std::int64_t x : {3, 4, 5, 6, 7, 8}) {
        labels.set({x, 0, 1}, 4);
    }
    labels.set({2, 1, 0}, 7);
    labels.addSegment({"Sartorius", 4, 0, {}, {}, {}});
    labels.addSegment({"Femur_R", 7, 0, {}, {}, {}});
    return labels;
}

TEST(LimbSides, AreToldApartByWhereTheyLie) {
    const LabelMap sided = withSides(twoLimbs());
    const Segment* right = sided.findByName("Sartorius_R");
    const Segment* left = sided.findByName("Sartorius_L");
    ASSERT_NE(right, nullptr);
    ASSERT_NE(left, nullptr);
    for (const std::int64_t x : {1, 2, 3}) { // low x is the patient's right
        EXPECT_EQ(sided.at({x, 0, 0}), right->value);
        EXPECT_EQ(sided.at({x + 7, 0, 0}), left->value);
    }
    EXPECT_EQ(sided.at({4, 0, 0}), 0);
}

TEST(LimbSides, LimbsThatTouchArePartedInTheirMiddle) {
    const LabelMap sided = withSides(twoLimbs());
    const std::uint16_t right = sided.findByName("Sartorius_R")->value;
    const std::uint16_t left = sided.findByName("Sartorius_L")->value;
    EXPECT_EQ(sided.at({3, 0, 1}), right);
    EXPECT_EQ(sided.at({4, 0, 1}), right);
    EXPECT_EQ(sided.at({7, 0, 1}), left);
    EXPECT_EQ(sided.at({8, 0, 1}), left);
}

TEST(LimbSides, WhatHasASideKeepsIt) {
    const LabelMap sided = withSides(twoLimbs());
    EXPECT_EQ(sided.segments().size(), 3U);
    ASSERT_NE(sided.findByName("Femur_R"), nullptr);
    EXPECT_EQ(sided.at({2, 1, 0}), sided.findByName("Femur_R")->value);
}

} // namespace
} // namespace laurel
