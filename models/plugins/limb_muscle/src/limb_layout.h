#pragma once

#include "laurel/layers/tensor_list.h"

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace laurel {

/// Dafne's leg and thigh nets (Agosti et al. 2021), or their slim relative. Leg and thigh differ
/// in the size of their planes (216² and 250² pixels) and the number of classes (7 and 13) only.
struct LimbSettings {
    std::array<std::int64_t, 5> widths{32, 64, 128, 256, 512}; ///< of the levels, the finest first
    std::int64_t bottomWidth = 1024;
    NormKind norm = NormKind::Batch;
    std::int64_t groups = 8; ///< of group norm
};

/// One hyperparameter, `variant`: "published" (the default) or "slim", with narrower levels and
/// group norm, which has no running statistics, so that weights may be averaged.
/// @throws Error InvalidInput naming the hyperparameter
LimbSettings parseLimbSettings(const nlohmann::json& hyperparameters);

/// The tensors of the network, by the same walk that LimbNet's constructor takes.
std::vector<TensorSpec> describeLimbNet(const LimbSettings& settings, std::int64_t channels,
                                        std::int64_t classes);

} // namespace laurel
