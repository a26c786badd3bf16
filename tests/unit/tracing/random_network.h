#pragma once

#include "laurel/sdk/network.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <functional>
#include <random>
#include <vector>

namespace laurel {

/// A network of layers drawn at random from what LibTorch offers and the fast engine knows.
class RandomNetwork final : public Network {
  public:
    /// @param wider how many times as many channels as usual between input and output; with more
    ///        than 1 only layers as networks have them that are trained: the answer has the image's
    ///        extents
    RandomNetwork(unsigned seed, std::int64_t channels, std::int64_t classes, int wider = 1)
        : random_(seed), wider_(wider) {
        std::int64_t width = add(anything(channels), wider_ * 8 * pick(1, 4));
        std::vector<std::int64_t> skipped;
        for (int level = pick(0, 2); level > 0; --level) {
            skipped.push_back(width);
            layers_.push_back([this](at::Tensor x) {
                stack_.push_back(x);
                return x;
            });
            width = add(down(width), wider_ * pick(5, 40));
        }
        width = anything(width);
        for (; !skipped.empty(); skipped.pop_back()) {
            width = up(width) + skipped.back();
            layers_.push_back([this](at::Tensor x) {
                const at::Tensor other = stack_.back();
                stack_.pop_back();
                const std::int64_t rows = other.size(2) - x.size(2);
                const std::int64_t columns = other.size(3) - x.size(3);
                x = at::constant_pad_nd(
                    x, {columns / 3, columns - columns / 3, rows / 3, rows - rows / 3}, 0.25);
                return at::cat({other, x}, 1);
            });
            width = add(width, wider_ * 8 * pick(1, 3));
        }
        weight_ = make({classes, width, 1, 1});
        bias_ = make({classes});
    }

    at::Tensor forward(const at::Tensor& images) override {
        return at::conv2d(features(images), weight_, bias_);
    }

    /// Fits the last layer to labels by least squares: then the network is as sure of most pixels,
    /// and as unsure of borders, as one that was trained.
    /// @param labels planes × rows × columns, from 0 to classes - 1
    void learn(const at::Tensor& images, const at::Tensor& labels) {
        const c10::NoGradGuard noGradients;
        const at::Tensor seen = features(images).movedim(1, -1).flatten(0, 2).to(at::kDouble);
        const at::Tensor inputs = at::cat({seen, at::ones({seen.size(0), 1}, at::kDouble)}, 1);
        const at::Tensor wanted = at::one_hot(labels.flatten(), weight_.size(0)).to(at::kDouble);
        const at::Tensor squares = inputs.t().matmul(inputs);
        const at::Tensor ridge =
            1e-4 * squares.diagonal().mean() * at::eye(squares.size(0), at::kDouble);
        const at::Tensor fitted =
            at::linalg_solve(squares + ridge, inputs.t().matmul(wanted)).t().to(at::kFloat);
        weight_.copy_(fitted.slice(1, 0, -1).reshape(weight_.sizes()));
        bias_.copy_(fitted.select(1, -1));
    }

    StateDict state() const override { return {}; }
    void loadState(const StateDict&) override {}
    std::vector<at::Tensor> parameters() override { return parameters_; }
    void train(bool) override {}
    void moveTo(const at::Device&) override {}

  private:
    at::Tensor features(at::Tensor x) {
        for (const auto& layer : layers_) {
            x = layer(x);
        }
        return x;
    }

