#include "laurel/server_domain/screening.h"

#include "decimals.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/weights/arithmetic.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

Refusal refuse(std::string_view code, std::string sentence) {
    return {std::string(code), std::move(sentence)};
}

Refusal refuseTensor(std::string_view code, const std::string& name, const std::string& what) {
    return refuse(code, "tensor " + quotedForMessage(name) + " " + what);
}

std::optional<Refusal> checkTensors(const std::vector<TensorSpec>& expected,
                                    const StateDict& actual) {
    try {
        requireSameTensors(expected, actual.specs(), "the weights");
        return std::nullopt;
    } catch (const Error& error) {
        return refuse(refusal::wrongTensors, error.what());
    }
}

template <typename Values, typename Predicate>
bool all(const Values& values, const Predicate& holds) {
    return std::all_of(values.begin(), values.end(), holds);
}

std::optional<Refusal> checkValues(const std::string& name, const Tensor& tensor) {
    if (tensor.dtype() == DType::I64) {
        return all(tensor.integers(), [](std::int64_t v) { return v >= 0; })
                   ? std::nullopt
                   : std::optional(refuseTensor(refusal::wrongCounters, name,
                                                "counts, but holds a negative number"));
    }
    if (!all(tensor.floats(), [](float v) { return std::isfinite(v); })) {
        return refuseTensor(refusal::notFinite, name,
                            "holds a value that is infinite or not a number");
    }
    if (roleOf(name) == TensorRole::RunningVariance &&
        !all(tensor.floats(), [](float v) { return v > 0; })) {
        return refuseTensor(refusal::wrongVariance, name,
                            "is a variance, but holds a value that is not positive");
    }
    return std::nullopt;
}

std::optional<Refusal> checkDeltaCounters(const StateDict& delta) {
    for (const auto& [name, tensor] : delta.entries()) {
        if (tensor.dtype() == DType::I64 &&
            !all(tensor.integers(), [](std::int64_t v) { return v == 0; })) {
            return refuseTensor(refusal::wrongCounters, name,
                                "counts, and so must be 0 in a contribution of kind delta");
        }
    }
    return std::nullopt;
}

/// As numbers, so that 0 equals -0: base + delta may have changed the sign of a zero.
bool sameValues(const Tensor& a, const Tensor& b) {
    return a.dtype() == DType::I64
               ? std::equal(a.integers().begin(), a.integers().end(), b.integers().begin())
               : std::equal(a.floats().begin(), a.floats().end(), b.floats().begin());
}

std::optional<Refusal> checkUnshared(const StateDict& candidate, const ScreeningContext& context) {
    for (const auto& [name, tensor] : candidate.entries()) {
        if (!isShared(name, context.sharedPrefixes) && !sameValues(tensor, context.base.at(name))) {
            return refuseTensor(refusal::notShared, name,
                                "is not one that sites give back for this model, but differs from "
                                "the base version's");
        }
    }
    return std::nullopt;
}

double squaredDistance(std::span<const float> a, std::span<const float> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double difference = double{a[i]} - double{b[i]};
        sum += difference * difference;
    }
    return sum;
}

struct Norms {
    double update = 0;
    double base = 0;
};

Norms parameterNorms(const StateDict& candidate, const StateDict& base) {
    Norms squares;
    for (const auto& [name, tensor] : candidate.entries()) {
        if (tensor.dtype() == DType::F32 && roleOf(name) == TensorRole::Parameter) {
            const auto from = base.at(name).floats();
            squares.update += squaredDistance(tensor.floats(), from);
            for (const float value : from) {
                squares.base += double{value} * double{value};
            }
        }
    }
    return {std::sqrt(squares.update), std::sqrt(squares.base)};
}

double medianOf(std::vector<double> values) {
    const std::size_t middle = values.size() / 2;
    std::sort(values.begin(), values.end());
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::optional<Refusal> checkNorm(const Norms& norms, const std::vector<double>& accepted,
                                 const ScreeningSettings& settings) {
    constexpr double nearCopy = 1e-6; // of the base's norm: the last digits of its floats
    if (norms.update <= nearCopy * norms.base) {
        return refuse(refusal::nothingLearned,
                      "nothing was learned: all parameters are the base version's, or next to it");
    }
    const bool first = accepted.empty();
    const double usual = first ? 0 : settings.updateToMedian * medianOf(accepted);
    const double longest = first ? settings.updateToBase * norms.base
                                 : std::max(usual, settings.updateFloor * norms.base);
    if (norms.update <= longest) {
        return std::nullopt;
    }
    return refuse(
        refusal::tooFar,
        "the parameters lie " + decimals(norms.update) + " (Euclidean norm) from the " +
            "base version's, at most " + decimals(longest) + " are accepted: " +
            (usual == longest
                 ? decimals(settings.updateToMedian) + " times the median of recent contributions"
                 : decimals(first ? settings.updateToBase : settings.updateFloor) +
                       " of the base's own norm"));
}

} // namespace

bool isShared(const std::string& tensorName, const std::vector<std::string>& sharedPrefixes) {
    return sharedPrefixes.empty() ||
           std::any_of(sharedPrefixes.begin(), sharedPrefixes.end(),
                       [&](const std::string& prefix) { return tensorName.starts_with(prefix); });
}

StateDict candidateOf(ContributionKind kind, const StateDict& content, const StateDict& base) {
    return kind == ContributionKind::Full ? content : addScaled(base, content, 1);
}

std::optional<Refusal> screenWeights(const StateDict& weights,
                                     const std::vector<TensorSpec>& expected) {
    if (std::optional<Refusal> refused = checkTensors(expected, weights)) {
        return refused;
    }
    for (const auto& [name, tensor] : weights.entries()) {
        if (std::optional<Refusal> refused = checkValues(name, tensor)) {
            return refused;
        }
    }
    return std::nullopt;
}

std::variant<ScreenedUpdate, Refusal> screenUpdate(ContributionKind kind, const StateDict& content,
                                                   const ScreeningContext& context,
                                                   const ScreeningSettings& settings) {
    const std::vector<TensorSpec> expected = context.base.specs();
    if (std::optional<Refusal> refused = checkTensors(expected, content)) {
        return *std::move(refused);
    }
    if (kind == ContributionKind::Delta) {
        if (std::optional<Refusal> refused = checkDeltaCounters(content)) {
            return *std::move(refused);
        }
    }
    ScreenedUpdate update{candidateOf(kind, content, context.base)};
    if (std::optional<Refusal> refused = screenWeights(update.candidate, expected)) {
        return *std::move(refused);
    }
    if (std::optional<Refusal> refused = checkUnshared(update.candidate, context)) {
        return *std::move(refused);
    }
    const Norms norms = parameterNorms(update.candidate, context.base);
    if (std::optional<Refusal> refused = checkNorm(norms, context.acceptedNorms, settings)) {
        return *std::move(refused);
    }
    update.norm = norms.update;
    return update;
}

} // namespace laurel
