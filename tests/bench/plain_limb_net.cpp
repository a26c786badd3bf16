#include "plain_limb_net.h"

#include "laurel/sdk/module_network.h"

#include <array>
#include <torch/nn.h>
#include <vector>

namespace laurel::bench {

namespace {

namespace nn = torch::nn;

constexpr std::array<std::int64_t, 5> widths{16, 32, 64, 96, 192};
constexpr std::int64_t bottomWidth = 384;
constexpr std::int64_t groups = 8;

struct Step : nn::Module {
    Step(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride,
         std::int64_t padding)
        : conv(register_module(
              "conv",
              nn::Conv2d(nn::Conv2dOptions(in, out, kernel).stride(stride).padding(padding)))),
          norm(register_module("norm", nn::GroupNorm(groups, out))) {}

    at::Tensor forward(const at::Tensor& input) { return norm(conv(input)); }

    nn::Conv2d conv;
    nn::GroupNorm norm;
};

struct Up : nn::Module {
    Up(std::int64_t in, std::int64_t out, std::int64_t factor)
        : conv(register_module(
              "conv",
              nn::ConvTranspose2d(nn::ConvTranspose2dOptions(in, out, factor).stride(factor)))),
          norm(register_module("norm", nn::GroupNorm(groups, out))) {}

    at::Tensor forward(const at::Tensor& input, const at::Tensor& skipped) {
        const std::vector<std::int64_t> extents{skipped.size(2), skipped.size(3)};
        return at::relu(norm(conv(input, at::IntArrayRef(extents))));
    }

    nn::ConvTranspose2d conv;
    nn::GroupNorm norm;
};

struct Block : nn::Module {
    Block(std::int64_t in, std::int64_t out)
        : first(register_module("first", std::make_shared<Step>(in, out, 3, 1, 1))),
          second(register_module("second", std::make_shared<Step>(out, out, 3, 1, 1))) {}

    at::Tensor forward(const at::Tensor& input, const at::Tensor& shortcut) {
        return at::relu(second->forward(at::relu(first->forward(input))) + shortcut);
    }

    std::shared_ptr<Step> first;
    std::shared_ptr<Step> second;
};

struct PlainLimbNet : nn::Module {
    explicit PlainLimbNet(std::int64_t classes) {
        input = register_module("input", std::make_shared<Step>(1, widths[0], 1, 1, 0));
        const auto encoder = register_module("encoder", std::make_shared<nn::Module>());
        for (std::size_t level = 0; level < widths.size(); ++level) {
            const auto own =
                encoder->register_module(std::to_string(level), std::make_shared<nn::Module>());
            if (level > 0) {
                downs.push_back(own->register_module(
                    "down", std::make_shared<Step>(widths[level - 1], widths[level], 2, 2, 0)));
            }
            blocks.push_back(own->register_module(
                "block", std::make_shared<Block>(widths[level], widths[level])));
        }
        bottom =
            register_module("bottom", std::make_shared<Step>(widths.back(), bottomWidth, 3, 3, 0));
        registerDecoder();
        head = register_module("head", nn::Conv2d(nn::Conv2dOptions(widths[0], classes, 1)));
    }

    void registerDecoder() {
        const auto decoder = register_module("decoder", std::make_shared<nn::Module>());
        std::int64_t in = bottomWidth;
        for (std::size_t level = widths.size(); level-- > 0;) {
            const auto own =
                decoder->register_module(std::to_string(level), std::make_shared<nn::Module>());
            const std::int64_t factor = ups.empty() ? 3 : 2;
            ups.push_back(
                own->register_module("up", std::make_shared<Up>(in, widths[level], factor)));
            upBlocks.push_back(own->register_module(
                "block", std::make_shared<Block>(2 * widths[level], widths[level])));
            in = widths[level];
        }
    }

    at::Tensor forward(const at::Tensor& images) {
        at::Tensor features = at::relu(input->forward(images));
        std::vector<at::Tensor> skipped;
        for (std::size_t level = 0; level < blocks.size(); ++level) {
            if (level > 0) {
                features = at::relu(downs[level - 1]->forward(features));
            }
            features = blocks[level]->forward(features, features);
            skipped.push_back(features);
        }
        features = at::relu(bottom->forward(features));
        for (std::size_t i = 0; i < ups.size(); ++i) {
            const at::Tensor& beside = skipped[skipped.size() - 1 - i];
            const at::Tensor larger = ups[i]->forward(features, beside);
            features = upBlocks[i]->forward(at::cat({beside, larger}, 1), larger);
        }
        return head(features);
    }

    std::shared_ptr<Step> input;
    std::vector<std::shared_ptr<Step>> downs;
    std::vector<std::shared_ptr<Block>> blocks;
    std::shared_ptr<Step> bottom;
    std::vector<std::shared_ptr<Up>> ups;
    std::vector<std::shared_ptr<Block>> upBlocks;
    nn::Conv2d head{nullptr};
};

} // namespace

std::unique_ptr<Network> makePlainNetwork(const ModelPackage& package) {
    const auto classes = static_cast<std::int64_t>(package.manifest().labels.size()) + 1;
    std::unique_ptr<Network> network = ModuleNetwork::of(std::make_shared<PlainLimbNet>(classes));
    network->loadState(package.weights());
    return network;
}

} // namespace laurel::bench
