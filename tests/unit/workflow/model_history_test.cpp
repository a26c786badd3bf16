#include "laurel/workflow/model_history.h"

#include "service_fixture.h"

#include "laurel/package/model_package.h"
#include "support/expect_error.h"

#include <algorithm>

#include <gmock/gmock.h>

namespace laurel {
namespace {

using ::testing::HasSubstr;

class Histories : public Services {
  protected:
    /// Publishes the tiny package with these metrics as the next version.
    void publish(const std::string& name, const nlohmann::json& metrics) {
        const ModelPackage tiny = ModelPackage::open(folder_.path() / "shipped" / "tiny");
        ModelManifest manifest = tiny.manifest();
        manifest.metrics = metrics;
        ModelPackage::create(folder_.path() / name, manifest, tiny.weights());
        fake_.publish(folder_.path() / name);
    }
    ModelHistory history() { return historyOf(home_, fake_.serverId(), "tiny", progress_, {}); }
    std::size_t requestsFor(const std::string& pathEnd) {
        const auto access = fake_.state();
        return static_cast<std::size_t>(
            std::ranges::count_if(access->requests, [&](const FakeRequest& request) {
                return request.path.ends_with(pathEnd);
            }));
    }
};

TEST_F(Histories, TellWhatEachVersionScored) {
    publish("second", {{"mean_dice", 0.86},
                       {"dice_per_label", {{"Soleus", 0.9}, {"Tibialis anterior", 0.82}}},
                       {"gold_set", "a"}});
    publish("third", {{"mean_dice", 0.87}, {"dice_per_label", {{"Soleus", 7}, {"Peroneus", "x"}}}});
    const ModelHistory told = history();
    ASSERT_EQ(told.versions.size(), 3U);
    EXPECT_EQ(told.current, 3);
    EXPECT_EQ(told.versions[0].number, 1);
    EXPECT_EQ(told.versions[0].meanDice, std::nullopt) << "published unmeasured";
    EXPECT_NEAR(*told.versions[1].meanDice, 0.86, 1e-12);
    EXPECT_NEAR(told.versions[1].labels.at("Soleus"), 0.9, 1e-12);
    EXPECT_NEAR(*told.versions[1].lowest(), 0.82, 1e-12);
    EXPECT_NEAR(*told.versions[2].meanDice, 0.87, 1e-12);
    EXPECT_TRUE(told.versions[2].labels.empty()) << "no Dice is 7, or a word";
    ASSERT_TRUE(told.card);
    EXPECT_EQ(told.card->id, "tiny");
}

TEST_F(Histories, AskForAManifestOnce) {
    publish("second", {{"mean_dice", 0.86}});
    history();
    const std::size_t asked = requestsFor("manifest.json");
    EXPECT_EQ(asked, 2U);
    EXPECT_NEAR(*history().versions[1].meanDice, 0.86, 1e-12);
    EXPECT_EQ(requestsFor("manifest.json"), asked) << "versions never change";
}

TEST_F(Histories, BelieveNothingThatWasNotSigned) {
    publish("second", {{"mean_dice", 0.86}});
    std::string& bytes = fake_.state()->versions.at("tiny").at(1).files.at("manifest.json");
    bytes.replace(bytes.find("0.86"), 4, "0.99");
    const ModelHistory told = history();
    ASSERT_EQ(told.versions.size(), 2U);
    EXPECT_EQ(told.versions[1].meanDice, std::nullopt);
    EXPECT_THAT(told.versions[1].problem, HasSubstr("is not the file that was signed"));
    EXPECT_EQ(told.versions[0].problem, "");
}

TEST_F(Histories, SayWhichServerIsNotKnown) {
    expectError(ErrorCode::NotFound, "not known any more",
                [&] { historyOf(home_, "nobody", "tiny", progress_, {}); });
}

} // namespace
} // namespace laurel
