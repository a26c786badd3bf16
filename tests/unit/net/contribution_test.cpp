#include "laurel/net/contribution.h"

#include "support/expect_error.h"
#include "support/tiny_package.h"

#include "laurel/base/files.h"

#include <limits>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::ElementsAre;

const ClientInfo thisClient{"test", "1"};
constexpr const char* serverId = "abcd";

StateDict weights(float encoder, float head, std::int64_t counter = 1) {
    StateDict state;
    state.add("encoder.weight", Tensor::fromFloats({2}, {encoder, encoder + 1}));
    state.add("head.weight", Tensor::fromFloats({1}, {head}));
    state.add("norm.num_batches_tracked", Tensor::fromIntegers({}, {counter}));
    return state;
}

class MakeContribution : public ::testing::Test {
  protected:
    ModelPackage package(const StateDict& state, const json& fineTuned = nullptr,
                         const std::vector<std::string>& prefixes = {},
                         const std::string& id = "tiny") {
        ModelManifest manifest = tinyManifest(id);
        manifest.training.sharedPrefixes = prefixes;
        manifest.training.privacy = privacy_;
        if (!fineTuned.is_null()) {
            manifest.provenance["fine_tuned"] = fineTuned;
        }
        return ModelPackage::create(folder_.path() / std::to_string(++packages_), manifest, state);
    }
    static Contribution make(const ModelPackage& candidate, const ModelPackage& base,
                             ContributionKind kind = ContributionKind::Full) {
        return makeContribution(candidate, base, serverId, 3, kind, thisClient);
    }

    const json learned_{{"slices", 12}, {"dice_after", 0.75}};
    TemporaryFolder folder_;
    std::optional<TrainingPrivacy> privacy_; ///< of the packages made from now on
    int packages_ = 0;
};

TEST_F(MakeContribution, sendsTheCandidate) {
    const Contribution made = make(package(weights(5, 6), learned_), package(weights(1, 2)));
    EXPECT_EQ(made.model, "tiny");
    EXPECT_EQ(made.tensors, weights(5, 6));
    EXPECT_EQ(made.request.kind, ContributionKind::Full);
    EXPECT_EQ(made.request.baseVersion, 3);
    EXPECT_EQ(made.request.slices, 12);
    EXPECT_EQ(made.request.dice, 0.75);
    EXPECT_EQ(made.request.client, thisClient);
    EXPECT_TRUE(made.withheld.empty());
}

TEST_F(MakeContribution, sendsADifferenceWhenAsked) {
    const Contribution made =
        make(package(weights(5, 6, 9), learned_), package(weights(1, 2)), ContributionKind::Delta);
    EXPECT_EQ(made.request.kind, ContributionKind::Delta);
    StateDict expected; // 5 - 1, 6 - 2, 6 - 2; counters are not computed with
    expected.add("encoder.weight", Tensor::fromFloats({2}, {4, 4}));
    expected.add("head.weight", Tensor::fromFloats({1}, {4}));
    expected.add("norm.num_batches_tracked", Tensor::fromIntegers({}, {0}));
    EXPECT_EQ(made.tensors, expected);
}

TEST_F(MakeContribution, privateTensorsNeverLeave) {
    const std::vector<std::string> shared{"encoder."};
    const std::vector<std::string> nothingPrivate;
    // Either side's wish counts: the server's manifest, and this site's own.
    for (const auto& [ours, theirs] :
         {std::pair{shared, shared}, {shared, nothingPrivate}, {nothingPrivate, shared}}) {
        const ModelPackage candidate = package(weights(5, 6, 9), learned_, ours);
        const ModelPackage base = package(weights(1, 2), nullptr, theirs);
        const Contribution full = make(candidate, base);
        EXPECT_EQ(full.tensors, weights(5, 2, 1));
        EXPECT_THAT(full.withheld, ElementsAre("head.weight", "norm.num_batches_tracked"));
        const Contribution difference = make(candidate, base, ContributionKind::Delta);
        EXPECT_EQ(difference.tensors.at("head.weight").floats()[0], 0.0F);
        EXPECT_EQ(difference.tensors.at("encoder.weight").floats()[0], 4.0F);
    }
    expectError(ErrorCode::InvalidInput, "does not differ",
                [&] { make(package(weights(1, 6), learned_, shared), package(weights(1, 2))); });
}

