#include "laurel/weights/private_release.h"

#include "laurel/base/error.h"
#include "laurel/weights/arithmetic.h"
#include "laurel/weights/crypto.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

namespace laurel {

namespace {

double normalDensity(double x) {
    return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
}

double normalProbability(double x) {
    return std::erfc(-x / std::numbers::sqrt2) / 2;
}

/// Φ(−y) / φ(y) for y > 0, also where both underflow.
double millsRatio(double y) {
    constexpr double far = 25; // five terms are exact to 1e-11 from here
    if (y < far) {
        return normalProbability(-y) / normalDensity(y);
    }
    const double s = 1 / (y * y);
    return (1 - s * (1 - 3 * s * (1 - 5 * s * (1 - 7 * s)))) / y;
}

/// The δ of an ε. e^ε · φ(y) = φ(x) for x, y = Δ/2σ ∓ εσ/Δ, so nothing overflows.
double gaussianDelta(double sensitivityPerSigma, double epsilon) {
    const double half = sensitivityPerSigma / 2;
    const double shift = epsilon / sensitivityPerSigma;
    return normalProbability(half - shift) - normalDensity(half - shift) * millsRatio(half + shift);
}

/// From 1 to 2⁵³, by 2⁵³: above 0, so that it has a logarithm.
double uniformOf(std::span<const std::uint8_t, 8> bytes) {
    std::uint64_t bits = 0;
    for (const std::uint8_t byte : bytes) {
        bits = bits << 8U | byte;
    }
    return std::ldexp(static_cast<double>((bits >> 11U) + 1), -53);
}

void requirePositive(const PrivateReleaseSettings& settings) {
    for (const double value : {settings.clip, settings.noiseMultiplier}) {
        if (!(value > 0 && std::isfinite(value))) {
            throw Error(ErrorCode::InvalidArgument,
                        "a private release needs a clip and a noise multiplier above 0, got " +
                            std::to_string(settings.clip) + " and " +
                            std::to_string(settings.noiseMultiplier));
        }
    }
}

bool isReleased(const std::string& name, const Tensor& tensor,
                const std::function<bool(std::string_view)>& leaves) {
    return tensor.dtype() == DType::F32 && leaves(name);
}

double normOfReleased(const StateDict& learned, const StateDict& base,
                      const std::function<bool(std::string_view)>& leaves) {
    double squares = 0;
    for (const auto& [name, tensor] : learned.entries()) {
        if (isReleased(name, tensor, leaves)) {
            const auto before = base.at(name).floats();
            for (std::size_t i = 0; i < before.size(); ++i) {
                const double difference = double{tensor.floats()[i]} - double{before[i]};
                squares += difference * difference;
            }
        }
    }
    return std::sqrt(squares);
}

} // namespace

double gaussianEpsilon(double sensitivityPerSigma, double delta) {
    if (!(sensitivityPerSigma > 0 && sensitivityPerSigma <= 1000) || !(delta > 0 && delta < 1)) {
        throw Error(ErrorCode::InvalidArgument,
                    "epsilon is defined for a sensitivity of 0 to 1000 sigma and a delta between 0 "
                    "and 1, got " +
                        std::to_string(sensitivityPerSigma) + " and " + std::to_string(delta));
    }
    if (gaussianDelta(sensitivityPerSigma, 0) <= delta) {
        return 0;
    }
    double low = 0;
    double high = 1;
    while (gaussianDelta(sensitivityPerSigma, high) > delta) {
        low = high;
        high *= 2;
    }
    for (double middle = std::midpoint(low, high); low < middle && middle < high;
         middle = std::midpoint(low, high)) {
        (gaussianDelta(sensitivityPerSigma, middle) > delta ? low : high) = middle;
    }
    return high;
}

double epsilonOf(const PrivateReleaseSettings& settings, double delta) {
    requirePositive(settings);
    return gaussianEpsilon(2 / settings.noiseMultiplier, delta);
}

void drawSecretNormals(std::span<double> out) {
    std::vector<std::uint8_t> bytes((out.size() + 1) / 2 * 16);
    fillWithRandomBytes(bytes);
    for (std::size_t i = 0; i < out.size(); i += 2) {
        const std::span<const std::uint8_t> own(bytes.data() + i * 8, 16);
        const double radius = std::sqrt(-2 * std::log(uniformOf(own.first<8>())));
        const double angle = 2 * std::numbers::pi * uniformOf(own.last<8>());
        out[i] = radius * std::cos(angle);
        if (i + 1 < out.size()) {
            out[i + 1] = radius * std::sin(angle);
        }
    }
}

StateDict privateRelease(const StateDict& learned, const StateDict& base,
                         const PrivateReleaseSettings& settings,
                         const std::function<bool(std::string_view)>& leaves,
                         const NormalSource& normals) {
    requirePositive(settings);
    requireSameTensors(base.specs(), learned.specs(), "learned weights");
    const double norm = normOfReleased(learned, base, leaves);
    if (!std::isfinite(norm)) {
        throw Error(ErrorCode::InvalidInput, "learned weights: hold values that are not finite");
    }
    const double factor = norm > settings.clip ? settings.clip / norm : 1;
    const double sigma = settings.noiseMultiplier * settings.clip;
    StateDict released;
    for (const auto& [name, tensor] : learned.entries()) {
        if (!isReleased(name, tensor, leaves)) {
            released.add(name, tensor);
            continue;
        }
        const auto before = base.at(name).floats();
        const auto after = tensor.floats();
        std::vector<double> noise(before.size());
        normals(noise);
        std::vector<float> values(before.size());
        const bool isVariance = roleOf(name) == TensorRole::RunningVariance;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double value = double{before[i]} +
                                 factor * (double{after[i]} - double{before[i]}) + sigma * noise[i];
            values[i] = static_cast<float>(isVariance ? std::max(value, 0.0) : value);
        }
        released.add(name, Tensor::fromFloats(tensor.shape(), std::move(values)));
    }
    return released;
}

} // namespace laurel
