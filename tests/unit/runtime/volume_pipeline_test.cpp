#include "drawn_case.h"
#include "laurel/imaging/orientation.h"
#include "laurel/runtime/segmentation_pipeline.h"
#include "prepared_volume.h"
#include "support/expect_error.h"
#include "volume_segmenter.h"

#include <ATen/ATen.h>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using testing::ElementsAre;

/// Answers with what a function makes of each window.
class FunctionNetwork final : public Network {
  public:
    explicit FunctionNetwork(std::function<at::Tensor(const at::Tensor&)> function)
        : function_(std::move(function)) {}
    at::Tensor forward(const at::Tensor& images) override {
        windows.push_back(images.sizes().vec());
        return function_(images);
    }
    StateDict state() const override { return {}; }
    void loadState(const StateDict&) override {}
    std::vector<at::Tensor> parameters() override { return {}; }
    void train(bool) override {}
    void moveTo(const at::Device&) override {}

    std::vector<std::vector<std::int64_t>> windows;

  private:
    std::function<at::Tensor(const at::Tensor&)> function_;
};

/// Class 1 where the normalised value is above one half.
at::Tensor aboveHalf(const at::Tensor& images) {
    return at::cat({0.5 - images, images - 0.5}, 1) * 100;
}

ModelManifest volumeManifest(std::vector<double> spacing, std::vector<std::int64_t> size) {
    ModelManifest manifest;
    manifest.id = "volumes";
    manifest.plugin.name = "unet3d";
    manifest.plugin.version = "1.0";
    manifest.labels = {{1, "Bright", "BR", {255, 0, 0}, ""}};
    manifest.input.modality = "MR";
    manifest.input.axes = 3;
    manifest.input.spacingMm = std::move(spacing);
    manifest.input.size = std::move(size);
    manifest.input.lowPercentile = 0;
    manifest.input.highPercentile = 100;
    return manifest;
}

/// An ellipsoid of 600 with a core of 1000 in air of 0, off the middle of a tilted grid. The core
/// is what is above one half once the body's values go from 0 to 1.
Volume ellipsoid() {
    constexpr double tilt = 0.3;
    const Geometry geometry(
        {50, 40, 24}, {1, 1.5, 3}, {-30, 12, 70},
        {std::cos(tilt), -std::sin(tilt), 0, std::sin(tilt), std::cos(tilt), 0, 0, 0, 1});
    std::vector<float> values;
    for (std::int64_t z = 0; z < 24; ++z) {
        for (std::int64_t y = 0; y < 40; ++y) {
            for (std::int64_t x = 0; x < 50; ++x) {
                const double distance =
                    std::hypot(static_cast<double>(x - 20) / 20, static_cast<double>(y - 22) / 16,
                               static_cast<double>(z - 10) / 10);
                values.push_back(distance <= 0.7 ? 1000.0F : distance <= 1 ? 600.0F : 0.0F);
            }
        }
    }
    return Volume(geometry, std::move(values));
}

LabelMap trueLabels(const Volume& volume) {
    std::vector<std::uint16_t> labels;
    for (const float value : std::get<std::vector<float>>(volume.pixels())) {
        labels.push_back(value > 800 ? 1 : 0);
    }
    LabelMap map(volume.geometry(), std::move(labels));
    Segment segment;
    segment.name = "Bright";
    segment.value = 1;
    map.addSegment(segment);
    return map;
}

LabelMap segmented(const ModelManifest& manifest, Network& network, const Volume& volume,
                   const SegmentOptions& options = {}) {
    NoProgress silent;
    SegmentOptions oneThread = options;
    oneThread.threads = 1;
    return SegmentationPipeline(manifest)
        .segment(network, volume, oneThread, silent, CancellationToken())
        .labels;
}

