#include "laurel/training/trainer.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/runtime/preprocessor.h"
#include "laurel/weights/safetensors.h"
#include "small_leg_model.h"
#include "support/expect_error.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

class Trainer : public ::testing::Test {
  protected:
    TrainResult train(const ModelManifest& manifest, const SampleSource& source,
                      const TrainOptions& options,
                      const std::vector<TrainingCase>& validation = {}) {
        return trainNetwork(manifest, host_, source, validation, options,
                            [this](const TrainingEvent& event) { events_.push_back(event); }, {});
    }

    static TrainOptions options(std::int64_t steps) {
        TrainOptions options;
        options.steps = steps;
        options.batchSize = 2;
        options.threads = 1; // others may be busy: threads that wait for each other cost most then
        options.learningRate = 3e-3;
        options.eventEvery = 5;
        return options;
    }

    PluginHost host_{{std::filesystem::path(LAUREL_BINARY_DIR) / "lib" / "plugins"}};
    std::vector<TrainingEvent> events_;
};

/// Dice of each structure between the network's answer and the reference of one plane.
std::vector<double> diceOnPlane(Network& network, const ReferencePlane& plane, int classes) {
    const c10::NoGradGuard guard;
    const at::Tensor image =
        at::tensor(plane.input.image).view({1, 1, plane.input.size.rows, plane.input.size.columns});
    const at::Tensor answer = network.forward(image).argmax(1).flatten();
    std::vector<double> both(static_cast<std::size_t>(classes));
    std::vector<double> all(both.size());
    for (std::size_t i = 0; i < plane.labels.size(); ++i) {
        const auto found =
            static_cast<std::size_t>(answer[static_cast<std::int64_t>(i)].item<std::int64_t>());
        all[found] += 1;
        all[plane.labels[i]] += 1;
        both[found] += found == plane.labels[i] ? 2 : 0;
    }
    std::transform(both.begin(), both.end(), all.begin(), both.begin(), std::divides<>());
    return both;
}

TEST_F(Trainer, LearnsOneSliceByHeart) {
    const ModelManifest manifest = smallLegManifest();
    const TrainResult result = train(manifest, LegSlices(true), options(450), {legSlice(1)});
    const std::unique_ptr<Network> network = host_.loadNetwork(manifest, result.weights);
    const auto planes = Preprocessor(manifest).referencePlanes(legSlice(1));
    ASSERT_EQ(planes.size(), 1U);
    const std::vector<double> dice = diceOnPlane(*network, planes[0], 7);
    for (std::size_t label = 1; label < dice.size(); ++label) {
        EXPECT_GE(dice[label], 0.99) << manifest.labels[label - 1].name;
    }
    // The user's pipeline goes through other pixels, so its edges cost a little.
    ASSERT_TRUE(result.validationDice);
    EXPECT_GE(*result.validationDice, 0.93);
}

TEST_F(Trainer, GivesTheSameWeightsForTheSameSeedWhateverTheSampleThreadsDo) {
    ModelManifest manifest = smallLegManifest();
    manifest.training.augmentation = true;
    TrainOptions once = options(8);
    TrainOptions again = once;
    again.sampleThreads = 3;
    TrainOptions other = once;
    other.seed = 2;
    const LegSlices source(false);
    const StateDict first = train(manifest, source, once).weights;
    EXPECT_EQ(first, train(manifest, source, again).weights);
    EXPECT_FALSE(first == train(manifest, source, other).weights);
}

TEST_F(Trainer, TellsWhatItDoes) {
    TrainOptions wanted = options(10);
    wanted.validateEvery = 5;
    const TrainResult result =
        train(smallLegManifest(), LegSlices(false), wanted, {legSlice(1), legSlice(2)});
    EXPECT_EQ(result.steps, 10);
    EXPECT_EQ(result.samples, 20);
    ASSERT_EQ(events_.size(), 2U);
    EXPECT_EQ(events_[0].step, 5);
    EXPECT_GT(events_[0].loss, 0);
    EXPECT_GT(events_[0].samplesPerSecond, 0);
    EXPECT_EQ(events_[0].validationDicePerCase.size(), 2U);
    EXPECT_EQ(events_[1].step, 10);
    EXPECT_GT(events_[1].loss, 0);
    EXPECT_EQ(events_[1].validationDice, result.validationDice);
    EXPECT_EQ(events_[1].validationDicePerLabel.size(), 6U);
}

