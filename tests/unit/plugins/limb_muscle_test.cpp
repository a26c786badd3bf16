#include "plugin_test.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

namespace laurel {

namespace {

bool endsWith(const std::string& name, std::string_view end) {
    return name.size() >= end.size() &&
           name.compare(name.size() - end.size(), end.size(), end) == 0;
}

/// Parameters and running statistics: what DESIGN counts.
struct Count {
    std::int64_t values = 0;
    std::int64_t statistics = 0;
};

Count countOf(const std::vector<TensorSpec>& specs) {
    Count count;
    for (const TensorSpec& spec : specs) {
        if (spec.dtype == DType::F32) {
            count.values += valuesOf(spec);
        }
        if (endsWith(spec.name, ".running_mean") || endsWith(spec.name, ".running_var")) {
            count.statistics += valuesOf(spec);
        }
    }
    return count;
}

class LimbMuscleTest : public PluginTest {
  protected:
    LimbMuscleTest() : PluginTest("limb_muscle", 2) {}

    /// As many labels as an output of `classes` channels has.
    void setClasses(int classes) {
        manifest_.labels.clear();
        for (int value = 1; value < classes; ++value) {
            manifest_.labels.push_back(
                {static_cast<std::uint16_t>(value), "Muscle " + std::to_string(value), "", {}, ""});
        }
    }

    std::vector<TensorSpec> specs(const nlohmann::json& hyperparameters) {
        manifest_.plugin.hyperparameters = hyperparameters;
        return host_.describe(manifest_);
    }
};

/// The inference written out with LibTorch's functions, from names in the weights file alone; keeps
/// the height of every level.
class Reference {
  public:
    explicit Reference(const StateDict& weights) : weights_(weights) {}

    at::Tensor network(const at::Tensor& images) {
        at::Tensor features =
            at::relu(normed("input", at::conv2d(images, weight("input"), bias("input"))));
        std::vector<at::Tensor> skipped;
        for (int level = 0; level < 5; ++level) {
            const std::string prefix = "encoder." + std::to_string(level);
            if (level > 0) {
                features = down(prefix + ".down", features, 2);
            }
            features = block(prefix + ".block", features, features);
            heights.push_back(features.size(2));
            skipped.push_back(features);
        }
        features = down("bottom", features, 3);
        heights.push_back(features.size(2));
        for (int level = 4; level >= 0; --level) {
            const std::string prefix = "decoder." + std::to_string(level);
            const at::Tensor fine = skipped[static_cast<std::size_t>(level)];
            const at::Tensor larger =
                up(prefix + ".up", features, level == 4 ? 3 : 2, fine.sizes().slice(2));
            features = block(prefix + ".block", at::cat({fine, larger}, 1), larger);
            heights.push_back(features.size(2));
        }
        return at::conv2d(features, tensor("head.weight"), tensor("head.bias"));
    }

    std::vector<std::int64_t> heights;

  private:
    at::Tensor tensor(const std::string& name) const {
        const Tensor& found = weights_.at(name);
        const auto values = found.floats();
        return at::tensor(at::ArrayRef<float>(values.data(), values.size())).view(found.shape());
    }
    at::Tensor weight(const std::string& name) const { return tensor(name + ".conv.weight"); }
    at::Tensor bias(const std::string& name) const { return tensor(name + ".conv.bias"); }

    at::Tensor normed(const std::string& name, const at::Tensor& input) const {
        const std::string norm = name + ".norm";
        if (weights_.find(norm + ".running_mean") == nullptr) {
            return at::group_norm(input, 8, tensor(norm + ".weight"), tensor(norm + ".bias"));
        }
        return at::batch_norm(input, tensor(norm + ".weight"), tensor(norm + ".bias"),
                              tensor(norm + ".running_mean"), tensor(norm + ".running_var"), false,
                              0.1, 1e-5, false);
    }

    at::Tensor down(const std::string& name, const at::Tensor& input, std::int64_t factor) const {
        return at::relu(normed(name, at::conv2d(input, weight(name), bias(name), factor)));
    }

    at::Tensor up(const std::string& name, const at::Tensor& input, std::int64_t factor,
                  at::IntArrayRef extents) const {
        const std::vector<std::int64_t> outputPadding{extents[0] - factor * input.size(2),
                                                      extents[1] - factor * input.size(3)};
        return at::relu(normed(
            name, at::conv_transpose2d(input, weight(name), bias(name), factor, 0, outputPadding)));
    }

    at::Tensor block(const std::string& name, const at::Tensor& input,
                     const at::Tensor& shortcut) const {
        const auto convolution = [&](const std::string& own, const at::Tensor& features) {
            return normed(own, at::conv2d(features, weight(own), bias(own), 1, 1));
        };
        const at::Tensor inner = at::relu(convolution(name + ".first", input));
        return at::relu(convolution(name + ".second", inner) + shortcut);
    }

