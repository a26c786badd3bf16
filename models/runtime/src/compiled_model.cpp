#include "laurel/runtime/compiled_model.h"

#include "fast_inference.h"
#include "laurel/base/error.h"
#include "laurel/sdk/torch_errors.h"
#include "laurel/tracing/trace.h"
#include "mask_agreement.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <cmath>
#include <functional>
#include <iomanip>
#include <numeric>
#include <sstream>

namespace laurel {

namespace {

// Of the logits' range. Rounding reaches some 1e-5, with bfloat16 some 1e-2.
constexpr double mostDifference = 2e-4;
constexpr double mostDifferenceOfHalves = 0.05;

MapShape shapeOf(const ModelInput& input) {
    if (input.axes != 2) {
        throw Error(ErrorCode::Unsupported, "only networks for slices are compiled");
    }
    return {input.channels, input.size[0], input.size[1]};
}

/// Waves of several lengths within an ellipse, as an image of a limb has edges and smooth parts.
at::Tensor madeUpImage(const MapShape& shape) {
    const at::Tensor rows = at::linspace(-1, 1, shape.rows).view({-1, 1});
    const at::Tensor columns = at::linspace(-1, 1, shape.columns).view({1, -1});
    const at::Tensor inside = (rows.square() / 0.7 + columns.square() / 0.5 < 1).to(at::kFloat);
    const at::Tensor waves = at::sin(9 * rows + 4 * columns) +
                             at::cos(23 * columns - 6 * rows * columns) +
                             at::sin(40 * rows * rows + 31 * columns);
    const at::Tensor image = inside * (0.5 + 0.16 * waves);
    return image.expand({1, shape.channels, shape.rows, shape.columns}).contiguous();
}

at::Tensor answerOf(const FastNetwork& network, const at::Tensor& image) {
    const MapShape shape = network.outputShape();
    at::Tensor answer = at::empty({1, shape.channels, shape.rows, shape.columns});
    WorkerPool::Team alone(WorkerPool::shared(), 1);
    FastNetwork::Buffers buffers(network, 1);
    network.run({image.data_ptr<float>(), static_cast<std::size_t>(image.numel())},
                {answer.data_ptr<float>(), static_cast<std::size_t>(answer.numel())}, buffers,
                alone);
    return answer;
}

/// @param logits of one plane
WinningLabels winnersOf(const at::Tensor& logits) {
    const at::Tensor plain = logits.to(at::kFloat).contiguous();
    WinningLabels labels;
    appendWinners({plain.data_ptr<float>(), static_cast<std::size_t>(plain.numel())},
                  static_cast<std::size_t>(plain.size(2) * plain.size(3)), labels);
    return labels;
}

[[noreturn]] void refuse(const std::string& what, double value) {
    std::ostringstream text;
    text << "the compiled network answers otherwise than LibTorch: " << what << " "
         << std::setprecision(6) << value;
    throw Error(ErrorCode::Unsupported, text.str());
}

void requireSame(const at::Tensor& eager, const at::Tensor& fast, Precision precision) {
    if (eager.sizes() != fast.sizes()) {
        throw Error(ErrorCode::Unsupported, "the compiled network answers in another shape");
    }
    const bool isSingle = precision == Precision::Single;
    const double range = (eager.max() - eager.min()).item<double>();
    const double difference = (eager - fast).abs().max().item<double>();
    if (!std::isfinite(range)) {
        return; // weights that are no good answer so in either way, and are refused for it
    }
    if (!(difference <= (isSingle ? mostDifference : mostDifferenceOfHalves) * range)) {
        refuse("a logit differs by", difference);
    }
    const WinningLabels expected = winnersOf(eager);
    const WinningLabels found = winnersOf(fast);
    const double dice = pooledDice(expected, found);
    // Where the image shows less than a thousand pixels of labels, a single one that lies between
    // two of them would decide.
    const auto differing = std::transform_reduce(expected.begin(), expected.end(), found.begin(), 0,
                                                 std::plus(), std::not_equal_to());
    if (isSingle && dice < leastMaskDice && differing > 1) {
        refuse("the masks' Dice is", dice);
    }
}

/// What fails while LibTorch's tracer looks on need not fail without it.
Graph traced(Network& network, const MapShape& shape) {
    try {
        return traceNetwork(network, shape);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::Internal) {
            throw;
        }
        throw Error(ErrorCode::Unsupported, error.what());
    }
}

} // namespace

CompiledModel::CompiledModel(Network& network, const ModelManifest& manifest, Precision precision,
                             const CancellationToken& cancel) {
    const MapShape shape = shapeOf(manifest.input);
    const auto instructions = precision == Precision::Single ? FastNetwork::Instructions::Best
                                                             : FastNetwork::Instructions::BestBf16;
    if (!FastNetwork::has(instructions)) {
        throw Error(ErrorCode::Unsupported, "this processor does not multiply bfloat16");
    }
    cancel.throwIfCancelled();
    const Graph graph = traced(network, shape);
    cancel.throwIfCancelled();
    network_ = std::make_shared<const FastNetwork>(graph, instructions);
    cancel.throwIfCancelled();
    translatingTorchErrors("comparing the compiled network", [&] {
        const at::Tensor image = madeUpImage(shape);
        const c10::InferenceMode noGradients;
        requireSame(network.forward(image), answerOf(*network_, image), precision);
    });
}

CompiledModel::~CompiledModel() = default;

std::size_t CompiledModel::weightBytes() const noexcept {
    return network_->weightBytes();
}

std::unique_ptr<PlaneInference> CompiledModel::inference(int threads) const {
    return std::make_unique<FastInference>(network_, threads);
}

} // namespace laurel
