#pragma once

#include "laurel/base/random.h"
#include "laurel/sdk/plugin_host.h"
#include "support/expect_error.h"

#include <array>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace laurel {

/// Networks of one shipped plugin, for one input channel and three classes.
class PluginTest : public ::testing::Test {
  protected:
    PluginTest(const std::string& plugin, int axes) {
        manifest_.id = "test-" + plugin;
        manifest_.plugin.name = plugin;
        manifest_.plugin.version = "1.0";
        manifest_.input.axes = axes;
        manifest_.labels = {{1, "One", "A", {}, ""}, {2, "Two", "B", {}, ""}};
    }

    std::unique_ptr<Network> make(const nlohmann::json& hyperparameters) {
        manifest_.plugin.hyperparameters = hyperparameters;
        return host_.createNetwork(manifest_);
    }

    /// Neither described nor made. @param field of the message
    void expectRefusal(const nlohmann::json& hyperparameters, const std::string& field) {
        SCOPED_TRACE(hyperparameters.dump());
        manifest_.plugin.hyperparameters = hyperparameters;
        expectError(ErrorCode::InvalidInput, field, [&] { host_.describe(manifest_); });
        expectError(ErrorCode::InvalidInput, field, [&] { host_.createNetwork(manifest_); });
    }

    ModelManifest manifest_;
    PluginHost host_{{PLUGIN_FOLDER}};
};

inline std::int64_t valuesOf(const TensorSpec& spec) {
    std::int64_t count = 1;
    for (const std::int64_t extent : spec.shape) {
        count *= extent;
    }
    return count;
}

inline std::int64_t valuesOf(const std::vector<TensorSpec>& specs) {
    std::int64_t count = 0;
    for (const TensorSpec& spec : specs) {
        count += valuesOf(spec);
    }
    return count;
}

/// Hyperparameters of a U-Net of 2 to `most` levels.
inline nlohmann::json randomUNet(Random& random, int most) {
    const int groups = random.integer(1, 4);
    std::vector<int> widths;
    std::vector<int> dilations;
    for (int level = random.integer(2, most); level > 0; --level) {
        widths.push_back(groups * random.integer(4, 8));
        dilations.push_back(random.integer(1, 4));
    }
    const std::array norms{"group", "batch", "instance", "none"};
    const std::array ups{"transposed", "bilinear", "nearest", "max-unpooling"};
    return {{"widths", widths},
            {"dilations", dilations},
            {"groups", groups},
            {"norm", norms[static_cast<std::size_t>(random.integer(0, 3))]},
            {"residual", random.chance(0.5)},
            {"up", ups[static_cast<std::size_t>(random.integer(0, 3))]},
            {"dropout", random.uniform(0, 0.8)}};
}

} // namespace laurel