TEST_F(MakeContribution, nothingLeavesWithoutTheNoiseThatIsAskedFor) {
    const ModelPackage open = package(weights(1, 2));
    json record = learned_;
    record["privacy"] = {{"epsilon", 4.5}, {"delta", 1e-5}, {"clip", 0.5}, {"noise_multiplier", 2}};
    const ModelPackage noisy = package(weights(5, 6), record);
    EXPECT_EQ(make(noisy, open).privacy, (PrivacyRecord{4.5, 1e-5, 0.5, 2}));
    const ModelPackage clear = package(weights(5, 6), learned_);
    EXPECT_FALSE(make(clear, open).privacy);
    privacy_ = TrainingPrivacy{0.5, 2, 1e-5};
    const ModelPackage careful = package(weights(1, 2));
    EXPECT_EQ(make(noisy, careful).tensors, weights(5, 6));
    expectError(ErrorCode::InvalidInput, "the weights have none", [&] { make(clear, careful); });
    expectError(ErrorCode::InvalidInput, "the weights have none",
                [&] { make(package(weights(5, 6), learned_), open); }); // the site's own wish
    for (const TrainingPrivacy& more : {TrainingPrivacy{0.4, 2, 1e-5}, {0.5, 2.1, 1e-5}}) {
        privacy_ = more;
        expectError(ErrorCode::InvalidInput, "the weights have less",
                    [&] { make(noisy, package(weights(1, 2))); });
    }
    record["privacy"]["epsilon"] = -1;
    privacy_.reset();
    expectError(ErrorCode::InvalidInput, "provenance.fine_tuned.privacy.epsilon",
                [&] { make(package(weights(5, 6), record), open); });
}

TEST_F(MakeContribution, refusesWhatWasNotLearned) {
    const ModelPackage base = package(weights(1, 2));
    expectError(ErrorCode::InvalidInput, "nothing was learned",
                [&] { make(package(weights(5, 6)), base); });
    expectError(ErrorCode::InvalidInput, "does not differ",
                [&] { make(package(weights(1, 2), learned_), base); });
    for (const json& record :
         {json::object(), json{{"slices", 0}}, json{{"slices", -1}}, json{{"slices", 2.5}},
          json{{"slices", "12"}}, json{{"slices", 12}, {"dice_after", 1.5}},
          json{{"slices", 12}, {"dice_after", "good"}}, json(7)}) {
        expectError(ErrorCode::InvalidInput, "fine_tuned",
                    [&] { make(package(weights(5, 6), record), base); });
    }
    EXPECT_FALSE(make(package(weights(5, 6), json{{"slices", 12}, {"dice_after", nullptr}}), base)
                     .request.dice);
}

TEST_F(MakeContribution, tellsHowMuchWasCorrectedWhereThatIsKnown) {
    const ModelPackage base = package(weights(1, 2));
    json record = learned_;
    EXPECT_FALSE(make(package(weights(5, 6), record), base).diceIsAutomatic);
    record["dice_automatic"] = 0.91;
    const Contribution made = make(package(weights(5, 6), record), base);
    EXPECT_EQ(made.request.dice, 0.91);
    EXPECT_TRUE(made.diceIsAutomatic);
    record["dice_automatic"] = 1.5;
    expectError(ErrorCode::InvalidInput, "dice_automatic",
                [&] { make(package(weights(5, 6), record), base); });
}

TEST_F(MakeContribution, refusesAnotherBaseThanTheOneThatWasTuned) {
    const ModelPackage base = package(weights(1, 2));
    const auto tunedFrom = [&](const json& more) {
        json record = learned_;
        record.update(more);
        return errorTextOf([&] { make(package(weights(5, 6), record), base); });
    };
    EXPECT_EQ(tunedFrom({{"server", serverId}, {"model", "tiny"}, {"version", 3}}), "no error");
    EXPECT_THAT(tunedFrom({{"version", 2}}), ::testing::HasSubstr("expected version 3, got 2"));
    EXPECT_THAT(tunedFrom({{"server", "ef"}}), ::testing::HasSubstr("expected server abcd"));
    EXPECT_THAT(tunedFrom({{"model", "leg"}}), ::testing::HasSubstr("expected model tiny"));
    expectError(ErrorCode::InvalidInput, "id: expected tiny, got leg",
                [&] { make(package(weights(5, 6), learned_, {}, "leg"), base); });
}

TEST_F(MakeContribution, refusesTensorsThatDoNotFit) {
    const ModelPackage base = package(weights(1, 2));
    StateDict surplus = weights(5, 6);
    surplus.add("more.weight", Tensor::fromFloats({1}, {1}));
    StateDict otherShape;
    otherShape.add("encoder.weight", Tensor::fromFloats({1, 2}, {5, 6}));
    for (const StateDict& state : {surplus, otherShape, StateDict()}) {
        expectError(ErrorCode::InvalidInput, "weight",
                    [&] { make(package(state, learned_), base); });
    }
    for (const float value :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        expectError(ErrorCode::InvalidInput, "not a number",
                    [&] { make(package(weights(value, 6), learned_), base); });
    }
}

} // namespace
} // namespace laurel
