#include "laurel/engine/engine.h"

#include "laurel/synthesis/limb_phantom.h"
#include "support/expect_error.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <string>

namespace laurel {

namespace {

constexpr int oneThread = 1;

/// One engine and one copy of the shipped leg model for all tests: opening LibTorch is slow.
class PreparedImages : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        engine = new Engine;
        package = new ModelPackage(ModelPackage::open(std::filesystem::path(LAUREL_SOURCE_DIR) /
                                                      "models" / "packages" / "leg"));
        weights = new StateDict(package->weights());
    }
    static void TearDownTestSuite() {
        delete weights;
        delete package;
        delete engine;
    }

    static Volume phantom(PhantomSides sides) {
        LimbPhantomSettings settings;
        settings.seed = 5;
        settings.sides = sides;
        settings.size = {160, 96};
        settings.spacing = {2.5, 2.5};
        settings.slices = 3;
        return makeLegPhantom(settings).image;
    }

    static LabelMap direct(const StateDict& state, const Volume& image) {
        NoProgress silent;
        SegmentOptions options;
        options.threads = oneThread;
        return engine->load(package->manifest(), state)->segment(image, options, silent, {}).labels;
    }

    static LabelMap prepared(const StateDict& state, const PreparedImage& image) {
        NoProgress silent;
        return engine->load(package->manifest(), state)
            ->segment(image, oneThread, silent, {})
            .labels;
    }

    /// The weights with the head's bias of class 1 as given.
    static StateDict withHeadBias(float value) {
        StateDict changed;
        for (const auto& [name, tensor] : weights->entries()) {
            if (name != "head.bias") {
                changed.add(name, tensor);
                continue;
            }
            std::vector<float> values(tensor.floats().begin(), tensor.floats().end());
            values.at(1) = value;
            changed.add(name, Tensor::fromFloats(tensor.shape(), std::move(values)));
        }
        return changed;
    }

    static inline Engine* engine = nullptr;
    static inline ModelPackage* package = nullptr;
    static inline StateDict* weights = nullptr;
};

TEST_F(PreparedImages, GiveTheSameLabelsAsTheImageForAnyWeights) {
    for (const PhantomSides sides : {PhantomSides::Both, PhantomSides::Left, PhantomSides::Right}) {
        SCOPED_TRACE(static_cast<int>(sides));
        const Volume image = phantom(sides);
        const auto kept = engine->prepare(package->manifest(), image, 0, {});
        const LabelMap first = prepared(*weights, *kept);
        EXPECT_EQ(first, direct(*weights, image));
        ASSERT_GT(first.voxels(first.segments().back()) + first.voxels(first.segments().front()),
                  0);
        const StateDict other = withHeadBias(3);
        const LabelMap second = prepared(other, *kept);
        EXPECT_EQ(second, direct(other, image));
        EXPECT_NE(second, first) << "these weights tell nothing apart";
    }
}

TEST_F(PreparedImages, SayHowManyPlanesAndBytesTheyHold) {
    const auto both = engine->prepare(package->manifest(), phantom(PhantomSides::Both), 0, {});
    EXPECT_EQ(both->planes(), 2U * 3U);
    const std::vector<std::int64_t>& size = package->manifest().input.size;
    const auto pixels = static_cast<std::size_t>(size[0] * size[1]);
    EXPECT_GE(both->bytes(), 6 * pixels * 5);
    EXPECT_LE(both->bytes(), 6 * (pixels * 5 + 1024) + 4096);
    // A single limb is kept as a left one and as a right one.
    const auto single = engine->prepare(package->manifest(), phantom(PhantomSides::Left), 0, {});
    EXPECT_EQ(single->planes(), 3U);
    EXPECT_NEAR(static_cast<double>(single->bytes()), static_cast<double>(both->bytes()), 4096);
    const Volume air(Geometry({64, 64, 2}, {2, 2, 5}), std::vector<std::uint16_t>(64 * 64 * 2, 7));
    const auto nothing = engine->prepare(package->manifest(), air, 0, {});
    EXPECT_EQ(nothing->planes(), 0U);
    EXPECT_EQ(prepared(*weights, *nothing), direct(*weights, air));
}

TEST_F(PreparedImages, AreRefusedForAnotherInputDescription) {
    const auto kept = engine->prepare(package->manifest(), phantom(PhantomSides::Both), 0, {});
    EXPECT_EQ(kept->input(), package->manifest().input);
    ModelManifest other = package->manifest();
    other.input.highPercentile = 98;
    NoProgress silent;
    const auto model = engine->load(other, *weights);
    expectError(ErrorCode::InvalidArgument, "its input description differs",
                [&] { model->segment(*kept, oneThread, silent, {}); });
    // What only names the results may differ.
    other = package->manifest();
    other.labels.front().name = "Renamed";
    const LabelMap labels =
        engine->load(other, *weights)->segment(*kept, oneThread, silent, {}).labels;
    EXPECT_EQ(labels.segments().front().name, "Renamed_R");
}

TEST_F(PreparedImages, StopWhenAsked) {
    CancellationSource source;
    source.cancel();
    const Volume image = phantom(PhantomSides::Both);
    expectError(ErrorCode::Cancelled, "",
                [&] { engine->prepare(package->manifest(), image, 0, source.token()); });
    const auto kept = engine->prepare(package->manifest(), image, 0, {});
    NoProgress silent;
    const auto model = engine->load(package->manifest(), *weights);
    expectError(ErrorCode::Cancelled, "",
                [&] { model->segment(*kept, oneThread, silent, source.token()); });
}

TEST_F(PreparedImages, RefuseWhatTheModelDoesNotTake) {
    Volume image = phantom(PhantomSides::Both);
    expectError(ErrorCode::InvalidInput, "frame 1 of 1",
                [&] { engine->prepare(package->manifest(), image, 1, {}); });
    image.modality = "CT";
    expectError(ErrorCode::InvalidInput, "expects modality MR",
                [&] { engine->prepare(package->manifest(), image, 0, {}); });
}

TEST_F(PreparedImages, WeightsInMemoryAreCheckedLikeAPackages) {
    StateDict less;
    for (const auto& [name, tensor] : weights->entries()) {
        if (name != "head.bias") {
            less.add(name, tensor);
        }
    }
    expectError(ErrorCode::InvalidInput, "head.bias",
                [&] { engine->load(package->manifest(), less); });
}

TEST_F(PreparedImages, WeightsThatLeadToValuesThatAreNotFiniteAreBadInput) {
    const auto kept = engine->prepare(package->manifest(), phantom(PhantomSides::Both), 0, {});
    for (const float value : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
        expectError(ErrorCode::InvalidInput, "not finite",
                    [&] { prepared(withHeadBias(value), *kept); });
    }
}

} // namespace

} // namespace laurel