TEST_F(Trainer, LearnsWithEveryLoss) {
    for (const char* loss : {"cross-entropy", "weighted-cross-entropy", "dice-cross-entropy"}) {
        TrainOptions wanted = options(60);
        wanted.loss = loss;
        events_.clear();
        train(smallLegManifest(), LegSlices(true), wanted);
        EXPECT_LT(events_.back().loss, 0.7 * events_.front().loss) << loss;
    }
}

TEST_F(Trainer, ContinuesFromGivenWeights) {
    const ModelManifest manifest = smallLegManifest();
    const TemporaryFolder folder;
    TrainOptions wanted = options(60);
    const TrainResult before = train(manifest, LegSlices(true), wanted);
    writeSafetensors(folder.path() / "w.safetensors", before.weights);
    const double lossBefore = events_.back().loss;
    wanted.initialWeights = folder.path() / "w.safetensors";
    wanted.steps = 5;
    wanted.learningRate = 1e-6;
    events_.clear();
    train(manifest, LegSlices(true), wanted);
    // The written weights are an average, so they lag a little behind.
    EXPECT_LT(events_[0].loss, 1.3 * lossBefore);
}

TEST_F(Trainer, StopsWhenCancelled) {
    CancellationSource source;
    TrainOptions wanted = options(1000);
    const auto stopAtFirstEvent = [&](const TrainingEvent&) { source.cancel(); };
    expectError(ErrorCode::Cancelled, "", [&] {
        trainNetwork(smallLegManifest(), host_, LegSlices(false), {}, wanted, stopAtFirstEvent,
                     source.token());
    });
}

/// Two legs side by side, so that a case gives two planes.
class BothLegs final : public SampleSource {
  public:
    TrainingCase sample(std::uint64_t number) const override {
        LimbPhantomSettings settings;
        settings.seed = number;
        settings.contrast = Contrast::T1;
        settings.size = {160, 80};
        settings.slices = 1;
        settings.spacing = {2.4, 2.4};
        settings.firstLevel = 0.6;
        SyntheticCase made = makeLegPhantom(settings);
        return {std::move(made.image), std::move(made.labels)};
    }
};

/// Statistics that run along, and random numbers in every step.
ModelManifest statefulManifest() {
    ModelManifest manifest = smallLegManifest();
    manifest.plugin.hyperparameters = {{"widths", {4, 8}}, {"norm", "batch"}, {"dropout", 0.3}};
    manifest.input.size = {40, 40};
    manifest.input.spacingMm = {4, 4};
    manifest.training.augmentation = true;
    return manifest;
}

class Checkpoints : public Trainer {
  protected:
    TrainOptions options(std::int64_t steps) const {
        TrainOptions made = Trainer::options(steps);
        made.batchSize = 3; // of two planes a case: batches end within cases
        made.eventEvery = 1;
        made.validateEvery = 2;
        made.keep = KeptWeights::Best;
        made.checkpoint.file = file_;
        made.checkpoint.configuration = std::string(64, 'a');
        return made;
    }

    TrainResult trainStateful(const TrainOptions& wanted) {
        return train(statefulManifest(), BothLegs(), wanted, {legSlice(1)});
    }

    /// Stops a training at an event, as Ctrl-C does.
    void interrupt(const TrainOptions& wanted, std::int64_t step) {
        CancellationSource source;
        const auto stop = [&](const TrainingEvent& event) {
            if (event.step == step) {
                source.cancel();
            }
        };
        expectError(ErrorCode::Cancelled, "", [&] {
            trainNetwork(statefulManifest(), host_, BothLegs(), {legSlice(1)}, wanted, stop,
                         source.token());
        });
    }

    TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "checkpoint.safetensors";
};

TEST_F(Checkpoints, GoOnAsIfNothingHadHappened) {
    TrainOptions wanted = options(7);
    wanted.checkpoint.file.clear();
    const TrainResult whole = trainStateful(wanted);
    const std::vector<TrainingEvent> told = events_;
    wanted = options(7);
    interrupt(wanted, 3);
    wanted.checkpoint.resume = true;
    interrupt(wanted, 4); // a validation has just been told
    events_.clear();
    const TrainResult resumed = trainStateful(wanted);
    EXPECT_EQ(resumed.weights, whole.weights);
    EXPECT_EQ(resumed.validationDice, whole.validationDice);
    EXPECT_EQ(resumed.keptStep, whole.keptStep);
    ASSERT_EQ(events_.size(), 3U);
    EXPECT_EQ(events_[0].step, 5);
    for (std::size_t i = 0; i < events_.size(); ++i) {
        EXPECT_EQ(events_[i].loss, told[i + 4].loss) << i;
        EXPECT_EQ(events_[i].gradientNorm, told[i + 4].gradientNorm) << i;
        EXPECT_EQ(events_[i].validationDice, told[i + 4].validationDice) << i;
    }
}

TEST_F(Checkpoints, AreWrittenEverySoManySteps) {
    TrainOptions wanted = options(5);
    wanted.checkpoint.everySteps = 2;
    wanted.checkpoint.everySeconds = 0;
    trainStateful(wanted);
    const StateDict state = readSafetensors(file_);
    EXPECT_EQ(state.at("progress").integers()[1], 4); // not after the last
}

TEST_F(Checkpoints, AreNotTakenForAnotherTrainingsOwn) {
    TrainOptions wanted = options(5);
    interrupt(wanted, 1);
    expectError(ErrorCode::AlreadyExists, "checkpoint.safetensors", [&] { trainStateful(wanted); });
    wanted.checkpoint.resume = true;
    wanted.checkpoint.configuration.back() = 'b';
    expectError(ErrorCode::InvalidInput,
                "checkpoint checkpoint.safetensors: was written with another configuration",
                [&] { trainStateful(wanted); });
    wanted.checkpoint.configuration.back() = 'a';
    ModelManifest wider = statefulManifest();
    wider.plugin.hyperparameters["widths"] = {8, 16};
    expectError(ErrorCode::InvalidInput, "checkpoint.safetensors",
                [&] { train(wider, BothLegs(), wanted, {legSlice(1)}); });
    writeSafetensors(file_, StateDict{}); // numbers, but not a checkpoint's
    expectError(ErrorCode::InvalidInput, "checkpoint checkpoint.safetensors",
                [&] { trainStateful(wanted); });
    std::filesystem::remove(file_);
    wanted.steps = 1;
    EXPECT_EQ(trainStateful(wanted).steps, 1); // starts anew where there is none
    wanted.checkpoint.file.clear();
    expectError(ErrorCode::InvalidArgument, "cannot be resumed", [&] { trainStateful(wanted); });
}

TEST_F(Trainer, GivesTheBestOfItsValidationsBack) {
    TrainOptions wanted = options(12);
    wanted.validateEvery = 2;
    wanted.learningRate = 0.02;
    wanted.schedule = LearningRateSchedule::Constant;
    wanted.averageDecay = 0;
    wanted.keep = KeptWeights::Best;
    const TrainResult result = train(smallLegManifest(), LegSlices(false), wanted, {legSlice(1)});
    double best = -1; // of equals, the first
    std::int64_t step = 0;
    for (std::size_t i = 0; i + 1 < events_.size(); ++i) {
        if (events_[i].validationDice.value_or(-1) > best) {
            best = *events_[i].validationDice;
            step = events_[i].step;
        }
    }
    ASSERT_TRUE(result.validationDice);
    EXPECT_GE(*result.validationDice, best);
    EXPECT_EQ(events_.back().validationDice, result.validationDice);
    if (result.keptStep != result.steps) {
        EXPECT_EQ(result.keptStep, step);
        EXPECT_EQ(*result.validationDice, best);
    }
}

