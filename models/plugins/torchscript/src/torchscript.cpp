#include "laurel/base/error.h"
#include "laurel/json/field_reader.h"
#include "laurel/sdk/plugin.h"
#include "script_network.h"

namespace laurel {

namespace {

/// The network that the package itself brings: see docs/adr/0014.
class ScriptFactory final : public NetworkFactory {
  public:
    std::vector<TensorSpec> describe(const NetworkRequest& request) const override {
        return load(request)->specs();
    }

    std::unique_ptr<Network> create(const NetworkRequest& request) const override {
        return load(request);
    }

  private:
    static std::unique_ptr<ScriptNetwork> load(const NetworkRequest& request) {
        FieldReader(request.hyperparameters, "manifest.json", "plugin.hyperparameters")
            .requireNoOthers();
        if (request.program.empty()) {
            throw Error(ErrorCode::InvalidInput,
                        "manifest.json: plugin.network_sha256: expected the SHA-256 of the "
                        "package's network.pt, which the plugin torchscript runs");
        }
        return ScriptNetwork::load(request.program);
    }
};

} // namespace

} // namespace laurel

LAUREL_PLUGIN(laurel::ScriptFactory, "torchscript", "1.0")
