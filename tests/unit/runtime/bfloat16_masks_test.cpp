#include "laurel/inference/fast_network.h"
#include "laurel/runtime/confirmed_inference.h"
#include "laurel/tracing/trace.h"
#include "random_network.h"
#include "support/sanitized.h"
#include "wide_network.h"

#include <gtest/gtest.h>
#include <iostream>

namespace laurel {

namespace {

constexpr std::int64_t extent = 48;
constexpr std::int64_t planeCount = 5;
constexpr std::int64_t pixels = extent * extent;

/// Slices of a made-up limb: one shape within another, each with its grey value, drifting from
/// slice to slice.
struct Slices {
    explicit Slices(std::int64_t classes)
        : images(at::empty({planeCount, 1, extent, extent})),
          labels(at::zeros({planeCount, extent, extent}, at::kLong)) {
        const at::Tensor rows = at::linspace(-1, 1, extent).view({-1, 1});
        const at::Tensor columns = at::linspace(-1, 1, extent).view({1, -1});
        for (std::int64_t plane = 0; plane < planeCount; ++plane) {
            const double drift = 0.02 * static_cast<double>(plane);
            at::Tensor image = at::zeros({extent, extent});
            at::Tensor label = labels[plane];
            for (std::int64_t shape = 1; shape < classes; ++shape) {
                const double share =
                    0.9 * static_cast<double>(classes - shape) / static_cast<double>(classes - 1);
                const at::Tensor inside =
                    (rows - drift).square() / 0.8 + (columns + drift).square() < share * share;
                image.masked_fill_(inside, shape % 2 == 0 ? 0.3 : 1 - 0.05 * shape);
                label.masked_fill_(inside, shape);
            }
            images[plane][0].copy_(image + 0.02 * at::randn({extent, extent}));
        }
    }

    at::Tensor images; ///< planes × 1 × rows × columns
    at::Tensor labels;
};

/// As the engine's, but without its trace of the network.
class GraphInference final : public PlaneInference {
  public:
    using Run = std::function<std::vector<float>(const std::vector<float>& image)>;

    GraphInference(std::string name, Run run) : name_(std::move(name)), run_(std::move(run)) {}

    std::string name() const override { return name_; }

    void run(const PlaneJob& job, SegmentTimes&, const CancellationToken&) override {
        for (std::size_t index = 0; index < job.count; ++index) {
            const NetworkPlane plane = job.plane(index);
            std::vector<float> logits = run_(plane.image);
            at::Tensor view = at::from_blob(
                logits.data(), {static_cast<std::int64_t>(logits.size()) / pixels, pixels});
            view.copy_(view.softmax(0));
            job.take(index, plane, logits);
        }
    }

  private:
    std::string name_;
    Run run_;
};

std::unique_ptr<PlaneInference> compiled(std::string name, const Graph& graph,
                                         FastNetwork::Instructions instructions) {
    auto network = std::make_shared<FastNetwork>(graph, instructions);
    auto buffers = std::make_shared<FastNetwork::Buffers>(*network, 1);
    return std::make_unique<GraphInference>(std::move(name), [=](const std::vector<float>& image) {
        std::vector<float> output(static_cast<std::size_t>(network->outputShape().values()));
        WorkerPool::Team alone(WorkerPool::shared(), 1);
        network->run(image, output, *buffers, alone);
        return output;
    });
}

/// A processor's way of multiplying bfloat16, and what computes the same everywhere.
struct Halves {
    const char* name;
    FastNetwork::Instructions instructions;
    const kernels::Set& (*emulated)();
};

std::unique_ptr<PlaneInference> inHalves(const Graph& graph, const Halves& halves) {
    if (FastNetwork::has(halves.instructions)) {
        return compiled("halves", graph, halves.instructions);
    }
    auto network = std::make_shared<WideNetwork>(graph, halves.emulated());
    return std::make_unique<GraphInference>(
        "halves", [=](const std::vector<float>& image) { return network->run(image); });
}

/// Labels of all planes, as the inference finds them.
at::Tensor labelsBy(PlaneInference& inference, const at::Tensor& images) {
    std::vector<at::Tensor> found;
    const PlaneJob job{
        static_cast<std::size_t>(images.size(0)),
        [&](std::size_t index) {
            const at::Tensor image = images[static_cast<std::int64_t>(index)].contiguous();
            const float* values = image.data_ptr<float>();
            return NetworkPlane{{extent, extent}, {values, values + image.numel()}, {}};
        },
        [&](std::size_t, const NetworkPlane&, std::span<const float> probabilities) {
            const std::vector<float> copy(probabilities.begin(), probabilities.end());
            const auto classes = static_cast<std::int64_t>(copy.size()) / pixels;
            found.push_back(at::tensor(copy).view({classes, extent, extent}).argmax(0));
        }};
    SegmentTimes seconds;
    inference.run(job, seconds, {});
    return at::stack(found);
}

/// Of all labels together.
double dice(const at::Tensor& a, const at::Tensor& b) {
    const auto voxels = [](const at::Tensor& mask) { return mask.sum().item<double>(); };
    return 2 * voxels((a == b) & (a != 0)) / (voxels(a != 0) + voxels(b != 0));
}

/// What one way of multiplying bfloat16 made of all networks.
struct Tally {
    Halves halves;
    unsigned step = 1; ///< every so many networks
    unsigned computedInHalves = 0;
    std::vector<at::Tensor> found;
    std::vector<at::Tensor> expected;

