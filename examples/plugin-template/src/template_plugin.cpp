#include "laurel/json/field_reader.h"
#include "laurel/sdk/module_network.h"
#include "laurel/sdk/plugin.h"

#include <ATen/ATen.h>
#include <torch/nn/modules/conv.h>

namespace {

/// Two convolutions. Your network goes here: any torch::nn::Module whose `forward` gives logits of
/// its images' height and width.
struct TemplateModule : torch::nn::Module {
    TemplateModule(std::int64_t width, int channels, int classes)
        : first(torch::nn::Conv2dOptions(channels, width, 3).padding(1)),
          second(width, classes, 1) {
        register_module("first", first);
        register_module("second", second);
    }

    at::Tensor forward(const at::Tensor& images) {
        return second->forward(at::relu(first->forward(images)));
    }

    torch::nn::Conv2d first;
    torch::nn::Conv2d second;
};

/// The manifest's `plugin.hyperparameters`: every number bounded, everything else refused.
std::int64_t readWidth(const nlohmann::json& hyperparameters) {
    laurel::FieldReader reader(hyperparameters, "manifest.json", "plugin.hyperparameters");
    const std::int64_t width = reader.has("width") ? reader.integer("width", {1, 64}) : 8;
    reader.requireNoOthers();
    return width;
}

class TemplateFactory final : public laurel::NetworkFactory {
  public:
    /// Must list exactly what `create` makes, without making it.
    std::vector<laurel::TensorSpec> describe(const laurel::NetworkRequest& request) const override {
        laurel::requireAxes(request, 2);
        const std::int64_t width = readWidth(request.hyperparameters);
        using laurel::DType;
        return {{"first.weight", DType::F32, {width, request.channels, 3, 3}},
                {"first.bias", DType::F32, {width}},
                {"second.weight", DType::F32, {request.classes, width, 1, 1}},
                {"second.bias", DType::F32, {request.classes}}};
    }

    std::unique_ptr<laurel::Network> create(const laurel::NetworkRequest& request) const override {
        laurel::requireAxes(request, 2);
        return laurel::ModuleNetwork::of(std::make_shared<TemplateModule>(
            readWidth(request.hyperparameters), request.channels, request.classes));
    }
};

} // namespace

LAUREL_PLUGIN(TemplateFactory, "template", "1.0")
