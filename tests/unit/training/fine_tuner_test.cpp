#include "laurel/training/fine_tuner.h"

#include "laurel/base/files.h"
#include "laurel/training/border_weights.h"
#include "laurel/training/trainer.h"
#include "laurel/weights/arithmetic.h"
#include "laurel/weights/private_release.h"
#include "reviewed_set.h"
#include "small_leg_model.h"
#include "support/expect_error.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>

namespace laurel {
namespace {

/// Seven slices of a made-up left leg that the base model has not seen, in another contrast.
ReviewedCase reviewedLeg() {
    LimbPhantomSettings settings;
    settings.seed = 42;
    settings.contrast = Contrast::T2;
    settings.sides = PhantomSides::Left;
    settings.size = {128, 128};
    settings.spacing = {1.5, 1.5};
    settings.slices = 7;
    settings.sliceSpacing = 20;
    SyntheticCase made = makeLegPhantom(settings);
    return {std::make_shared<const Volume>(std::move(made.image)), std::move(made.labels), 0, {}};
}

class FineTuner : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder_ = new TemporaryFolder;
        host_ = new PluginHost({std::filesystem::path(LAUREL_BINARY_DIR) / "lib" / "plugins"});
        TrainOptions options;
        options.steps = 30; // so little that any case teaches something
        options.batchSize = 2;
        options.threads = 1;
        options.learningRate = 3e-3;
        options.eventEvery = 100;
        weights_ = new StateDict(trainNetwork(smallLegManifest(), *host_, LegSlices(false), {},
                                              options, [](const TrainingEvent&) {}, {})
                                     .weights);
    }
    static void TearDownTestSuite() {
        delete weights_;
        delete host_;
        delete folder_;
    }

    /// The base model with another recipe.
    static ModelPackage base(const ModelTraining& recipe, const StateDict& weights = *weights_) {
        static int number = 0;
        ModelManifest manifest = smallLegManifest();
        manifest.training = recipe;
        return ModelPackage::create(folder_->path() / std::to_string(number++), manifest, weights);
    }

    static ModelTraining recipe(int epochs = 10) {
        ModelTraining recipe;
        recipe.learningRate = 4e-3; // small as the network is
        recipe.epochs = epochs;
        recipe.augmentation = true;
        return recipe;
    }

    FineTuneResult tune(const ModelPackage& package, const ReviewedCase& reviewed,
                        std::uint64_t seed = 1) {
        events_.clear();
        return fineTuneNetwork(package, *host_, {reviewed}, {seed, 1},
                               [this](const FineTuneEvent& event) { events_.push_back(event); },
                               {});
    }

    static TemporaryFolder* folder_;
    static PluginHost* host_;
    static StateDict* weights_;
    std::vector<FineTuneEvent> events_;
};

TemporaryFolder* FineTuner::folder_ = nullptr;
PluginHost* FineTuner::host_ = nullptr;
StateDict* FineTuner::weights_ = nullptr;

TEST_F(FineTuner, LearnsACaseAndTellsEveryStep) {
    const FineTuneResult result = tune(base(recipe(20)), reviewedLeg());
    ASSERT_TRUE(result.kept());
    EXPECT_FALSE(*result.weights == *weights_);
    EXPECT_EQ(result.slices, 7);
    EXPECT_EQ(result.heldOutSlices, 1);
    EXPECT_EQ(result.measuredOn, MeasuredOn::HeldOut);
    EXPECT_EQ(result.epochs, 20);
    EXPECT_EQ(result.seed, 1U);
    EXPECT_GT(result.seconds, 0);
    EXPECT_GT(*result.diceAfter, *result.diceBefore + 0.03);
    // Six planes train in batches of five: two steps an epoch.
    ASSERT_EQ(events_.size(), 40U);
    for (std::size_t i = 0; i < events_.size(); ++i) {
        EXPECT_EQ(events_[i].step, static_cast<std::int64_t>(i) + 1);
        EXPECT_EQ(events_[i].steps, 40);
        EXPECT_EQ(events_[i].epoch, static_cast<int>(i / 2) + 1);
        EXPECT_EQ(events_[i].epochs, 20);
        EXPECT_EQ(events_[i].epochDone, i % 2 == 1);
        EXPECT_EQ(events_[i].measuredDice.has_value(), i % 2 == 1);
        EXPECT_EQ(events_[i].diceBefore, i % 2 == 1 ? result.diceBefore : std::nullopt);
        EXPECT_EQ(events_[i].labels.empty(), i % 2 == 0);
        EXPECT_GT(events_[i].loss, 0);
    }
    const std::vector<LabelProgress>& labels = events_.back().labels;
    ASSERT_FALSE(labels.empty());
    const auto [least, most] = std::ranges::minmax(labels, {}, &LabelProgress::now);
    EXPECT_LE(least.now, events_.back().measuredDice) << "a mean lies among what it is of";
    EXPECT_GE(most.now, events_.back().measuredDice);
    EXPECT_EQ(labels.front().before, events_[1].labels.front().before);
}

