#pragma once

#include "laurel/weights/state_dict.h"

#include <functional>
#include <span>
#include <string_view>

/// Differential privacy of what a site gives away: the difference between learned and base weights
/// is shortened to a greatest norm, and Gaussian noise is added (the Gaussian mechanism; of model
/// updates: McMahan et al., "Learning Differentially Private Recurrent Language Models", ICLR
/// 2018). Whoever sees the result can hardly tell which case it was learned from.
///
/// Neighbours are two fine-tunings of the same base on any two cases, so two differences are at
/// most 2 · clip apart (L2). (ε, δ) holds for one release of these numbers: sending the same
/// weights again costs nothing, each further fine-tuning does. It says nothing of what else is
/// told: slice counts, Dice, and that the result was good enough to be kept. Noise is drawn in
/// double and stored as F32; attacks on the rounding of floating-point noise (Mironov, CCS 2012)
/// are not defended against.
namespace laurel {

/// The smallest ε ≥ 0 for which noise of standard deviation σ on a value of L2 sensitivity Δ is
/// (ε, δ)-private: Φ(Δ/2σ − εσ/Δ) − e^ε · Φ(−Δ/2σ − εσ/Δ) ≤ δ (Balle & Wang, "Improving the
/// Gaussian Mechanism for Differential Privacy", ICML 2018, theorem 8), which is exact for any ε.
/// @param sensitivityPerSigma Δ/σ, above 0, at most 1000
/// @param delta               between 0 and 1
/// @throws Error InvalidArgument
double gaussianEpsilon(double sensitivityPerSigma, double delta);

/// Fills with independent draws of the standard normal distribution.
using NormalSource = std::function<void(std::span<double>)>;
/// From the system's source of randomness fit for keys (Box & Muller 1958): nobody who learns a
/// seed can take the noise off again. @throws Error Internal when the system has none to give
void drawSecretNormals(std::span<double> out);

struct PrivateReleaseSettings {
    double clip = 1;            ///< above 0: greatest L2 norm of the difference that is released
    double noiseMultiplier = 1; ///< above 0: σ = noiseMultiplier · clip, of every value alike
};

/// ε of one release with the δ, by the neighbours above: Δ = 2 · clip.
double epsilonOf(const PrivateReleaseSettings& settings, double delta);

/// base + clipped(learned − base) + noise over all F32 tensors that `leaves` accepts, running
/// statistics included (a variance is kept at or above 0); the other tensors are learned's, and so
/// are counters.
/// @throws Error InvalidInput unless both have the same tensors; InvalidArgument
StateDict privateRelease(const StateDict& learned, const StateDict& base,
                         const PrivateReleaseSettings& settings,
                         const std::function<bool(std::string_view)>& leaves,
                         const NormalSource& normals = drawSecretNormals);

} // namespace laurel