    void add(const Graph& graph, const at::Tensor& images, const at::Tensor& expectedLabels) {
        ConfirmedInference inference(inHalves(graph, halves),
                                     compiled("single", graph, FastNetwork::Instructions::Best));
        const at::Tensor labels = labelsBy(inference, images);
        EXPECT_GE(dice(labels.slice(0, 1, 4), expectedLabels.slice(0, 1, 4)), 0.999);
        EXPECT_GE(dice(labels, expectedLabels), 0.998) << inference.name();
        computedInHalves += inference.name() == "halves" ? 1 : 0;
        found.push_back(labels);
        expected.push_back(expectedLabels);
    }

    void expectSameOfAll() const {
        std::cout << computedInHalves << " of " << found.size()
                  << " networks computed in bfloat16 by " << halves.name << '\n';
        EXPECT_GE(dice(at::cat(found), at::cat(expected)), 0.999);
        EXPECT_GT(computedInHalves, found.size() / 4); // or nothing was shown
    }
};

/// AVX-512's and AMX's. The second is slow where it is emulated: then a quarter of the networks do.
std::vector<Tally> everyWay() {
    const auto amx = FastNetwork::Instructions::AmxBf16;
    std::vector<Tally> ways(2);
    ways[0].halves = {"AVX-512", FastNetwork::Instructions::Avx512Bf16, &kernels::widepairsSet};
    ways[1].halves = {"AMX", amx, &kernels::widerowsSet};
    ways[1].step = FastNetwork::has(amx) ? 1 : 4;
    return ways;
}

// Planes 1, 2 and 3 of five are computed both ways before one of them goes on. What rounding does
// to the others they tell as any sample does.
TEST(Bfloat16, TwoHundredRandomNetworksKeepTheirMasksOrComputeInSinglePrecision) {
    at::manual_seed(1);
    const c10::NoGradGuard noGradients;
    const unsigned networks = isSanitized ? 10 : 200;
    std::vector<Tally> tallies = everyWay();
    for (unsigned seed = 1; seed <= networks; ++seed) {
        const std::int64_t classes = 2 + seed % 4;
        RandomNetwork network(seed, 1, classes, 4);
        const Slices slices(classes);
        network.learn(slices.images, slices.labels);
        const Graph graph = traceNetwork(network, {1, extent, extent});
        const at::Tensor expected = network.forward(slices.images).argmax(1);
        ASSERT_GT(dice(expected, slices.labels), 0.5) << "nothing was learnt, seed " << seed;
        for (Tally& tally : tallies) {
            SCOPED_TRACE(testing::Message() << tally.halves.name << ", seed " << seed);
            if (seed / 4 % tally.step == 0) {
                tally.add(graph, slices.images, expected);
            }
        }
    }
    for (const Tally& tally : tallies) {
        SCOPED_TRACE(tally.halves.name);
        tally.expectSameOfAll();
    }
}

} // namespace

} // namespace laurel
