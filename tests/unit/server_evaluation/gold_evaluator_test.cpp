#include "phantom_files.h"

#include "laurel/metrics/metrics.h"
#include "support/expect_error.h"

#include <atomic>
#include <cmath>
#include <future>
#include <optional>

#include <gmock/gmock.h>

namespace laurel {
namespace {

using ::testing::IsEmpty;

/// Counts how often pixels are read, and cancels at the given time.
class WatchedBlobs final : public BlobStore {
  public:
    explicit WatchedBlobs(BlobStore& inner) : inner_(inner) {}

    std::filesystem::path stagingFolder() const override { return inner_.stagingFolder(); }
    std::string take(const std::filesystem::path& file) override { return inner_.take(file); }
    std::unique_ptr<BlobReader> open(const std::string& sha256) const override {
        return inner_.open(sha256);
    }
    std::filesystem::path path(const std::string& sha256) const override {
        if (++reads == cancelAt) {
            source.cancel();
        }
        return inner_.path(sha256);
    }
    void remove(const std::string& sha256) override { inner_.remove(sha256); }

    mutable std::atomic<int> reads = 0;
    int cancelAt = -1;
    mutable CancellationSource source;

  private:
    BlobStore& inner_;
};

/// What the same files score without any of the server's code.
std::map<std::string, double> direct(const ModelManifest& manifest, const StateDict& weights,
                                     const SyntheticCase& phantom) {
    NoProgress silent;
    SegmentOptions options;
    options.threads = 1;
    const LabelMap labels =
        sharedEngine().load(manifest, weights)->segment(phantom.image, options, silent, {}).labels;
    std::map<std::string, double> scores;
    for (const LabelMetrics& label : evaluate(phantom.labels, labels).labels) {
        if (label.dice) {
            scores[label.name] = *label.dice;
        }
    }
    return scores;
}

StateDict withTensor(const StateDict& weights, const std::string& name, float value) {
    StateDict changed;
    for (const auto& [other, tensor] : weights.entries()) {
        changed.add(other,
                    other == name
                        ? Tensor::fromFloats(
                              tensor.shape(),
                              std::vector<float>(static_cast<std::size_t>(tensor.count()), value))
                        : tensor);
    }
    return changed;
}

TEST(GoldEvaluator, ScoresAreThoseOfSegmentingTheFiles) {
    GoldServer server;
    std::map<std::string, SyntheticCase> phantoms;
    for (const std::uint64_t seed : {21, 22}) {
        const PhantomFiles files(server, seed);
        const auto added = server.add(files.image, files.labels, "group " + std::to_string(seed));
        phantoms.emplace(added.goldCase.id, files.phantom);
    }
    const GoldScores scores = server.evaluator.evaluate(server.leg.manifest(), server.weights, {});
    ASSERT_EQ(scores.size(), 2U);
    EXPECT_LT(scores[0].id, scores[1].id);
    for (const GoldCaseScore& score : scores) {
        const SyntheticCase& phantom = phantoms.at(score.id);
        EXPECT_EQ(score.dice, direct(server.leg.manifest(), server.weights, phantom));
        EXPECT_EQ(score.dice.size(), 12U);
        EXPECT_GT(score.dice.at("Soleus_L"), 0.5);
        EXPECT_EQ(score.group.substr(0, 6), "group ");
    }
    // Other weights, on what is in memory by now.
    const StateDict other = withTensor(server.weights, "head.bias", 0);
    const GoldScores others = server.evaluator.evaluate(server.leg.manifest(), other, {});
    ASSERT_EQ(others.size(), 2U);
    EXPECT_NE(others, scores);
    EXPECT_EQ(others[0].dice, direct(server.leg.manifest(), other, phantoms.at(others[0].id)));
}

TEST(GoldEvaluator, WhatIsSegmentedBesideTheReferenceScoresZero) {
    GoldServer server;
    PhantomFiles files(server, 23);
    LabelMap onlySoleus = files.phantom.labels;
    const Segment soleus = *onlySoleus.findByName("Soleus_L");
    onlySoleus.clearSegments();
    onlySoleus.addSegment(soleus);
    writeLabels(server.file("soleus.npz"), onlySoleus);
    server.add(files.image, server.file("soleus.npz"));
    const GoldScores scores = server.evaluator.evaluate(server.leg.manifest(), server.weights, {});
    ASSERT_EQ(scores.size(), 1U);
    EXPECT_GT(scores[0].dice.at("Soleus_L"), 0.5);
    EXPECT_EQ(scores[0].dice.at("Tibialis anterior_L"), 0);
    // A network that gives background alone: absent from both is left out.
    StateDict blind;
    for (const auto& [name, tensor] : server.weights.entries()) {
        const bool isBias = name == "head.bias";
        std::vector<float> values(static_cast<std::size_t>(tensor.count()), isBias ? -9.F : 0.F);
        if (isBias) {
            values[0] = 9;
        }
        blind.add(name,
                  name.starts_with("head.") ? Tensor::fromFloats(tensor.shape(), values) : tensor);
    }
    const GoldScores none = server.evaluator.evaluate(server.leg.manifest(), blind, {});
    EXPECT_EQ(none[0].dice, (std::map<std::string, double>{{"Soleus_L", 0}}));
}

TEST(GoldEvaluator, ARemovedCaseNoLongerCountsAndTheDigestTellsSetsApart) {
    GoldServer server;
    const ModelManifest& manifest = server.leg.manifest();
    const std::string empty = server.evaluator.goldSetDigest("leg");
    EXPECT_THAT(server.evaluator.evaluate(manifest, server.weights, {}), IsEmpty());
    const GoldCase first = addPhantom(server, 24).goldCase;
    const std::string one = server.evaluator.goldSetDigest("leg");
    const GoldCase second = addPhantom(server, 25).goldCase;
    const std::string two = server.evaluator.goldSetDigest("leg");
    EXPECT_NE(empty, one);
    EXPECT_NE(one, two);
    EXPECT_NE(empty, two);
    EXPECT_EQ(two.size(), 64U);
    EXPECT_EQ(server.evaluator.goldSetDigest("other"), empty);
    EXPECT_EQ(server.evaluator.evaluate(manifest, server.weights, {}).size(), 2U);

    server.gold.remove(second.id, "local");
    EXPECT_EQ(server.evaluator.goldSetDigest("leg"), one);
    const GoldScores scores = server.evaluator.evaluate(manifest, server.weights, {});
    ASSERT_EQ(scores.size(), 1U);
    EXPECT_EQ(scores[0].id, first.id);
    // The same pixels again are another case.
    addPhantom(server, 25);
    EXPECT_NE(server.evaluator.goldSetDigest("leg"), two);
}

TEST(GoldEvaluator, PreparesEachCaseOncePerInputDescription) {
    GoldServer server;
    for (const std::uint64_t seed : {26, 27}) {
        addPhantom(server, seed);
    }
    WatchedBlobs blobs(server.server.blobs);
    GoldEvaluator evaluator(server.server.metadata, blobs, sharedEngine(), {.threads = 1});
    const ModelManifest& manifest = server.leg.manifest();
    const GoldScores scores = evaluator.evaluate(manifest, server.weights, {});
    EXPECT_EQ(blobs.reads, 4);
    EXPECT_EQ(evaluator.evaluate(manifest, server.weights, {}), scores);
    EXPECT_EQ(blobs.reads, 4);

    ModelManifest changed = manifest;
    changed.input.highPercentile = 90;
    const GoldScores others = evaluator.evaluate(changed, server.weights, {});
    EXPECT_EQ(blobs.reads, 8);
    EXPECT_NE(others, scores);
    EXPECT_EQ(evaluator.evaluate(manifest, server.weights, {}), scores);
    EXPECT_EQ(evaluator.evaluate(changed, server.weights, {}), others);
    EXPECT_EQ(blobs.reads, 8);
}

TEST(GoldEvaluator, KeepsWithinItsBudgetWhatTheNextRoundNeeds) {
    GoldServer server;
    for (const std::uint64_t seed : {28, 29}) {
        addPhantom(server, seed);
    }
    const ModelManifest& manifest = server.leg.manifest();
    const auto prepared = sharedEngine().prepare(manifest, smallPhantom(28).image, 0, {});
    const std::size_t labels = 160 * 96 * 2 * 2;
    const GoldScores expected = server.evaluator.evaluate(manifest, server.weights, {});
    for (const std::size_t room : {0U, 1U, 2U}) {
        SCOPED_TRACE(room);
        WatchedBlobs blobs(server.server.blobs);
        GoldEvaluator evaluator(server.server.metadata, blobs, sharedEngine(),
                                {room * (prepared->bytes() + labels), 1, {}});
        EXPECT_EQ(evaluator.evaluate(manifest, server.weights, {}), expected);
        EXPECT_EQ(blobs.reads, 4);
        EXPECT_EQ(evaluator.evaluate(manifest, server.weights, {}), expected);
        EXPECT_EQ(blobs.reads, 8 - 2 * static_cast<int>(room));
    }
}

TEST(GoldEvaluator, WeightsThatDoNotFitOrBlowUpAreNamedAsTheCause) {
    GoldServer server;
    addPhantom(server, 30);
    const ModelManifest& manifest = server.leg.manifest();
    StateDict less;
    for (const auto& [name, tensor] : server.weights.entries()) {
        if (name != "head.bias") {
            less.add(name, tensor);
        }
    }
    expectError(ErrorCode::InvalidInput, "head.bias",
                [&] { server.evaluator.evaluate(manifest, less, {}); });
    for (const float value : {std::nanf(""), HUGE_VALF}) {
        for (const char* tensor : {"head.bias", "head.weight"}) {
            expectError(ErrorCode::InvalidInput, "no numbers", [&] {
                server.evaluator.evaluate(manifest, withTensor(server.weights, tensor, value), {});
            });
        }
    }
    // It still works afterwards.
    EXPECT_EQ(server.evaluator.evaluate(manifest, server.weights, {}).size(), 1U);
}

TEST(GoldEvaluator, WhatIsWrongWithTheServerIsNotTheWeightsFault) {
    GoldServer server;
    const GoldCase goldCase = addPhantom(server, 31).goldCase;
    Engine broken({"/absent/liblaurel_runtime.so", {}});
    GoldEvaluator unable(server.server.metadata, server.server.blobs, broken);
    expectError(ErrorCode::Unavailable, "runtime library is missing",
                [&] { unable.evaluate(server.leg.manifest(), server.weights, {}); });
    server.server.blobs.remove(goldCase.labelsSha256);
    expectError(ErrorCode::Unavailable, goldCase.id,
                [&] { server.evaluator.evaluate(server.leg.manifest(), server.weights, {}); });
}

/// What a few steps make of a small network with batch normalisations, for the leg's labels.
class NormedLeg final : public SampleSource {
  public:
    explicit NormedLeg(ModelManifest leg) : manifest(std::move(leg)) {
        manifest.plugin = {"unet2d", "1.1", {{"widths", {4, 8}}, {"norm", "batch"}}};
        TrainOptions options;
        options.steps = 2;
        options.batchSize = 2;
        options.threads = 1;
        weights = sharedEngine()
                      .train(manifest, *this, {}, options, [](const TrainingEvent&) {}, {})
                      .weights;
    }
    TrainingCase sample(std::uint64_t number) const override {
        SyntheticCase phantom = smallPhantom(number);
        return {std::move(phantom.image), std::move(phantom.labels)};
    }

