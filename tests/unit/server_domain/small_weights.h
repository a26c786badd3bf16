#pragma once

#include "laurel/weights/state_dict.h"

#include <cstdint>
#include <string>
#include <vector>

namespace laurel {

/// A convolution and its normalisation, of one channel: a tensor of every role.
struct SmallWeights {
    std::vector<float> weight{3, 4};
    float mean = 1;
    float variance = 2;
    std::int64_t batches = 7;

    StateDict state() const {
        StateDict state;
        state.add("conv.weight",
                  Tensor::fromFloats({static_cast<std::int64_t>(weight.size())}, weight));
        state.add("norm.num_batches_tracked", Tensor::fromIntegers({}, {batches}));
        state.add("norm.running_mean", Tensor::fromFloats({1}, {mean}));
        state.add("norm.running_var", Tensor::fromFloats({1}, {variance}));
        return state;
    }
};

inline float valueOf(const StateDict& state, const std::string& name, std::size_t index = 0) {
    return state.at(name).floats()[index];
}

} // namespace laurel
