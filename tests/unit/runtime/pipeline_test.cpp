#include "drawn_case.h"
#include "laurel/imaging/orientation.h"
#include "laurel/inference/worker_pool.h"
#include "laurel/runtime/segmentation_pipeline.h"
#include "laurel/sdk/plugin_host.h"
#include "support/expect_error.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <thread>

namespace laurel {

namespace {

/// Answers with what a function says, so that the way to it and back can be judged.
class FunctionNetwork final : public Network {
  public:
    explicit FunctionNetwork(std::function<at::Tensor(const at::Tensor&)> function)
        : function_(std::move(function)) {}

    at::Tensor forward(const at::Tensor& images) override {
        batches.push_back(images.size(0));
        return function_(images);
    }
    StateDict state() const override { return {}; }
    void loadState(const StateDict&) override {}
    std::vector<at::Tensor> parameters() override { return {}; }
    void train(bool) override {}
    void moveTo(const at::Device&) override {}

    std::vector<std::int64_t> batches;

  private:
    std::function<at::Tensor(const at::Tensor&)> function_;
};

/// Class 1, 2, 3 by how near a pixel is to the drawn muscles' brightness, else background.
at::Tensor byBrightness(const at::Tensor& images) {
    // Drawn with 0 to 15 added: the body's margin of air from 20 becomes 0, fat at 1000 becomes 1.
    std::vector<at::Tensor> classes{at::zeros_like(images)};
    for (int i = 0; i < 3; ++i) {
        const double centre = (507 + 150 * i - 20) / 992.0;
        classes.push_back(5 - 2000 * (images - centre).square());
    }
    return at::cat(classes, 1);
}

SegmentationResult segment(Network& network, const Volume& image,
                           const SegmentOptions& options = {},
                           const ModelManifest& manifest = drawnManifest()) {
    NoProgress silent;
    SegmentOptions single = options;
    single.threads = 1; // threads cost these small planes more than they save
    return SegmentationPipeline(manifest).segment(network, image, single, silent, {});
}

TEST(SegmentationPipeline, FindsWhatTheNetworkSeesOnBothSidesOfATiltedCase) {
    const TrainingCase drawn = drawBothLegs();
    FunctionNetwork network(byBrightness);
    ModelManifest manifest = drawnManifest();
    manifest.postprocess = {.largestComponent = true, .fillHoles = true};
    const SegmentationResult result = segment(network, drawn.image, {}, manifest);
    ASSERT_TRUE(result.labels.geometry().sameGridAs(drawn.image.geometry()));
    for (const Segment& segment : drawn.labels.segments()) {
        EXPECT_GT(diceOf(result.labels, drawn.labels, segment.name), 0.95) << segment.name;
    }
    EXPECT_EQ(result.engine, "eager");
    EXPECT_GT(result.seconds.total, 0);
    EXPECT_GE(result.seconds.total, result.seconds.infer + result.seconds.postprocess);
}

TEST(SegmentationPipeline, NamesSegmentsBySideWithTheModelsColours) {
    FunctionNetwork network(byBrightness);
    const LabelMap labels = segment(network, drawBothLegs().image).labels;
    ASSERT_EQ(labels.segments().size(), 6U);
    EXPECT_EQ(labels.segments()[0].name, "Front_R");
    EXPECT_EQ(labels.segments()[0].value, 1);
    EXPECT_EQ(labels.segments()[4].name, "Inner_L");
    EXPECT_EQ(labels.segments()[4].value, 5);
    EXPECT_EQ(labels.segments()[4].abbreviation, "IN_L");
    EXPECT_EQ(labels.segments()[3].color, (Color{255, 0, 0}));
    EXPECT_EQ(labels.segments()[3].snomed, "1");
    const LabelMap whole =
        segment(network, drawBothLegs().image, {}, drawnManifest(Laterality::None)).labels;
    ASSERT_EQ(whole.segments().size(), 3U);
    EXPECT_EQ(whole.segments()[2].name, "Back");
}

TEST(SegmentationPipeline, TheMedialHalfOfThePlaneIsMedialOnBothLimbs) {
    FunctionNetwork network([](const at::Tensor& images) {
        at::Tensor logits = at::zeros({images.size(0), 4, images.size(2), images.size(3)});
        logits.select(1, 0).fill_(1);
        logits.select(1, 1).slice(2, 0, images.size(3) / 2).fill_(2);
        return logits;
    });
    const LabelMap labels = segment(network, drawBothLegs().image).labels;
    // Limbs are drawn around columns of 60 and 175 mm, 0.9 mm a pixel: medial is between.
    EXPECT_EQ(labels.at({(60 + 20) * 10 / 9, 70, 0}), 1);
    EXPECT_EQ(labels.at({(60 - 20) * 10 / 9, 70, 0}), 0);
    EXPECT_EQ(labels.at({(175 - 20) * 10 / 9, 70, 0}), 4);
    EXPECT_EQ(labels.at({(175 + 20) * 10 / 9, 70, 0}), 0);
}

TEST(SegmentationPipeline, AnyOrientationOfTheFileGivesTheSameMasks) {
    PluginHost host({PLUGIN_FOLDER});
    at::manual_seed(3);
    const auto network = host.createNetwork(drawnManifest());
    const Volume image = drawBothLegs().image;
    const LabelMap expected = segment(*network, image).labels;
    std::set<std::uint16_t> values(expected.layer(0).begin(), expected.layer(0).end());
    ASSERT_GE(values.size(), 4U) << "the random network tells nothing apart";
    const std::array<std::string, 3> pairs{"LR", "PA", "SI"};
    std::array<std::size_t, 3> axes{0, 1, 2};
    int tried = 0;
    do {
        for (std::size_t flips = 0; flips < 8; ++flips) {
            std::string letters;
            for (std::size_t i = 0; i < 3; ++i) {
                letters += pairs[axes[i]][(flips >> i) & 1U];
            }
            const Volume turned = reorient(image, Orientation(letters));
            const LabelMap labels = reorient(segment(*network, turned).labels, Orientation("LPS"));
            ASSERT_TRUE(std::equal(labels.layer(0).begin(), labels.layer(0).end(),
                                   expected.layer(0).begin(), expected.layer(0).end()))
                << letters;
            ++tried;
        }
    } while (std::next_permutation(axes.begin(), axes.end()));
    EXPECT_EQ(tried, 48);
}

TEST(SegmentationPipeline, ASingleLimbIsTheSideThatTheNetworkRecognises) {
    // Knows the inner muscle, and only where it lies in a left limb: at low columns.
    FunctionNetwork network([](const at::Tensor& images) {
        at::Tensor logits = byBrightness(images);
        logits.select(1, 2).slice(2, images.size(3) / 2, images.size(3)).fill_(-9);
        logits.select(1, 1).fill_(-9);
        logits.select(1, 3).fill_(-9);
        return logits;
    });
    const TrainingCase both = drawBothLegs();
    const Geometry& geometry = both.image.geometry();
    for (const bool left : {false, true}) {
        SCOPED_TRACE(left ? "left" : "right");
        // One limb alone, in the half of the image where the other one usually lies.
        std::vector<float> pixels(static_cast<std::size_t>(geometry.size().voxels()), 20);
        const std::int64_t shift = left ? -128 : 128;
        for (std::int64_t z = 0; z < 5; ++z) {
            for (std::int64_t y = 0; y < 140; ++y) {
                for (std::int64_t x = left ? 130 : 0; x < (left ? 260 : 130); ++x) {
                    pixels[geometry.offset({x + shift, y, z})] =
                        static_cast<float>(both.image.value({x, y, z}));
                }
            }
        }
        const Volume image(geometry, pixels);
        for (const auto& slices : {std::optional<SliceRange>{}, std::optional(SliceRange{4, 4})}) {
            SegmentOptions options;
            options.slices = slices;
            const LabelMap labels = segment(network, image, options).labels;
            EXPECT_GT(labels.voxels(*labels.findByName(left ? "Inner_L" : "Inner_R")), 100);
            EXPECT_EQ(labels.voxels(*labels.findByName(left ? "Inner_R" : "Inner_L")), 0);
        }
    }
}

TEST(SegmentationPipeline, SlicesAskedForAreAsInTheWhole) {
    const Volume image = reorient(drawBothLegs().image, Orientation("LPI"));
    FunctionNetwork network(byBrightness);
    const LabelMap whole = segment(network, image).labels;
    SegmentOptions options;
    options.slices = SliceRange{3, 4};
    const LabelMap part = segment(network, image, options).labels;
    std::int64_t labelled = 0;
    for (std::int64_t z = 0; z < 5; ++z) {
        for (std::int64_t y = 0; y < 140; ++y) {
            for (std::int64_t x = 0; x < 260; ++x) {
                const std::uint16_t label = part.at({x, y, z});
                ASSERT_EQ(label, z >= 3 ? whole.at({x, y, z}) : 0);
                labelled += label != 0 ? 1 : 0;
            }
        }
    }
    EXPECT_GT(labelled, 1000);
}

TEST(SegmentationPipeline, NothingButAirGivesAnEmptyMap) {
    FunctionNetwork network(byBrightness);
    const Geometry geometry({50, 40, 3}, {2, 2, 2});
    const SegmentationResult result =
        segment(network, Volume(geometry, std::vector<std::int16_t>(6000, 17)));
    EXPECT_TRUE(network.batches.empty());
    EXPECT_EQ(result.seconds.firstSlice, std::nullopt);
    EXPECT_EQ(result.labels.segments().size(), 6U);
    for (const std::uint16_t label : result.labels.layer(0)) {
        ASSERT_EQ(label, 0);
    }
}

TEST(SegmentationPipeline, ReportsProgressAndBeginsNoSliceOnceCancelled) {
    FunctionNetwork network(byBrightness);
    struct Recorder final : ProgressSink {
        explicit Recorder(const FunctionNetwork& watched) : network(watched) {}
        void report(double fraction, std::string_view) override {
            fractions.push_back(fraction);
            if (fraction > 0.3) {
                source.cancel();
                pairs = network.batches.size();
            }
        }
        const FunctionNetwork& network;
        std::vector<double> fractions;
        CancellationSource source;
        std::size_t pairs = 0;
    };
    const Volume image = drawBothLegs().image;
    Recorder full(network);
    SegmentationPipeline(drawnManifest()).segment(network, image, {}, full, {});
    EXPECT_TRUE(std::is_sorted(full.fractions.begin(), full.fractions.end()));
    EXPECT_EQ(full.fractions.front(), 0);
    EXPECT_EQ(full.fractions.back(), 1);
    EXPECT_EQ(network.batches, std::vector<std::int64_t>(5, 2)); // five slices of both legs
    network.batches.clear();
    Recorder stopping(network);
    expectError(ErrorCode::Cancelled, "", [&] {
        SegmentationPipeline(drawnManifest())
            .segment(network, image, {}, stopping, stopping.source.token());
    });
    EXPECT_EQ(network.batches.size(), 2U); // 0.1 + 0.85 * 3 / 10 is beyond 0.3
    EXPECT_EQ(stopping.pairs, 2U);
}

TEST(SegmentationPipeline, StopsBeforeLabelsAreCleaned) {
    struct Recorder final : ProgressSink {
        void report(double, std::string_view what) override {
            if (what == "cleaning labels") {
                source.cancel();
            }
        }
        CancellationSource source;
    };
    FunctionNetwork network(byBrightness);
    Recorder stopping;
    expectError(ErrorCode::Cancelled, "", [&] {
        SegmentationPipeline(drawnManifest())
            .segment(network, drawBothLegs().image, {}, stopping, stopping.source.token());
    });
    EXPECT_EQ(network.batches.size(), 5U);
}

TEST(SegmentationPipeline, LibTorchComputesOnCoresThatNobodyElseHas) {
    std::vector<int> threads;
    std::unique_ptr<WorkerPool::Team> another; // until the third batch is under way
    FunctionNetwork network([&](const at::Tensor& images) {
        threads.push_back(at::get_num_threads());
        if (threads.size() == 3) {
            another.reset();
        }
        return byBrightness(images);
    });
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const int before = at::get_num_threads();
    const Volume image = drawBothLegs().image;
    const auto threadsWith = [&](int asked) {
        SegmentOptions options;
        options.threads = asked;
        NoProgress silent;
        threads.clear();
        SegmentationPipeline(drawnManifest()).segment(network, image, options, silent, {});
        EXPECT_EQ(at::get_num_threads(), before); // as whoever calls had set it
        return threads;
    };
    EXPECT_EQ(threadsWith(0), std::vector<int>(5, cores));
    EXPECT_EQ(threadsWith(cores + 7), std::vector<int>(5, cores));
    EXPECT_EQ(threadsWith(1), std::vector<int>(5, 1));
    const auto beAnother = [&] {
        another = std::make_unique<WorkerPool::Team>(WorkerPool::shared(), cores);
    };
    beAnother();
    EXPECT_EQ(threadsWith(0), (std::vector<int>{1, 1, 1, cores, cores}));
    beAnother();
    EXPECT_EQ(threadsWith(1), std::vector<int>(5, 1));
    EXPECT_EQ(threadsWith(0), std::vector<int>(5, cores));
}

TEST(SegmentationPipeline, RefusesAnAnswerOfAnotherShape) {
    FunctionNetwork network([](const at::Tensor& images) { return at::cat({images, images}, 1); });
    expectError(ErrorCode::Internal, "does not fit",
                [&] { segment(network, drawBothLegs().image); });
    FunctionNetwork failing([](const at::Tensor& images) { return at::matmul(images, images); });
    expectError(ErrorCode::Internal,
                "segmentation: ", [&] { segment(failing, drawBothLegs().image); });
}

} // namespace

} // namespace laurel
