#pragma once

#include "laurel/weights/state_dict.h"

#include <string_view>

/// Arithmetic between weights of one architecture. Sums run in double in name order, results are
/// stored as F32, so the same input gives the same bytes. Integer tensors are counters, which are
/// carried over and never computed with. All functions throw Error InvalidInput, naming the tensor,
/// unless both arguments have the same tensors (requireSameTensors).
namespace laurel {

/// What a tensor is to the network, by the last part of its name as PyTorch writes it.
enum class TensorRole {
    Parameter,       ///< learned by gradient descent
    RunningMean,     ///< "running_mean" of a batch normalisation
    RunningVariance, ///< "running_var": positive
    Counter,         ///< "num_batches_tracked"
};

TensorRole roleOf(std::string_view tensorName) noexcept;

/// a - base; counters are 0.
StateDict delta(const StateDict& a, const StateDict& base);

/// base + factor · delta; counters are base's. @throws Error InvalidArgument unless factor is
/// finite
StateDict addScaled(const StateDict& base, const StateDict& delta, double factor);

/// (1 - t) · a + t · b; counters are a's. t = 0 gives a and t = 1 gives b's values exactly.
/// @throws Error InvalidArgument unless t is in [0, 1]
StateDict lerp(const StateDict& a, const StateDict& b, double t);

/// Euclidean norm over all F32 elements, whatever their role.
double l2Norm(const StateDict& state);

/// Whether no F32 element is infinite or not a number.
bool allFinite(const StateDict& state);

} // namespace laurel
