#include "kernel_choice.h"

namespace laurel {

using Instructions = FastNetwork::Instructions;

namespace {

Instructions best() {
    for (const Instructions one : {Instructions::Avx512, Instructions::Avx2}) {
        if (FastNetwork::has(one)) {
            return one;
        }
    }
    return Instructions::Generic;
}

} // namespace

KernelChoice kernelsFor(Instructions instructions) {
    switch (instructions) {
#if defined(__x86_64__)
    case Instructions::Avx512Bf16:
        return {kernels::avx512Set(), kernels::avx512bf16Set()};
    case Instructions::Avx512:
        return {kernels::avx512Set(), kernels::avx512Set()};
    case Instructions::Avx2:
        return {kernels::avx2Set(), kernels::avx2Set()};
#endif
    case Instructions::Best:
        return kernelsFor(best());
    default:
        return {kernels::genericSet(), kernels::genericSet()};
    }
}

bool FastNetwork::has(Instructions instructions) noexcept {
#if defined(__x86_64__)
    if (instructions == Instructions::Avx2) {
        return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
    }
    if (instructions == Instructions::Avx512) {
        return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0;
    }
    if (instructions == Instructions::Avx512Bf16) {
        return has(Instructions::Avx512) && __builtin_cpu_supports("avx512bw") != 0 &&
               __builtin_cpu_supports("avx512bf16") != 0;
    }
    return true;
#else
    return instructions == Instructions::Best || instructions == Instructions::Generic;
#endif
}

} // namespace laurel
