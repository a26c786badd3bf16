#include "kernels.h"

namespace laurel::layer_kernels {

const LayerKernelSet& bestSet() {
#if defined(__x86_64__)
    static const LayerKernelSet& best = [&]() -> const LayerKernelSet& {
        const bool hasAvx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
        if (hasAvx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) {
            return avx512Set();
        }
        return hasAvx2 ? avx2Set() : genericSet();
    }();
    return best;
#else
    return genericSet();
#endif
}

} // namespace laurel::layer_kernels