TEST(VolumePipeline, GivesBackEveryVoxelWhereTheSpacingIsTheImages) {
    const Volume volume = ellipsoid();
    FunctionNetwork network(aboveHalf);
    const ModelManifest manifest = volumeManifest({3, 1.5, 1}, {16, 16, 32});
    const LabelMap labels = segmented(manifest, network, volume);
    EXPECT_TRUE(labels.geometry().sameGridAs(volume.geometry()));
    EXPECT_TRUE(std::ranges::equal(labels.layer(0), trueLabels(volume).layer(0)));
    // Starts 0 and 8; 0, 8, 16 and 24; 0, 16 and 18.
    EXPECT_EQ(network.windows.size(), 2U * 4U * 3U);
    EXPECT_EQ(network.windows.front(), (std::vector<std::int64_t>{1, 1, 16, 16, 32}));
}

TEST(VolumePipeline, FollowsShapesThroughAnotherSpacingAndOrientation) {
    for (const char* letters : {"LPS", "RAS", "SAR", "ILA"}) {
        SCOPED_TRACE(letters);
        const Volume volume = reorient(ellipsoid(), Orientation(letters));
        FunctionNetwork network(aboveHalf);
        const LabelMap labels =
            segmented(volumeManifest({2, 1.2, 1.2}, {64, 64, 64}), network, volume);
        EXPECT_EQ(network.windows.size(), 1U);
        EXPECT_GT(diceOf(labels, trueLabels(volume), "Bright"), 0.96);
    }
}

TEST(VolumePipeline, WindowsBeyondTheImageSeeAir) {
    double lowest = 1;
    FunctionNetwork network([&](const at::Tensor& images) {
        lowest = images[0][0][-1][-1][-1].item<double>();
        return aboveHalf(images);
    });
    segmented(volumeManifest({3, 1.5, 1}, {32, 48, 64}), network, ellipsoid());
    EXPECT_EQ(lowest, 0);
}

TEST(VolumePipeline, WhereWindowsDisagreeTheOneThatSeesMoreAroundAVoxelWins) {
    // Each window says class 1 in its first half along x only; windows of 16 begin at 0, 8, 16, ...
    FunctionNetwork network([](const at::Tensor& images) {
        at::Tensor logits = at::zeros({1, 2, images.size(2), images.size(3), images.size(4)});
        logits.select(1, 1).slice(3, 0, 8).fill_(50);
        logits.select(1, 0).slice(3, 8).fill_(50);
        return logits;
    });
    const Volume volume(Geometry({32, 16, 16}, {1, 1, 1}), std::vector<float>(32 * 16 * 16, 1));
    const LabelMap labels = segmented(volumeManifest({1, 1, 1}, {16, 16, 16}), network, volume);
    std::string row;
    for (std::int64_t x = 0; x < 32; ++x) {
        row += labels.at({x, 5, 5}) == 0 ? '.' : '#';
    }
    // Voxels 8 to 15: the window at 0 weighs 8 ... 1 for background, that at 8 weighs 1 ... 8 for
    // class 1, so that the second half is the latter's.
    EXPECT_EQ(row, "########....####....####........");
}

TEST(VolumePipeline, PreparedVolumesGiveTheSameLabels) {
    const Volume volume = ellipsoid();
    const ModelManifest manifest = volumeManifest({2, 2, 2}, {16, 32, 32});
    const SegmentationPipeline pipeline(manifest);
    FunctionNetwork network(aboveHalf);
    const LabelMap expected = segmented(manifest, network, volume);
    const auto prepared = pipeline.prepare(volume, 0, CancellationToken());
    EXPECT_EQ(prepared->planes(), network.windows.size());
    NoProgress silent;
    EXPECT_EQ(pipeline.segment(network, *prepared, 1, silent, CancellationToken()).labels,
              expected);
    const SegmentationPipeline other(volumeManifest({2, 2, 2}, {16, 16, 32}));
    expectError(ErrorCode::InvalidArgument, "prepared for another model",
                [&] { other.segment(network, *prepared, 1, silent, CancellationToken()); });
}

