#include "laurel/sdk/module_network.h"
#include "laurel/sdk/plugin.h"
#include "laurel/unet/unet_module.h"

namespace laurel {

namespace {

constexpr int axes = 2;

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
        requireAxes(request, axes);
        return parseUNetSettings(request.hyperparameters, axes);
    }
};

} // namespace

} // namespace laurel

LAUREL_PLUGIN(laurel::UNetFactory, "unet2d", "1.1")