TEST_F(FineTuner, KeepsTheBestEpoch) {
    const FineTuneResult result = tune(base(recipe(5)), reviewedLeg());
    double best = 0;
    int bestEpoch = 0;
    for (const FineTuneEvent& event : events_) {
        if (event.measuredDice && *event.measuredDice > best) {
            best = *event.measuredDice;
            bestEpoch = event.epoch;
        }
    }
    EXPECT_EQ(result.diceAfter, best);
    EXPECT_EQ(result.bestEpoch, bestEpoch);
    // These are the weights of that epoch: training up to it gives the same.
    const FineTuneResult shorter = tune(base(recipe(bestEpoch)), reviewedLeg());
    EXPECT_EQ(shorter.weights, result.weights);
}

TEST_F(FineTuner, MeasuresOnTheTrainingSlicesWhereNoneCanBeSpared) {
    ReviewedCase reviewed = reviewedLeg();
    reviewed.slices = {1, 2, 3, 4, 5};
    const FineTuneResult result = tune(base(recipe(2)), reviewed);
    EXPECT_EQ(result.slices, 5);
    EXPECT_EQ(result.heldOutSlices, 0);
    EXPECT_EQ(result.measuredOn, MeasuredOn::Training);
}

TEST_F(FineTuner, KeepsNothingThatDoesNotImprove) {
    ModelTraining still = recipe(2);
    still.learningRate = 1e-12; // nothing moves
    const FineTuneResult result = tune(base(still), reviewedLeg());
    EXPECT_FALSE(result.kept());
    EXPECT_EQ(result.diceAfter, result.diceBefore);
    EXPECT_EQ(result.bestEpoch, 1);
}

TEST_F(FineTuner, GivesTheSameWeightsForTheSameSeed) {
    const ModelPackage package = base(recipe(6));
    const ReviewedCase reviewed = reviewedLeg();
    const FineTuneResult first = tune(package, reviewed);
    ASSERT_TRUE(first.kept());
    EXPECT_EQ(first.weights, tune(package, reviewed).weights);
    EXPECT_NE(first.weights, tune(package, reviewed, 2).weights);
}

TEST_F(FineTuner, LearnsFromReviewedSlicesOnly) {
    ReviewedCase reviewed = reviewedLeg();
    reviewed.slices = {0, 1, 2, 4, 5, 6};
    ModelTraining once = recipe(1); // so that no other epoch can be the best
    once.learningRate = 1.5e-3;     // a gentle step improves so raw a model surely
    const ModelPackage package = base(once);
    const FineTuneResult clean = tune(package, reviewed);
    ASSERT_TRUE(clean.kept());
    ASSERT_EQ(clean.heldOutSlices, 1);
    const GridSize size = reviewed.image->geometry().size();
    const auto spoil = [&](std::int64_t slice) {
        ReviewedCase spoilt = reviewed;
        // The limb's upper part loses its labels.
        for (std::int64_t y = 0; y < size.y / 2; ++y) {
            for (std::int64_t x = 0; x < size.x; ++x) {
                spoilt.labels.set({x, y, slice}, 0);
            }
        }
        return tune(package, spoilt);
    };
    EXPECT_EQ(spoil(3).weights, clean.weights);
    EXPECT_EQ(spoil(3).diceAfter, clean.diceAfter);
    // Of six slices the fourth, number 4, is held out: it is measured but teaches nothing.
    const FineTuneResult heldOut = spoil(4);
    EXPECT_NE(heldOut.diceAfter, clean.diceAfter);
    EXPECT_TRUE(!heldOut.kept() || heldOut.weights == clean.weights);
    const FineTuneResult trained = spoil(2);
    EXPECT_NE(trained.weights, clean.weights);
}

