#pragma once

#include "laurel/sdk/module_network.h"
#include "laurel/sdk/plugin.h"
#include "laurel/unet/unet_module.h"

namespace laurel {

/// Builds U-Nets for slices (2 axes) or volumes (3); each is a plugin of its own.
template <int Axes>
class UNetFactory final : public NetworkFactory {
  public:
    std::vector<TensorSpec> describe(const NetworkRequest& request) const override {
        return describeUNet(settingsOf(request), request.channels, request.classes);
    }

    std::unique_ptr<Network> create(const NetworkRequest& request) const override {
        return ModuleNetwork::of(
            std::make_shared<UNet>(settingsOf(request), request.channels, request.classes));
    }

  private:
    static UNetSettings settingsOf(const NetworkRequest& request) {
        requireAxes(request, Axes);
        return parseUNetSettings(request.hyperparameters, Axes);
    }
};

} // namespace laurel
