#pragma once

#include "laurel/package/manifest.h"
#include "laurel/runtime/plane_inference.h"
#include "laurel/sdk/network.h"

#include <memory>
#include <string>

namespace laurel {

class FastNetwork;

/// A network for slices compiled for this processor, that was found to agree with the network it
/// was made from. Immutable; thread-safe.
class CompiledModel {
  public:
    /// Traces, compiles and compares answers to a made-up image: every logit within two
    /// ten-thousandths of their range, Dice over all labels at least 0.999.
    /// @param network in inference mode on the processor, used by nobody else meanwhile
    /// @throws Error Unsupported saying what cannot be compiled, or how the answers differ
    CompiledModel(Network& network, const ModelManifest& manifest);
    ~CompiledModel();

    /// Of packed weights.
    std::size_t weightBytes() const noexcept;

    /// @param threads as SegmentOptions::threads
    std::unique_ptr<PlaneInference> inference(int threads) const;

  private:
    std::shared_ptr<const FastNetwork> network_;
};

} // namespace laurel
