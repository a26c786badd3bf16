#include "laurel/imaging/label_map.h"

#include "support/expect_error.h"

#include <set>

namespace laurel {
namespace {

LabelMap smallMap() {
    return {Geometry({3, 2, 1}, {1, 1, 1}), {0, 7, 7, 2, 0, 7}};
}

TEST(Color, IsWrittenAsHexadecimal) {
    EXPECT_EQ(toHex({255, 10, 0}), "#FF0A00");
    EXPECT_EQ(colorFromHex("#ff0A00"), (Color{255, 10, 0}));
    for (const char* text : {"", "FF0A00", "#FF0A0", "#FF0A000", "#GG0000", "#-12345", "# 12345"}) {
        expectError(ErrorCode::InvalidInput, "#RRGGBB", [&] { colorFromHex(text); });
    }
}

TEST(Color, DefaultsDifferBetweenNeighbours) {
    std::set<std::string> seen;
    for (std::uint16_t value = 1; value <= 24; ++value) {
        seen.insert(toHex(defaultColor(value)));
    }
    EXPECT_EQ(seen.size(), 24U);
    EXPECT_FALSE(defaultColor(24) == defaultColor(25));
    EXPECT_EQ(defaultColor(3), defaultColor(3));
}

TEST(LabelMap, NamesTheVoxelsOfOneLayerAndValue) {
    LabelMap map = smallMap();
    map.addSegment({"soleus", 7, 0, "SOL", {1, 2, 3}, ""});
    const Segment& soleus = *map.findByName("soleus");
    EXPECT_EQ(map.voxels(soleus), 3);
    EXPECT_EQ(map.mask(soleus), (std::vector<std::uint8_t>{0, 1, 1, 0, 0, 1}));
    EXPECT_EQ(map.find(0, 7), &soleus);
    EXPECT_EQ(map.find(0, 2), nullptr);
    EXPECT_EQ(map.find(1, 7), nullptr);
    EXPECT_EQ(map.findByName("other"), nullptr);
}

TEST(LabelMap, HoldsOverlappingSegmentsInLayers) {
    LabelMap map = smallMap();
    EXPECT_EQ(map.addLayer(), 1);
    map.set({1, 0, 0}, 9, 1);
    map.addSegment({"fat", 9, 1, "", {}, ""});
    map.addSegment({"muscle", 7, 0, "", {}, ""});
    EXPECT_EQ(map.at({1, 0, 0}, 0), 7);
    EXPECT_EQ(map.at({1, 0, 0}, 1), 9);
    EXPECT_EQ(map.voxels(*map.findByName("fat")), 1);
    EXPECT_EQ(map.voxels(*map.findByName("muscle")), 3);
}

TEST(LabelMap, NamesWhatHasNoName) {
    LabelMap map = smallMap();
    map.addSegment({"Label 2", 7, 0, "", {}, ""}); // the obvious name is taken
    map.nameUnlabelled();
    ASSERT_EQ(map.segments().size(), 2U);
    const Segment& added = *map.find(0, 2);
    EXPECT_NE(added.name, "Label 2");
    EXPECT_EQ(added.color, defaultColor(2));
    EXPECT_TRUE(hasGeneratedName(added));
    EXPECT_FALSE(hasGeneratedName(map.segments()[0])); // a person's, for another value
    map.nameUnlabelled();
    EXPECT_EQ(map.segments().size(), 2U);
    map.clearSegments();
    map.nameUnlabelled();
    EXPECT_EQ(map.find(0, 7)->name, "Label 7");
}

TEST(LabelMap, ListsUnlabelledByLayerAndValue) {
    LabelMap map = smallMap();
    map.addLayer();
    map.set({2, 1, 0}, 65535, 1);
    map.set({0, 1, 0}, 2, 1);
    const std::vector<Segment> segments = map.unlabelled();
    ASSERT_EQ(segments.size(), 4U);
    EXPECT_EQ(segments[0].name, "Label 2");
    EXPECT_EQ(segments[1].name, "Label 7");
    EXPECT_EQ(segments[2].value, 2);
    EXPECT_EQ(segments[2].layer, 1);
    EXPECT_TRUE(hasGeneratedName(segments[2]));
    EXPECT_EQ(segments[3].value, 65535);
    map.nameUnlabelled();
    EXPECT_TRUE(map.unlabelled().empty());
    EXPECT_FALSE(hasGeneratedName({"Label 22", 2, 0, "", {}, ""}));
}

TEST(LabelMap, RefusesAmbiguousSegments) {
    LabelMap map = smallMap();
    map.addSegment({"soleus", 7, 0, "", {}, ""});
    for (const Segment& bad :
         {Segment{"soleus", 2, 0, "", {}, ""}, Segment{"other", 7, 0, "", {}, ""},
          Segment{"other", 0, 0, "", {}, ""}, Segment{"other", 2, 1, "", {}, ""},
          Segment{"other", 2, -1, "", {}, ""}, Segment{"", 2, 0, "", {}, ""}}) {
        expectError(ErrorCode::InvalidArgument, bad.name, [&] { map.addSegment(bad); });
    }
    EXPECT_EQ(map.segments().size(), 1U);
}

TEST(LabelMap, RefusesAWrongNumberOfVoxels) {
    expectError(ErrorCode::InvalidInput, "5 voxels", [] {
        LabelMap(Geometry({3, 2, 1}, {1, 1, 1}), std::vector<std::uint16_t>(5));
    });
    expectError(ErrorCode::InvalidArgument, "at least one layer", [] { LabelMap(Geometry{}, 0); });
}

TEST(LabelMap, ComparesGridVoxelsAndSegments) {
    const LabelMap map = smallMap();
    EXPECT_EQ(map, smallMap());
    LabelMap voxel = smallMap();
    voxel.set({0, 0, 0}, 1);
    EXPECT_FALSE(map == voxel);
    LabelMap named = smallMap();
    named.nameUnlabelled();
    EXPECT_FALSE(map == named);
    const LabelMap moved(Geometry({3, 2, 1}, {1, 1, 1}, {5, 0, 0}), {0, 7, 7, 2, 0, 7});
    EXPECT_FALSE(map == moved);
}

} // namespace
} // namespace laurel
