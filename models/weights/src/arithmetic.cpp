#include "laurel/weights/arithmetic.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace laurel {

namespace {

bool isLastPart(std::string_view name, std::string_view suffix) {
    return name == suffix || (name.size() > suffix.size() && name.ends_with(suffix) &&
                              name[name.size() - suffix.size() - 1] == '.');
}

/// `operation` on every pair of floats; `counter` makes the tensor that stands for each counter of
/// a.
template <typename Operation, typename Counter>
StateDict combine(const StateDict& a, const StateDict& b, const std::string& what,
                  const Operation& operation, const Counter& counter) {
    requireSameTensors(a.specs(), b.specs(), what);
    StateDict result;
    for (auto left = a.entries().begin(), right = b.entries().begin(); left != a.entries().end();
         ++left, ++right) {
        const Tensor& tensor = left->second;
        if (tensor.dtype() == DType::I64) {
            result.add(left->first, counter(tensor));
            continue;
        }
        const auto x = tensor.floats();
        const auto y = right->second.floats();
        std::vector<float> values(x.size());
        std::transform(x.begin(), x.end(), y.begin(), values.begin(), operation);
        result.add(left->first, Tensor::fromFloats(tensor.shape(), std::move(values)));
    }
    return result;
}

Tensor sameCounter(const Tensor& tensor) {
    return tensor;
}

Tensor zeroCounter(const Tensor& tensor) {
    return Tensor::fromIntegers(
        tensor.shape(), std::vector<std::int64_t>(static_cast<std::size_t>(tensor.count())));
}

} // namespace

TensorRole roleOf(std::string_view tensorName) noexcept {
    if (isLastPart(tensorName, "running_mean")) {
        return TensorRole::RunningMean;
    }
    if (isLastPart(tensorName, "running_var")) {
        return TensorRole::RunningVariance;
    }
    return isLastPart(tensorName, "num_batches_tracked") ? TensorRole::Counter
                                                         : TensorRole::Parameter;
}

StateDict delta(const StateDict& a, const StateDict& base) {
    return combine(
        a, base, "weights to be subtracted",
        [](float x, float y) { return static_cast<float>(double{x} - double{y}); }, zeroCounter);
}

StateDict addScaled(const StateDict& base, const StateDict& delta, double factor) {
    if (!std::isfinite(factor)) {
        throw Error(ErrorCode::InvalidArgument, "weights are added with a finite factor");
    }
    return combine(
        base, delta, "weights to be added",
        [factor](float x, float y) { return static_cast<float>(double{x} + factor * double{y}); },
        sameCounter);
}

StateDict lerp(const StateDict& a, const StateDict& b, double t) {
    if (!(t >= 0 && t <= 1)) {
        throw Error(ErrorCode::InvalidArgument,
                    "weights are mixed with a share from 0 to 1, not " + std::to_string(t));
    }
    const double s = 1 - t;
    return combine(
        a, b, "weights to be mixed",
        [s, t](float x, float y) { return static_cast<float>(s * double{x} + t * double{y}); },
        sameCounter);
}

double l2Norm(const StateDict& state) {
    double sum = 0;
    for (const auto& [name, tensor] : state.entries()) {
        if (tensor.dtype() == DType::F32) {
            for (const float value : tensor.floats()) {
                sum += double{value} * double{value};
            }
        }
    }
    return std::sqrt(sum);
}

bool allFinite(const StateDict& state) {
    return std::all_of(state.entries().begin(), state.entries().end(), [](const auto& entry) {
        const Tensor& tensor = entry.second;
        if (tensor.dtype() != DType::F32) {
            return true;
        }
        const auto values = tensor.floats();
        return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
    });
}

} // namespace laurel
