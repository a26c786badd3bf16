#include "bench.h"

#include "laurel/base/files.h"
#include "laurel/weights/safetensors.h"

#include <numeric>

namespace laurel::bench {

StateDict publishedSize(float value) {
    constexpr std::int64_t values = 26'578'247;
    constexpr std::int64_t tensors = 100;
    StateDict state;
    for (std::int64_t i = 0; i < tensors; ++i) {
        const std::int64_t count = values / tensors + (i == 0 ? values % tensors : 0);
        state.add("layer" + std::to_string(i),
                  Tensor::fromFloats({count}, std::vector<float>(count, value)));
    }
    return state;
}

std::vector<Measurement> weights() {
    const TemporaryFolder folder;
    const auto path = folder.path() / "weights.safetensors";
    writeSafetensors(path, publishedSize(0.5F));
    const PairedSeconds open = timePair(
        15, [&] { readSafetensors(path); }, [&] { readFile(path, std::uint64_t{1} << 30); });
    return {{"open 106 MB of weights, every check made", open.first * 1e3, "ms", "", std::nullopt,
             50.0},
            {"read the same file into memory", open.second * 1e3, "ms", "", std::nullopt,
             std::nullopt}};
}

} // namespace laurel::bench
