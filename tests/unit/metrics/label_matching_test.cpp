#include "laurel/metrics/label_matching.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

LabelMap mapOf(std::vector<std::uint16_t> voxels, const std::vector<Segment>& segments) {
    const auto count = static_cast<std::int64_t>(voxels.size());
    LabelMap map(Geometry({count, 1, 1}, {1, 1, 1}), std::move(voxels));
    for (const Segment& segment : segments) {
        map.addSegment(segment);
    }
    return map;
}

Segment named(const std::string& name, std::uint16_t value, int layer = 0) {
    return {name, value, layer, "", {}, ""};
}

/// "name: reference value-segmentation value", 0 where that side has none.
std::vector<std::string> pairsOf(const LabelMap& reference, const LabelMap& segmentation) {
    std::vector<std::string> result;
    for (const MatchedLabel& match : matchLabels(reference, segmentation)) {
        const auto value = [](const std::optional<Segment>& segment) {
            return std::to_string(segment ? segment->value : 0);
        };
        EXPECT_EQ(match.value, (match.reference ? match.reference : match.segmentation)->value);
        result.push_back(match.name + ": " + value(match.reference) + "-" +
                         value(match.segmentation));
    }
    return result;
}

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MatchLabels, GoesByNameWhateverTheValues) {
    const LabelMap reference = mapOf({1, 2}, {named("soleus", 1), named("gracilis", 2)});
    const LabelMap segmentation = mapOf({1, 2}, {named("gracilis", 1), named("soleus", 2)});
    EXPECT_THAT(pairsOf(reference, segmentation), ElementsAre("soleus: 1-2", "gracilis: 2-1"));
}

TEST(MatchLabels, GoesByValueWhereASideHasNoNames) {
    const LabelMap withNames = mapOf({1, 2}, {named("soleus", 1), named("gracilis", 2)});
    const LabelMap without = mapOf({2, 1}, {});
    EXPECT_THAT(pairsOf(withNames, without), ElementsAre("soleus: 1-1", "gracilis: 2-2"));
    EXPECT_THAT(pairsOf(without, withNames), ElementsAre("soleus: 1-1", "gracilis: 2-2"));
    EXPECT_THAT(pairsOf(without, without), ElementsAre("Label 1: 1-1", "Label 2: 2-2"));
}

TEST(MatchLabels, DoesNotTakeGeneratedNamesForNames) {
    LabelMap generated = mapOf({1, 2}, {});
    generated.nameUnlabelled();
    const LabelMap withNames = mapOf({1, 2}, {named("soleus", 1), named("gracilis", 2)});
    EXPECT_THAT(pairsOf(generated, withNames), ElementsAre("soleus: 1-1", "gracilis: 2-2"));
    // Here "Label 2" is a person's name for value 1.
    const LabelMap odd = mapOf({1}, {named("Label 2", 1)});
    EXPECT_THAT(pairsOf(odd, generated), ElementsAre("Label 2: 1-1", "Label 2: 0-2"));
}

TEST(MatchLabels, NeverJoinsTwoDifferentNames) {
    const LabelMap reference = mapOf({1}, {named("soleus", 1)});
    const LabelMap segmentation = mapOf({1}, {named("gracilis", 1)});
    EXPECT_THAT(pairsOf(reference, segmentation), ElementsAre("soleus: 1-0", "gracilis: 0-1"));
}

TEST(MatchLabels, LetsNamesGoBeforeValues) {
    // Value 3 has no name in the reference and could take the segmentation's "soleus" = 3, which
    // belongs to the reference's "soleus" = 5.
    const LabelMap reference = mapOf({3, 5}, {named("Label 3", 3), named("soleus", 5)});
    const LabelMap segmentation = mapOf({3}, {named("soleus", 3)});
    EXPECT_THAT(pairsOf(reference, segmentation), ElementsAre("Label 3: 3-0", "soleus: 5-3"));
}

TEST(MatchLabels, ListsSegmentsWithoutVoxels) {
    const LabelMap reference = mapOf({0}, {named("soleus", 1)});
    EXPECT_THAT(pairsOf(reference, mapOf({0}, {})), ElementsAre("soleus: 1-0"));
    EXPECT_THAT(pairsOf(mapOf({0}, {}), mapOf({0}, {})), IsEmpty());
}

TEST(MatchLabels, LooksAcrossLayers) {
    LabelMap layered = mapOf({1, 0}, {});
    layered.addLayer();
    layered.set({1, 0, 0}, 1, 1);
    layered.set({0, 0, 0}, 7, 1);
    const LabelMap flat = mapOf({1, 7}, {});
    const auto matches = matchLabels(flat, layered);
    ASSERT_EQ(matches.size(), 3U);
    EXPECT_EQ(matches[0].segmentation->layer, 0);
    EXPECT_EQ(matches[1].segmentation->layer, 1);
    EXPECT_FALSE(matches[2].reference.has_value());
    EXPECT_EQ(matches[2].segmentation->layer, 1);
    // The second layer of both belongs together although the first one holds the value too.
    EXPECT_EQ(matchLabels(layered, layered)[1].segmentation->layer, 1);
}

} // namespace
} // namespace laurel
