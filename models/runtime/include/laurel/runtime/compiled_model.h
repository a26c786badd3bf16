#pragma once

#include "laurel/package/manifest.h"
#include "laurel/runtime/plane_inference.h"
#include "laurel/sdk/network.h"

#include <memory>
#include <string>

namespace laurel {

class FastNetwork;

/// What convolutions multiply; they add in single precision either way.
enum class Precision { Single, Bfloat16 };

/// A network for slices compiled for this processor, that was found to agree with the network it
/// was made from. Immutable; thread-safe.
class CompiledModel {
  public:
    /// Traces, compiles and compares answers to a made-up image: Dice of all labels together at
    /// least 0.999 or a single pixel's difference, and every logit within two ten-thousandths of
    /// their range. With bfloat16 only logits within a twentieth: whether masks stay the same,
    /// ConfirmedInference asks of a real image.
    /// @param network in inference mode on the processor, used by nobody else meanwhile
    /// @param cancel is looked at before each of the three
    /// @throws Error Unsupported saying what cannot be compiled, how the answers differ, or that
    ///         the processor does not multiply bfloat16; Cancelled
    CompiledModel(Network& network, const ModelManifest& manifest,
                  Precision precision = Precision::Single, const CancellationToken& cancel = {});
    ~CompiledModel();

    /// Of packed weights.
    std::size_t weightBytes() const noexcept;

    /// @param threads as SegmentOptions::threads
    std::unique_ptr<PlaneInference> inference(int threads) const;

  private:
    std::shared_ptr<const FastNetwork> network_;
};

} // namespace laurel