    ModelManifest manifest;
    StateDict weights;
};

TEST(GoldEvaluator, CalibratesStatisticsOnTheImagesOfAllItsCases) {
    GoldServer server;
    const NormedLeg leg(server.leg.manifest());
    EXPECT_EQ(server.evaluator.calibrated(leg.manifest, leg.weights, {}), leg.weights)
        << "no gold cases";
    addPhantom(server, 34);
    addPhantom(server, 35);
    const StateDict calibrated = server.evaluator.calibrated(leg.manifest, leg.weights, {});
    PreparedImages images{2, [&](std::size_t number) {
                              return sharedEngine().prepare(leg.manifest,
                                                            smallPhantom(34 + number).image, 0, {});
                          }};
    StateDict expected =
        sharedEngine().calibrateStatistics(leg.manifest, leg.weights, images, 1, {});
    std::size_t statistics = 0;
    for (const auto& [name, tensor] : leg.weights.entries()) {
        const bool isStatistic = name.ends_with("running_mean") || name.ends_with("running_var");
        statistics += isStatistic ? 1U : 0U;
        EXPECT_EQ(calibrated.at(name) == tensor, !isStatistic) << name;
        for (std::int64_t i = 0; isStatistic && i < tensor.count(); ++i) {
            const auto at = static_cast<std::size_t>(i);
            const float wanted = expected.at(name).floats()[at];
            // The files hold whole numbers, in an order of cases that is the server's.
            EXPECT_NEAR(calibrated.at(name).floats()[at], wanted, 1e-3 + 1e-2 * std::abs(wanted))
                << name;
        }
    }
    EXPECT_GT(statistics, 4U);
    // What has no statistics stays as it is.
    EXPECT_EQ(server.evaluator.calibrated(server.leg.manifest(), server.weights, {}),
              server.weights);
    expectError(ErrorCode::InvalidInput, "not finite", [&] {
        const std::string first = leg.weights.entries().begin()->first;
        server.evaluator.calibrated(leg.manifest, withTensor(leg.weights, first, std::nanf("")),
                                    {});
    });
}

TEST(GoldEvaluator, StopsBetweenCases) {
    GoldServer server;
    for (const std::uint64_t seed : {32, 33}) {
        addPhantom(server, seed);
    }
    WatchedBlobs blobs(server.server.blobs);
    blobs.cancelAt = 3; // the second case's image
    GoldEvaluator evaluator(server.server.metadata, blobs, sharedEngine(), {.threads = 1});
    expectError(ErrorCode::Cancelled, "", [&] {
        evaluator.evaluate(server.leg.manifest(), server.weights, blobs.source.token());
    });
    EXPECT_EQ(blobs.reads, 4);
    expectError(ErrorCode::Cancelled, "", [&] {
        evaluator.evaluate(server.leg.manifest(), server.weights, blobs.source.token());
    });
    EXPECT_EQ(blobs.reads, 4);
}

TEST(GoldEvaluator, TellsWhereTheTimeWent) {
    GoldServer server;
    std::vector<EvaluationTimes> told;
    GoldEvaluator evaluator(
        server.server.metadata, server.server.blobs, sharedEngine(),
        {.threads = 1, .onEvaluated = [&](const EvaluationTimes& one) { told.push_back(one); }});
    evaluator.evaluate(server.leg.manifest(), server.weights, {});
    addPhantom(server, 35);
    evaluator.evaluate(server.leg.manifest(), server.weights, {});
    expectError(ErrorCode::InvalidInput, "",
                [&] { evaluator.evaluate(server.leg.manifest(), {}, {}); });
    ASSERT_EQ(told.size(), 2U) << "only of those that were finished";
    EXPECT_EQ(told[0].cases, 0U);
    EXPECT_EQ(told[0].network, 0);
    EXPECT_EQ(told[1].cases, 1U);
    EXPECT_GT(told[1].network, 0);
    EXPECT_GT(told[1].total, told[1].network);
}

TEST(GoldEvaluator, ServesSeveralThreads) {
    GoldServer server;
    addPhantom(server, 34);
    const StateDict other = withTensor(server.weights, "head.bias", 0);
    const auto evaluate = [&](const StateDict& weights) {
        return server.evaluator.evaluate(server.leg.manifest(), weights, {});
    };
    auto first = std::async(std::launch::async, evaluate, std::cref(server.weights));
    auto second = std::async(std::launch::async, evaluate, std::cref(other));
    const std::string digest = server.evaluator.goldSetDigest("leg");
    const GoldScores scores = first.get();
    const GoldScores others = second.get();
    EXPECT_EQ(scores, evaluate(server.weights));
    EXPECT_EQ(others, evaluate(other));
    EXPECT_EQ(digest, server.evaluator.goldSetDigest("leg"));
}

} // namespace
} // namespace laurel