TEST_F(FineTuner, ComputesBorderWeightsOnceAsTheyAreDefined) {
    const Preprocessor preprocessor(smallLegManifest());
    for (const double sigma : {8.0, 3.0}) {
        const auto planes = gatherReviewedPlanes(preprocessor, {reviewedLeg()}, {7, sigma}, {});
        ASSERT_EQ(planes.size(), 7U);
        for (const ReviewedPlane& one : planes) {
            EXPECT_EQ(one.plane.border, borderWeights(one.plane.labels, one.plane.body,
                                                      one.plane.size, 7, sigma, 10));
        }
    }
    for (const ReviewedPlane& one : gatherReviewedPlanes(preprocessor, {reviewedLeg()}, {}, {})) {
        EXPECT_TRUE(one.plane.border.empty());
    }
}

double distance(const StateDict& a, const StateDict& b) {
    return l2Norm(delta(a, b));
}

TEST_F(FineTuner, StaysNearerToTheBaseWithAProximalTerm) {
    ModelTraining held = recipe(5);
    const FineTuneResult free = tune(base(held), reviewedLeg());
    held.proximal = 10;
    const FineTuneResult near = tune(base(held), reviewedLeg());
    ASSERT_TRUE(free.kept() && near.kept());
    EXPECT_LT(distance(*near.weights, *weights_), distance(*free.weights, *weights_) * 0.9);
}

TEST_F(FineTuner, GivesNoiseToWhatLeavesTheSite) {
    ModelTraining hidden = recipe(3);
    const FineTuneResult plain = tune(base(hidden), reviewedLeg());
    ASSERT_TRUE(plain.kept());
    EXPECT_FALSE(plain.privacy);
    hidden.sharedPrefixes = {weights_->entries().begin()->first};
    hidden.privacy = TrainingPrivacy{0.3, 0.01, 1e-5};
    const FineTuneResult result = tune(base(hidden), reviewedLeg());
    ASSERT_TRUE(result.kept()); // so little noise harms nobody
    EXPECT_NEAR(result.privacy->epsilon, gaussianEpsilon(2 / 0.01, 1e-5), 1e-6);
    EXPECT_EQ(result.privacy->settings, hidden.privacy);
    for (const auto& [name, tensor] : result.weights->entries()) {
        EXPECT_EQ(tensor == plain.weights->at(name), !isShared(hidden, name)) << name;
    }
    EXPECT_NE(result.weights, tune(base(hidden), reviewedLeg()).weights); // no seed tells the noise
}

TEST_F(FineTuner, KeepsNothingThatNoiseHasSpoilt) {
    ModelTraining hidden = recipe(3);
    hidden.privacy = TrainingPrivacy{10, 10, 1e-5};
    const FineTuneResult result = tune(base(hidden), reviewedLeg());
    EXPECT_FALSE(result.kept());
    EXPECT_LT(*result.diceAfter, *result.diceBefore);
}

TEST_F(FineTuner, StopsWithinAStepWhenCancelled) {
    const ModelPackage package = base(recipe(1000));
    CancellationSource source;
    int events = 0;
    const auto cancelAtThird = [&](const FineTuneEvent&) {
        if (++events == 3) {
            source.cancel();
        }
    };
    expectError(ErrorCode::Cancelled, "", [&] {
        fineTuneNetwork(package, *host_, {reviewedLeg()}, {1, 1}, cancelAtThird, source.token());
    });
    EXPECT_EQ(events, 3);
}

TEST_F(FineTuner, RefusesTooFewSlicesNamingBothNumbers) {
    ReviewedCase reviewed = reviewedLeg();
    reviewed.slices = {0, 2, 5, 6};
    expectError(ErrorCode::InvalidInput, "at least 5 reviewed slices that show a limb",
                [&] { tune(base(recipe()), reviewed); });
    expectError(ErrorCode::InvalidInput, "got 4", [&] { tune(base(recipe()), reviewed); });
    expectError(ErrorCode::InvalidInput, "got 0",
                [&] { fineTuneNetwork(base(recipe()), *host_, {}, {}, {}, {}); });
    expectError(ErrorCode::InvalidArgument, "needs its image",
                [&] { tune(base(recipe()), ReviewedCase{}); });
}

TEST_F(FineTuner, SaysThatItDiverged) {
    StateDict wild;
    for (const auto& [name, tensor] : weights_->entries()) {
        wild.add(name, name == "head.bias"
                           ? Tensor::fromFloats(
                                 tensor.shape(),
                                 std::vector<float>(static_cast<std::size_t>(tensor.count()),
                                                    std::numeric_limits<float>::infinity()))
                           : tensor);
    }
    expectError(ErrorCode::Internal, "training diverged",
                [&] { tune(base(recipe(), wild), reviewedLeg()); });
}

} // namespace
} // namespace laurel
