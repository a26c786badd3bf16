#include "unet_reference.h"

#include <ATen/ATen.h>
#include <tuple>
#include <utility>
#include <vector>

namespace laurel {

namespace {

class Reference {
  public:
    Reference(const ReferenceUNet& settings, const StateDict& weights)
        : settings_(settings), weights_(weights) {}

    at::Tensor network(at::Tensor features) {
        std::vector<std::pair<at::Tensor, at::Tensor>> skipped; // with the maxima's indices
        for (int level = 0; level < settings_.levels; ++level) {
            if (level > 0) {
                const auto [values, indices] = pooled(features);
                skipped.emplace_back(features, indices);
                features = values;
            }
            features = block("encoder." + std::to_string(level), features, level);
        }
        for (int level = settings_.levels - 2; level >= 0; --level) {
            const std::string prefix = "decoder." + std::to_string(level);
            const auto [fine, indices] = skipped.back();
            skipped.pop_back();
            const at::Tensor larger = enlarged(prefix + ".up", features, fine.sizes(), indices);
            features = block(prefix + ".block", at::cat({fine, larger}, 1), level);
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

    static std::tuple<at::Tensor, at::Tensor> pooled(const at::Tensor& features) {
        return features.dim() == 4 ? at::max_pool2d_with_indices(features, 2)
                                   : at::max_pool3d_with_indices(features, 2);
    }

    /// Interpolated first and convolved then: the order in the papers.
    at::Tensor enlarged(const std::string& name, const at::Tensor& features, at::IntArrayRef sizes,
                        const at::Tensor& indices) const {
        const at::IntArrayRef extents = sizes.slice(2);
        const bool planes = extents.size() == 2;
        if (settings_.up == "transposed") {
            const at::Tensor weight = tensor(name + ".weight");
            const at::Tensor bias = tensor(name + ".bias");
            return planes ? at::conv_transpose2d(features, weight, bias, 2)
                          : at::conv_transpose3d(features, weight, bias, 2);
        }
        if (settings_.up == "max-unpooling") {
            const at::Tensor narrow = convolution(name, features);
            return planes ? at::max_unpool2d(narrow, indices, extents)
                          : at::max_unpool3d(narrow, indices, extents, {2, 2, 2}, {0, 0, 0});
        }
        if (settings_.up == "nearest") {
            return convolution(name, planes ? at::upsample_nearest2d(features, extents)
                                            : at::upsample_nearest3d(features, extents));
        }
        return convolution(name, planes ? at::upsample_bilinear2d(features, extents, false)
                                        : at::upsample_trilinear3d(features, extents, false));
    }

    at::Tensor convolution(const std::string& name, const at::Tensor& input,
                           std::int64_t dilation = 1) const {
        const at::Tensor weight = tensor(name + ".weight");
        const at::Tensor bias = tensor(name + ".bias");
        const std::int64_t padding = weight.size(2) / 2 * dilation;
        return input.dim() == 4 ? at::conv2d(input, weight, bias, 1, padding, dilation)
                                : at::conv3d(input, weight, bias, 1, padding, dilation);
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

    at::Tensor block(const std::string& name, const at::Tensor& input, int level) const {
        const std::int64_t dilation = settings_.dilations.at(static_cast<std::size_t>(level));
        const at::Tensor inner =
            at::relu(normed(name + ".norm1", convolution(name + ".conv1", input, dilation)));
        at::Tensor outer = normed(name + ".norm2", convolution(name + ".conv2", inner, dilation));
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
