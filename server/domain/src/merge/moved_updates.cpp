#include "merge/moved_updates.h"

#include "laurel/base/error.h"
#include "laurel/weights/safetensors.h"

namespace laurel {

namespace {

/// Of one pair, in one tensor.
double squaredDistance(const MergeUpdate& one, const MergeUpdate& other, const std::string& name) {
    const auto candidate = one.candidate.at(name).floats();
    const auto base = one.base.at(name).floats();
    const auto otherCandidate = other.candidate.at(name).floats();
    const auto otherBase = other.base.at(name).floats();
    const double weight = stalenessWeight(one.staleness);
    const double otherWeight = stalenessWeight(other.staleness);
    double sum = 0;
    for (std::size_t i = 0; i < candidate.size(); ++i) {
        const double difference = weight * (double{candidate[i]} - double{base[i]}) -
                                  otherWeight * (double{otherCandidate[i]} - double{otherBase[i]});
        sum += difference * difference;
    }
    return sum;
}

} // namespace

void requireMergeable(const MergeInputs& inputs) {
    if (inputs.updates.empty()) {
        throw Error(ErrorCode::InvalidArgument, "there is nothing to be merged");
    }
    const std::vector<TensorSpec> expected = inputs.current.specs();
    for (const MergeUpdate& update : inputs.updates) {
        requireSameTensors(expected, update.base.specs(), "base to be merged");
        requireSameTensors(expected, update.candidate.specs(), "candidate to be merged");
    }
}

double stalenessWeight(std::int64_t staleness) {
    return 1 / std::sqrt(1 + static_cast<double>(staleness));
}

UpdateDistances distancesBetween(const MergeInputs& inputs) {
    const std::size_t count = inputs.updates.size();
    UpdateDistances distances(count, std::vector<double>(count, 0));
    for (const auto& [name, tensor] : inputs.current.entries()) {
        if (roleOf(name) != TensorRole::Parameter || tensor.dtype() != DType::F32) {
            continue;
        }
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t j = i + 1; j < count; ++j) {
                distances[i][j] += squaredDistance(inputs.updates[i], inputs.updates[j], name);
                distances[j][i] = distances[i][j];
            }
        }
    }
    return distances;
}

BufferedPolicy::BufferedPolicy(const MergeSettings& settings) : settings_(settings) {
    if (settings_.buffer < 1) {
        throw Error(ErrorCode::InvalidArgument, "a buffer holds one contribution or more");
    }
}

} // namespace laurel