TEST(VolumePipeline, BeginsNoWindowOnceCancelled) {
    CancellationSource source;
    int windows = 0;
    FunctionNetwork network([&](const at::Tensor& images) {
        if (++windows == 3) {
            source.cancel();
        }
        return aboveHalf(images);
    });
    const SegmentationPipeline pipeline(volumeManifest({3, 1.5, 1}, {16, 16, 32}));
    NoProgress silent;
    expectError(ErrorCode::Cancelled, "",
                [&] { pipeline.segment(network, ellipsoid(), {}, silent, source.token()); });
    EXPECT_EQ(windows, 3);
}

TEST(VolumePipeline, StopsWhilePainting) {
    const auto prepared =
        prepareVolume(volumeManifest({3, 1.5, 1}, {16, 16, 32}).input, ellipsoid(), 0, {});
    LabelMap labels(prepared->canonicalGeometry());
    const std::vector<float> probabilities(
        2 * static_cast<std::size_t>(prepared->grid().size().voxels()), 0.5F);
    CancellationSource source;
    source.cancel();
    expectError(ErrorCode::Cancelled, "",
                [&] { paintVolume(labels, *prepared, probabilities, source.token()); });
}

TEST(VolumePipeline, HasNoFirstSliceBeforeTheLast) {
    FunctionNetwork network(aboveHalf);
    const SegmentationPipeline pipeline(volumeManifest({3, 1.5, 1}, {32, 48, 64}));
    NoProgress silent;
    const SegmentTimes seconds = pipeline.segment(network, ellipsoid(), {}, silent, {}).seconds;
    EXPECT_EQ(seconds.firstSlice, std::nullopt);
    EXPECT_GT(seconds.total, 0);
}

TEST(VolumePipeline, SlicesThatAreNotAskedForStayEmpty) {
    const Volume volume = ellipsoid();
    FunctionNetwork network(aboveHalf);
    SegmentOptions options;
    options.slices = SliceRange{9, 11};
    const LabelMap labels =
        segmented(volumeManifest({3, 1.5, 1}, {32, 48, 64}), network, volume, options);
    EXPECT_EQ(labels.at({20, 22, 10}), 1);
    EXPECT_EQ(labels.at({20, 22, 12}), 0);
}

TEST(VolumePipeline, RefusesWhatItCannotDo) {
    ModelManifest sided = volumeManifest({1, 1, 1}, {16, 16, 16});
    sided.input.laterality = Laterality::BilateralMirrored;
    expectError(ErrorCode::Unsupported, "input.laterality", [&] { SegmentationPipeline{sided}; });
    const ModelManifest large = volumeManifest({1, 1, 1}, {1024, 1024, 1024});
    expectError(ErrorCode::Unsupported, "input.size", [&] { SegmentationPipeline{large}; });
    const ModelManifest manifest = volumeManifest({0.1, 0.1, 0.1}, {16, 16, 16});
    const Volume wide(Geometry({64, 64, 64}, {2, 2, 2}), std::vector<float>(64 * 64 * 64, 1));
    FunctionNetwork network(aboveHalf);
    expectError(ErrorCode::LimitExceeded, "1280", [&] { segmented(manifest, network, wide); });
    expectError(ErrorCode::Unsupported, "input.axes", [&] {
        Preprocessor(manifest).referencePlanes({wide, trueLabels(wide)});
    });
}

TEST(VolumeWindows, CoverAnAxisByHalves) {
    EXPECT_THAT(windowStarts(10, 16), ElementsAre(0));
    EXPECT_THAT(windowStarts(16, 16), ElementsAre(0));
    EXPECT_THAT(windowStarts(17, 16), ElementsAre(0, 1));
    EXPECT_THAT(windowStarts(40, 16), ElementsAre(0, 8, 16, 24));
    EXPECT_THAT(windowStarts(41, 16), ElementsAre(0, 8, 16, 24, 25));
}

} // namespace
} // namespace laurel