    const StateDict& weights_;
};

TEST_F(LimbMuscleTest, LegAndThighHaveThePublishedNumbersOfValues) {
    setClasses(7);
    const Count leg = countOf(specs(nlohmann::json::object()));
    EXPECT_EQ(leg.values, 26578247);
    EXPECT_EQ(leg.statistics, 13952);
    setClasses(13);
    const Count thigh = countOf(specs({{"variant", "published"}}));
    EXPECT_EQ(thigh.values, 26578445);
    EXPECT_EQ(thigh.statistics, 13952);
}

TEST_F(LimbMuscleTest, SlimIsSmallAndHasNoRunningStatistics) {
    setClasses(13);
    const auto slim = specs({{"variant", "slim"}});
    EXPECT_LE(valuesOf(slim), 4'000'000);
    EXPECT_EQ(countOf(slim).statistics, 0);
    EXPECT_EQ(countOf(slim).values, valuesOf(slim)) << "no counters either";
}

TEST_F(LimbMuscleTest, DescribesExactlyWhatItCreates) {
    for (const char* variant : {"published", "slim"}) {
        setClasses(7);
        const auto network = make({{"variant", variant}});
        requireSameTensors(host_.describe(manifest_), network->state().specs(), variant);
    }
}

TEST_F(LimbMuscleTest, ComputesWhatItsWeightsSayThroughThePublishedSizes) {
    const c10::NoGradGuard noGradients;
    const std::vector<std::vector<std::int64_t>> published{
        {216, 108, 54, 27, 13, 4, 13, 27, 54, 108, 216},
        {250, 125, 62, 31, 15, 5, 15, 31, 62, 125, 250}};
    const auto network = make({{"variant", "slim"}});
    for (const std::vector<std::int64_t>& heights : published) {
        const at::Tensor images = at::rand({1, 1, heights[0], heights[0]});
        const StateDict weights = network->state();
        Reference reference(weights);
        const at::Tensor expected = reference.network(images);
        EXPECT_EQ(reference.heights, heights);
        EXPECT_TRUE(at::allclose(network->forward(images), expected, 1e-3, 1e-4));
    }
}

TEST_F(LimbMuscleTest, PublishedComputesWhatItsWeightsSay) {
    const c10::NoGradGuard noGradients;
    setClasses(7);
    const auto network = make(nlohmann::json::object());
    const at::Tensor images = at::rand({1, 1, 54, 51});
    const StateDict weights = network->state();
    EXPECT_TRUE(
        at::allclose(network->forward(images), Reference(weights).network(images), 1e-3, 1e-4));
    const at::Tensor logits = network->forward(at::zeros({1, 1, 216, 216}));
    EXPECT_EQ(logits.sizes().vec(), (std::vector<std::int64_t>{1, 7, 216, 216}));
    EXPECT_TRUE(at::isfinite(logits).all().item<bool>());
}

TEST_F(LimbMuscleTest, KeepsHeightAndWidthWhateverTheyAre) {
    const c10::NoGradGuard noGradients;
    const auto network = make({{"variant", "slim"}});
    for (const auto& [height, width] : std::vector<std::pair<int, int>>{{1, 1}, {47, 130}}) {
        const at::Tensor logits = network->forward(at::rand({2, 1, height, width}));
        EXPECT_EQ(logits.sizes().vec(), (std::vector<std::int64_t>{2, 3, height, width}));
        EXPECT_TRUE(at::isfinite(logits).all().item<bool>());
    }
}

TEST_F(LimbMuscleTest, EveryParameterButThoseBeforeANormGetsAGradient) {
    const auto network = make({{"variant", "slim"}});
    network->train(true);
    network->forward(at::rand({2, 1, 96, 96})).square().sum().backward();
    for (const at::Tensor& parameter : network->parameters()) {
        ASSERT_TRUE(parameter.grad().defined());
        if (parameter.dim() == 4) {
            EXPECT_GT(parameter.grad().abs().sum().item<double>(), 0);
        }
    }
}

TEST_F(LimbMuscleTest, RefusesWhatItDoesNotKnow) {
    expectRefusal({{"variant", "wide"}}, "plugin.hyperparameters.variant");
    expectRefusal({{"variant", 1}}, "plugin.hyperparameters.variant");
    expectRefusal({{"widths", {8, 16}}}, "unknown field \"widths\"");
    manifest_.input.axes = 3;
    expectRefusal(nlohmann::json::object(), "input.axes: expected 2");
}

TEST_F(LimbMuscleTest, BatchNormSaysWhenThereIsNothingToLearnFrom) {
    const auto network = make(nlohmann::json::object());
    network->train(true);
    expectError(ErrorCode::InvalidInput, "single value per channel", [&] {
        network->forward(at::rand({1, 1, 48, 48}));
    });
}

} // namespace

} // namespace laurel
