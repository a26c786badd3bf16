#include "inferer.h"

#include "laurel/base/error.h"
#include "laurel/sdk/torch_errors.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <cmath>

namespace laurel {

namespace {

at::Tensor stack(std::span<const NetworkPlane> planes) {
    const PlaneSize size = planes.front().size;
    at::Tensor images =
        at::empty({static_cast<std::int64_t>(planes.size()), 1, size.rows, size.columns});
    float* target = images.data_ptr<float>();
    for (const NetworkPlane& plane : planes) {
        target = std::copy(plane.image.begin(), plane.image.end(), target);
    }
    return images;
}

at::Tensor windowOf(std::span<const float> values, const GridSize& size) {
    at::Tensor window = at::empty({1, 1, size.z, size.y, size.x});
    std::copy(values.begin(), values.end(), window.data_ptr<float>());
    return window;
}

at::Device deviceOf(Network& network) {
    const std::vector<at::Tensor> parameters = network.parameters();
    return parameters.empty() ? at::Device(at::kCPU) : parameters.front().device();
}

} // namespace

Inferer::Inferer(Network& network, int classes, int threads)
    : network_(network), classes_(classes), threads_(threads) {}

std::vector<float> Inferer::probabilities(std::span<const NetworkPlane> planes) {
    return translatingTorchErrors("segmentation", [&] { return answerTo(stack(planes)); });
}

std::vector<float> Inferer::windowProbabilities(std::span<const float> values,
                                                const GridSize& size) {
    return translatingTorchErrors("segmentation", [&] { return answerTo(windowOf(values, size)); });
}

void Inferer::pass(std::span<const NetworkPlane> planes) {
    translatingTorchErrors("statistics", [&] { return logitsOf(stack(planes)); });
}

void Inferer::passWindow(std::span<const float> values, const GridSize& size) {
    translatingTorchErrors("statistics", [&] { return logitsOf(windowOf(values, size)); });
}

at::Tensor Inferer::logitsOf(const at::Tensor& images) {
    threads_.grow();
    const c10::InferenceMode noGradients;
    at::Tensor logits = network_.forward(images.to(deviceOf(network_)));
    std::vector<std::int64_t> expected = images.sizes().vec();
    expected[1] = classes_;
    if (logits.sizes() != expected) {
        throw Error(ErrorCode::Internal, "the network answered in a shape that does not fit "
                                         "its input and classes");
    }
    return logits;
}

std::vector<float> Inferer::answerTo(const at::Tensor& images) {
    const c10::InferenceMode noGradients;
    const at::Tensor logits = logitsOf(images);
    const at::Tensor result = at::softmax(logits.to(at::kFloat), 1).to(at::kCPU).contiguous();
    if (!std::isfinite(result.sum().item<float>())) { // as soon as one is not
        // Planes are finite whatever the image is, so it is the weights that are no good.
        throw Error(ErrorCode::InvalidInput,
                    "with these weights the network answers with values that are not finite");
    }
    const float* values = result.data_ptr<float>();
    return std::vector<float>(values, values + result.numel());
}

} // namespace laurel
