#include "kernel_choice.h"

#if defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

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

#if defined(__x86_64__)

/// Linux gives a process the registers of AMX only when it asks for them.
bool mayUseTiles() {
#if defined(__linux__)
    constexpr int askForRegisters = 0x1023; // ARCH_REQ_XCOMP_PERM
    constexpr int registersOfTiles = 18;    // XFEATURE_XTILEDATA
    // clang 14 does not know these by name. Leaf 7, EDX: AMX-BF16 and AMX-TILE.
    constexpr unsigned needed = 1U << 22 | 1U << 24;
    unsigned eax = 0;
    unsigned ebx = 0;
    unsigned ecx = 0;
    unsigned edx = 0;
    return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (edx & needed) == needed &&
           syscall(SYS_arch_prctl, askForRegisters, registersOfTiles) == 0;
#else
    return false;
#endif
}

#endif

} // namespace

KernelChoice kernelsFor(Instructions instructions) {
    switch (instructions) {
#if defined(__x86_64__)
    case Instructions::BestBf16:
        return kernelsFor(FastNetwork::has(Instructions::AmxBf16) ? Instructions::AmxBf16
                                                                  : Instructions::Avx512Bf16);
    case Instructions::AmxBf16:
        return {kernels::avx512Set(), kernels::amxbf16Set()};
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
    if (instructions == Instructions::AmxBf16) {
        static const bool hasTiles = has(Instructions::Avx512Bf16) && mayUseTiles();
        return hasTiles;
    }
    if (instructions == Instructions::BestBf16) {
        return has(Instructions::Avx512Bf16);
    }
    return true;
#else
    return instructions == Instructions::Best || instructions == Instructions::Generic;
#endif
}

} // namespace laurel
