#include "laurel/sdk/module_network.h"
#include "laurel/sdk/plugin.h"
#include "limb_module.h"

namespace laurel {

namespace {

class LimbFactory final : public NetworkFactory {
  public:
    std::vector<TensorSpec> describe(const NetworkRequest& request) const override {
        requireAxes(request, 2);
        return describeLimbNet(parseLimbSettings(request.hyperparameters), request.channels,
                               request.classes);
    }

    std::unique_ptr<Network> create(const NetworkRequest& request) const override {
        requireAxes(request, 2);
        return ModuleNetwork::of(std::make_shared<LimbNet>(
            parseLimbSettings(request.hyperparameters), request.channels, request.classes));
    }
};

} // namespace

} // namespace laurel

LAUREL_PLUGIN(laurel::LimbFactory, "limb_muscle", "1.0")
