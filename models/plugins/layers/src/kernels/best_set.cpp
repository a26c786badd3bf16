#include "kernels.h"

namespace laurel::layer_kernels {

const LayerKernelSet& bestSet() {
#if defined(__x86_64__)
    static const LayerKernelSet& best =
        __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? avx2Set() : genericSet();
    return best;
#else
    return genericSet();
#endif
}

} // namespace laurel::layer_kernels
