#pragma once

#include "bench.h"
#include "inference_cases.h"

namespace laurel::bench {

/// Thirty slices of both limbs: sixty planes of the network's size, without what is before and
/// behind the network.
void addVolume(const NetworkCase& one, const InferenceSettings& settings,
               std::vector<Measurement>& rows);

/// Bytes by which such a volume makes the process grow at most, beyond LibTorch's network.
/// @param engine "eager", "fast", "fast bf16" or "onnx"
double peakOfVolume(const std::string& engine, const NetworkCase& one,
                    const std::string& onnxRuntime);

} // namespace laurel::bench