TEST_F(Trainer, StopsWhenValidationsGetNoBetter) {
    TrainOptions wanted = options(100);
    wanted.learningRate = 1e-8; // nothing changes
    wanted.validateEvery = 2;
    wanted.patience = 2;
    const TrainResult early = train(smallLegManifest(), LegSlices(true), wanted, {legSlice(1)});
    EXPECT_TRUE(early.stoppedEarly);
    EXPECT_EQ(early.steps, 6);
    EXPECT_EQ(events_.back().step, 6);
    wanted.minSteps = 9;
    EXPECT_EQ(train(smallLegManifest(), LegSlices(true), wanted, {legSlice(1)}).steps, 9);
    expectError(ErrorCode::InvalidArgument, "patience needs validation cases",
                [&] { train(smallLegManifest(), LegSlices(true), wanted); });
    wanted.patience = 0;
    wanted.keep = KeptWeights::Best;
    expectError(ErrorCode::InvalidArgument, "needs validation cases",
                [&] { train(smallLegManifest(), LegSlices(true), wanted); });
}

TEST_F(Trainer, TellsTheGradientsNormBeforeItIsClipped) {
    TrainOptions wanted = options(2);
    wanted.eventEvery = 1;
    train(smallLegManifest(), LegSlices(true), wanted);
    const TrainingEvent usual = events_.front();
    events_.clear();
    wanted.clipNorm = 1e-3;
    train(smallLegManifest(), LegSlices(true), wanted);
    EXPECT_GT(usual.gradientNorm, 0.01);
    EXPECT_EQ(events_.front().gradientNorm, usual.gradientNorm);
    EXPECT_NE(events_.back().gradientNorm, usual.gradientNorm);
}

class FailingSource final : public SampleSource {
  public:
    TrainingCase sample(std::uint64_t number) const override {
        if (number == 3) {
            throw Error(ErrorCode::InvalidInput, "case 3 is broken");
        }
        return legSlice(number);
    }
};

class AirOnly final : public SampleSource {
  public:
    TrainingCase sample(std::uint64_t) const override {
        TrainingCase made = legSlice(1);
        const Geometry geometry = made.image.geometry();
        const auto voxels = static_cast<std::size_t>(geometry.size().voxels());
        made.image = Volume(geometry, std::vector<std::uint16_t>(voxels));
        return made;
    }
};

TEST_F(Trainer, PassesOnWhatItsSourceThrows) {
    expectError(ErrorCode::InvalidInput, "case 3 is broken",
                [&] { train(smallLegManifest(), FailingSource(), options(10)); });
    expectError(ErrorCode::InvalidInput, "show no limb",
                [&] { train(smallLegManifest(), AirOnly(), options(10)); });
}

TEST_F(Trainer, RefusesOptionsThatMakeNoSense) {
    const auto refuses = [&](const TrainOptions& wrong) {
        expectError(ErrorCode::InvalidArgument, "",
                    [&] { train(smallLegManifest(), LegSlices(true), wrong); });
    };
    TrainOptions wrong = options(0);
    refuses(wrong);
    wrong = options(5);
    wrong.batchSize = 0;
    refuses(wrong);
    wrong = options(5);
    wrong.loss = "hinge";
    refuses(wrong);
    wrong = options(5);
    wrong.sampleThreads = 0;
    refuses(wrong);
    wrong = options(5);
    wrong.clipNorm = 0;
    refuses(wrong);
    wrong = options(5);
    wrong.warmUp = 1;
    refuses(wrong);
    wrong = options(5);
    wrong.averageDecay = 1;
    refuses(wrong);
    wrong = options(5);
    wrong.augmentation.emplace().flipChance = 0.5; // a plane of one leg has no mirror image
    refuses(wrong);
}

} // namespace
} // namespace laurel
