#include "intake_rig.h"

#include <functional>

#include <gtest/gtest.h>

namespace laurel {
namespace {

using State = ContributionState;

class ContributionStatusTest : public ::testing::Test {
  protected:
    void SetUp() override { prepareServer(server_); }

    std::string contribute(unsigned seed) {
        const std::string content = exampleContent(100, seed);
        std::string id = desk_.create("tiny", requestFor(content), contributor, "");
        send(desk_, id, content, 0, content.size());
        return id;
    }

    void write(const std::function<void(MetadataWriter&)>& work) {
        const auto writer = server_.metadata.beginWrite();
        work(*writer);
        writer->commit();
    }

    void addGold(const std::string& id) {
        write([&](MetadataWriter& writer) {
            writer.gold().add({id,
                               "tiny",
                               "t1",
                               {"Soleus_L", "Soleus_R"},
                               5,
                               1,
                               std::string(64, 'a'),
                               std::string(64, 'b')});
        });
    }

    ServerFolder server_;
    ContributionIntake desk_{
        server_.metadata, server_.blobs, {}, {[] { return exampleTimeMs; }, {}, {}}};
};

TEST_F(ContributionStatusTest, tellsTheTurnOfWhatWaits) {
    addGold("a");
    const std::string first = contribute(1);
    const std::string second = contribute(2);
    EXPECT_EQ(desk_.status(first, contributor).queuePosition, 0);
    EXPECT_EQ(desk_.status(second, contributor).queuePosition, 1);
    EXPECT_EQ(desk_.status(second, contributor).reasonCode, "");
    write([&](MetadataWriter& writer) {
        writer.contributions().advance(first, State::Received, State::Rejected, 5,
                                       {"not_finite", "a tensor is not finite", {}, {}, {}, {}});
    });
    EXPECT_EQ(desk_.status(second, contributor).queuePosition, 0);
    const ContributionStatus rejected = desk_.status(first, contributor);
    EXPECT_FALSE(rejected.queuePosition);
    EXPECT_EQ(rejected.reasonCode, "not_finite");
    EXPECT_EQ(rejected.reason, "a tensor is not finite");
}

TEST_F(ContributionStatusTest, saysThatItWaitsForGoldCases) {
    const std::string id = contribute(1);
    EXPECT_EQ(desk_.status(id, contributor).reasonCode, "no_gold");
    addGold("a");
    EXPECT_EQ(desk_.status(id, contributor).reasonCode, "");
}

/// Means by hand: label Soleus over cases and sides, and each case over its segments.
TEST_F(ContributionStatusTest, comparesWhatWasJudgedLastWithWhatWasCurrent) {
    addGold("a");
    addGold("b");
    const std::string id = contribute(1);
    const GoldScores current{{"a", "t1", {{"Soleus_L", 0.5}, {"Soleus_R", 0.75}}},
                             {"b", "t1", {{"Soleus_L", 0.25}}}};
    const GoldScores candidate{{"a", "t1", {{"Soleus_L", 0.25}, {"Soleus_R", 0.25}}}};
    write([&](MetadataWriter& writer) {
        writer.contributions().setScores(id, MeasuredWeights::current(), current);
        writer.contributions().setScores(id, MeasuredWeights::candidate(), candidate);
    });
    ContributionStatus status = desk_.status(id, administrator);
    EXPECT_EQ(status.scores, (std::vector<LabelScore>{{"Soleus", 0.5, 0.25}}));
    EXPECT_EQ(status.cases,
              (std::vector<CaseScore>{{"a", 0.625, 0.25}, {"b", 0.25, std::nullopt}}));

    const GoldScores merged{{"a", "t1", {{"Soleus_L", 0.75}, {"Soleus_R", 0.75}}},
                            {"b", "t1", {{"Soleus_L", 0.75}}}};
    write([&](MetadataWriter& writer) {
        writer.contributions().setTry(id, 1, {0.5, 0.5, "gate2_label"});
        writer.contributions().setScores(id, MeasuredWeights::merged(1), candidate);
        writer.contributions().setTry(id, 2, {0.25, 0.75, "accepted"});
        writer.contributions().setScores(id, MeasuredWeights::merged(2), merged);
    });
    status = desk_.status(id, contributor);
    EXPECT_EQ(status.tries, (std::vector<MergeTry>{{0.5, 0.5}, {0.25, 0.75}}));
    EXPECT_EQ(status.scores, (std::vector<LabelScore>{{"Soleus", 0.5, 0.75}}));
    EXPECT_TRUE(status.cases.empty()); // a contributor could climb towards the gold cases
    EXPECT_EQ(parseContributionStatus(serialize(status)), status);
}

} // namespace
} // namespace laurel
