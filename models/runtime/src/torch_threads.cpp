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
    : most_(coresFor(most)), team_(WorkerPool::shared(), most_), before_(at::get_num_threads()) {
    at::set_num_threads(team_.threads());
}

void TorchThreads::grow() {
    team_.grow(most_);
    at::set_num_threads(team_.threads());
}

TorchThreads::~TorchThreads() {
    at::set_num_threads(before_);
}

} // namespace laurel