    int pick(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

    at::Tensor make(at::IntArrayRef shape, double middle = 0) {
        const double inputs = static_cast<double>(at::empty(shape).numel() / shape[0]);
        at::Tensor values = at::empty(shape);
        std::normal_distribution<float> normal(
            static_cast<float>(middle),
            static_cast<float>(shape.size() > 1 ? std::sqrt(2 / inputs) : 0.2));
        for (std::int64_t i = 0; i < values.numel(); ++i) {
            values.data_ptr<float>()[i] = normal(random_);
        }
        values.requires_grad_(true);
        parameters_.push_back(values);
        return values;
    }

    /// A convolution, a norm, an activation, now and then around a shortcut.
    std::int64_t add(std::int64_t in, std::int64_t out) {
        const int dilation = pick(1, 2);
        const int kernel = 2 * pick(0, 2) + 1;
        const auto weight = make({out, in, kernel, kernel});
        const auto bias = pick(0, 1) == 0 ? at::Tensor() : make({out});
        const int padding = dilation * (kernel / 2);
        layers_.push_back(
            [=](const at::Tensor& x) { return at::conv2d(x, weight, bias, 1, padding, dilation); });
        normalise(out);
        activate();
        const auto second = make({out, out, 3, 3});
        const double share = pick(0, 1) == 0 ? 1 : 0.5;
        layers_.push_back([=](const at::Tensor& x) {
            const at::Tensor y = at::conv2d(x, second, {}, 1, 1);
            return share == 1 ? y + x : x + y * share;
        });
        activate();
        return out;
    }

    /// A layer of any size, step and place, which keeps no extents.
    std::int64_t anything(std::int64_t width) {
        if (wider_ > 1) {
            return width;
        }
        makeRoom();
        const std::int64_t made = anyLayer(width);
        makeRoom();
        return made;
    }

    /// For every kernel, and for two levels further down.
    void makeRoom() {
        layers_.push_back([](const at::Tensor& x) {
            const bool isSmall = std::min(x.size(2), x.size(3)) < 10;
            return isSmall ? at::constant_pad_nd(x, {4, 5, 5, 4}, 0.5) : x;
        });
    }

    std::int64_t anyLayer(std::int64_t width) {
        switch (pick(0, 7)) {
        case 0:
            return anyConvolution(width);
        case 1:
            return groups(width);
        case 2:
            return difference(width);
        case 3:
        case 4:
            return anyPool(width);
        case 5:
            return window(width);
        case 6:
            return resized(width);
        default:
            return threefold(width);
        }
    }

    using Pair = std::vector<std::int64_t>;

    std::int64_t anyConvolution(std::int64_t width) {
        const auto weight = make({12, width, pick(1, 4), pick(1, 5)});
        const Pair stride{pick(1, 2), pick(1, 2)};
        const Pair padding{pick(0, 4), pick(0, 4)};
        const Pair dilation{pick(1, 2), pick(1, 2)};
        layers_.push_back([=](const at::Tensor& x) {
            return at::conv2d(x, weight, {}, stride, padding, dilation);
        });
        return 12;
    }

    /// Of whole blocks, for every set of instructions.
    std::int64_t groups(std::int64_t in) {
        const std::int64_t count = pick(2, 3);
        const std::int64_t width = add(in, 16 * count);
        const auto weight = make({width, 16, 3, 3});
        layers_.push_back(
            [=](const at::Tensor& x) { return at::conv2d(x, weight, {}, 1, 1, 1, count); });
        return width;
    }

    std::int64_t difference(std::int64_t width) {
        const auto weight = make({width, width, 3, 3});
        const int order = pick(0, 5);
        const at::Tensor half = at::full({1}, 0.5);
        layers_.push_back([=](const at::Tensor& x) {
            at::Tensor y = at::conv2d(x, weight, {}, 1, 1);
            switch (order) {
            case 0:
                return x - y;
            case 1:
                return y - x;
            case 2:
                return 1 - y;
            case 3:
                return at::rsub(y, 0.5, 2);
            case 4:
                return at::rsub(y, half, 3);
            default:
                return y.sub_(x);
            }
        });
        return width;
    }

    std::int64_t anyPool(std::int64_t width) {
        const Pair kernel{pick(2, 4), pick(2, 3)};
        const Pair stride{pick(1, static_cast<int>(kernel[0])), pick(1, 2)};
        const Pair padding{pick(0, static_cast<int>(kernel[0] / 2)), pick(0, 1)};
        const bool isMax = pick(0, 1) == 0;
        layers_.push_back([=](const at::Tensor& x) {
            return isMax ? at::max_pool2d(x, kernel, stride, padding)
                         : at::avg_pool2d(x, kernel, stride, padding);
        });
        return width;
    }

    std::int64_t window(std::int64_t width) {
        const Pair sides{pick(-2, 3), pick(-2, 3), pick(-2, 3), pick(-2, 3)};
        const bool slices = pick(0, 1) == 0;
        layers_.push_back([=](const at::Tensor& x) {
            return slices ? x.slice(2, 1, -2).slice(3, 2) : at::constant_pad_nd(x, sides, 0.25);
        });
        return width;
    }

    std::int64_t resized(std::int64_t width) {
        const int rows = pick(0, 7);
        const int columns = pick(0, 7);
        const int kind = pick(0, 2);
        layers_.push_back([=](const at::Tensor& x) {
            const Pair size{x.size(2) + rows, x.size(3) + columns};
            return kind == 0 ? at::upsample_nearest2d(x, size)
                             : at::upsample_bilinear2d(x, size, kind == 1);
        });
        return width;
    }

    std::int64_t threefold(std::int64_t width) {
        const bool shuffles = pick(0, 1) == 0;
        const auto weight = shuffles ? make({9 * 5, width, 1, 1}) : make({width, 5, 3, 3});
        layers_.push_back([=](const at::Tensor& x) {
            return shuffles ? at::pixel_shuffle(at::conv2d(x, weight), 3)
                            : at::conv_transpose2d(x, weight, {}, 3);
        });
        return 5;
    }

    void normalise(std::int64_t width) {
        const auto scale = make({width}, 1);
        const auto shift = make({width});
        const auto mean = make({width});
        const auto variance = at::rand({width}) + 0.5;
        switch (pick(0, 4)) {
        case 0:
            layers_.push_back([=](const at::Tensor& x) {
                return at::group_norm(x, x.size(1) % 4 == 0 ? 4 : 1, scale, shift);
            });
            break;
        case 1:
            layers_.push_back([=](const at::Tensor& x) {
                return at::instance_norm(x, scale, shift, {}, {}, true, 0.1, 1e-5, false);
            });
            break;
        case 2:
            layers_.push_back([=](const at::Tensor& x) {
                return at::batch_norm(x, scale, shift, mean, variance, false, 0.1, 1e-5, false);
            });
            break;
        case 3:
            layers_.push_back([=](const at::Tensor& x) {
                return (x - mean.view({1, -1, 1, 1})) * scale.view({-1, 1, 1}) + 0.125;
            });
            break;
        default:
            break;
        }
    }

    void activate() {
        switch (pick(0, 3)) {
        case 0:
            layers_.push_back([](at::Tensor x) { return x.relu_(); });
            break;
        case 1:
            layers_.push_back([](const at::Tensor& x) { return at::leaky_relu(x, 0.2); });
            break;
        case 2:
            layers_.push_back(
                [](const at::Tensor& x) { return at::dropout(at::relu(x), 0.5, false); });
            break;
        default:
            break;
        }
    }

    std::int64_t down(std::int64_t width) {
        switch (pick(0, 2)) {
        case 0:
            layers_.push_back([](const at::Tensor& x) { return at::max_pool2d(x, 2); });
            return width;
        case 1:
            layers_.push_back([](const at::Tensor& x) {
                return at::avg_pool2d(x, {3, 3}, {2, 2}, {1, 1});
            });
            return width;
        default: {
            const auto weight = make({width + 3, width, 2, 2});
            layers_.push_back([=](const at::Tensor& x) { return at::conv2d(x, weight, {}, 2); });
            return width + 3;
        }
        }
    }

    std::int64_t up(std::int64_t width) {
        const auto doubled = [](const at::Tensor& x) {
            return std::vector<std::int64_t>{2 * x.size(2), 2 * x.size(3)};
        };
        switch (pick(0, 3)) {
        case 0:
            layers_.push_back(
                [=](const at::Tensor& x) { return at::upsample_nearest2d(x, doubled(x)); });
            return width;
        case 1: {
            const bool corners = pick(0, 1) == 0;
            layers_.push_back([=](const at::Tensor& x) {
                return at::upsample_bilinear2d(x, doubled(x), corners);
            });
            return width;
        }
        case 2: {
            const auto weight = make({width, 16 * wider_, 2, 2});
            const auto bias = make({16 * wider_});
            layers_.push_back(
                [=](const at::Tensor& x) { return at::conv_transpose2d(x, weight, bias, 2); });
            return 16 * wider_;
        }
        default: {
            const auto weight = make({4 * 6 * wider_, width, 1, 1});
            layers_.push_back(
                [=](const at::Tensor& x) { return at::pixel_shuffle(at::conv2d(x, weight), 2); });
            return 6 * wider_;
        }
        }
    }

    std::mt19937 random_;
    int wider_;
    at::Tensor weight_; ///< of the last layer
    at::Tensor bias_;
    std::vector<std::function<at::Tensor(at::Tensor)>> layers_;
    std::vector<at::Tensor> stack_;
    std::vector<at::Tensor> parameters_;
};

} // namespace laurel
