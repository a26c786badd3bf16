#include "torch_setup.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <thread>

namespace laurel {

at::Device trainingDevice() {
    return at::hasCUDA() ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU);
}

void useTorchThreads(int threads) {
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    at::set_num_threads(threads > 0 ? std::min(threads, cores) : cores);
}

} // namespace laurel
