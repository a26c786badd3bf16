#include "laurel/sdk/module_network.h"
#include "laurel/sdk/plugin.h"
#include "unet_module.h"

namespace laurel {

namespace {

class UNetFactory final : public NetworkFactory {
  public:
    std::vector<TensorSpec> describe(const nlohmann::json& hyperparameters, int channels,
                                     int classes) const override {
        return describeUNet(parseUNetSettings(hyperparameters), channels, classes);
    }

    std::unique_ptr<Network> create(const nlohmann::json& hyperparameters, int channels,
                                    int classes) const override {
        return ModuleNetwork::of(
            std::make_shared<UNet>(parseUNetSettings(hyperparameters), channels, classes));
    }
};

} // namespace

} // namespace laurel

LAUREL_PLUGIN(laurel::UNetFactory, "unet2d", "1.0")
