#include "torch_threads.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <thread>

namespace laurel {

int coresFor(int asked) noexcept {
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    return asked > 0 ? std::min(asked, cores) : cores;
}

TorchThreads::TorchThreads(int most)
    : team_(WorkerPool::shared(), coresFor(most)), before_(at::get_num_threads()) {
    at::set_num_threads(count());
}

TorchThreads::~TorchThreads() {
    at::set_num_threads(before_);
}

} // namespace laurel
