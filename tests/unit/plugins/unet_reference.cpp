#include "unet_reference.h"

#include <ATen/ATen.h>

namespace laurel {

namespace {

class Reference {
  public:
    Reference(const ReferenceUNet& settings, const StateDict& weights)
        : settings_(settings), weights_(weights) {}

    at::Tensor network(at::Tensor features) {
        std::vector<at::Tensor> skipped;
        for (int level = 0; level < settings_.levels; ++level) {
            if (level > 0) {
                skipped.push_back(features);
                features = at::max_pool2d(features, 2);
            }
            features = block("encoder." + std::to_string(level), features);
        }
        for (int level = settings_.levels - 2; level >= 0; --level) {
            const std::string prefix = "decoder." + std::to_string(level);
            at::Tensor larger;
            if (settings_.transposed) {
                larger = at::conv_transpose2d(features, tensor(prefix + ".up.weight"),
                                              tensor(prefix + ".up.bias"), 2);
            } else {
                larger =
                    convolution(prefix + ".up",
                                at::upsample_bilinear2d(
                                    features, {2 * features.size(2), 2 * features.size(3)}, false));
            }
            features = block(prefix + ".block", at::cat({skipped.back(), larger}, 1));
            skipped.pop_back();
        }
        return convolution("head", features);
    }

  private:
    at::Tensor tensor(const std::string& name) const {
        const Tensor* found = weights_.find(name);
        if (found == nullptr) {
            return {};
        }
        const auto values = found->floats();
        return at::tensor(at::ArrayRef<float>(values.data(), values.size())).view(found->shape());
    }

    at::Tensor convolution(const std::string& name, const at::Tensor& input) const {
        const at::Tensor weight = tensor(name + ".weight");
        return at::conv2d(input, weight, tensor(name + ".bias"), 1, weight.size(2) / 2);
    }

    at::Tensor normed(const std::string& name, const at::Tensor& input) const {
        const at::Tensor weight = tensor(name + ".weight");
        const at::Tensor bias = tensor(name + ".bias");
        if (settings_.norm == "batch") {
            return at::batch_norm(input, weight, bias, tensor(name + ".running_mean"),
                                  tensor(name + ".running_var"), false, 0.1, 1e-5, false);
        }
        if (settings_.norm == "none") {
            return input;
        }
        const std::int64_t groups = settings_.norm == "group" ? settings_.groups : input.size(1);
        return at::group_norm(input, groups, weight, bias, 1e-5);
    }

    at::Tensor block(const std::string& name, const at::Tensor& input) const {
        const at::Tensor inner =
            at::relu(normed(name + ".norm1", convolution(name + ".conv1", input)));
        at::Tensor outer = normed(name + ".norm2", convolution(name + ".conv2", inner));
        if (settings_.residual) {
            const bool same = input.size(1) == outer.size(1);
            outer = outer + (same ? input : convolution(name + ".shortcut", input));
        }
        return at::relu(outer);
    }

    const ReferenceUNet& settings_;
    const StateDict& weights_;
};

} // namespace

at::Tensor referenceForward(const ReferenceUNet& settings, const StateDict& weights,
                            const at::Tensor& images) {
    return Reference(settings, weights).network(images);
}

} // namespace laurel
