#include "parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace laurel {

namespace {

class Sharing {
  public:
    Sharing(std::size_t count, const CancellationToken& cancel,
            const std::function<void(std::size_t, bool)>& work)
        : count_(count), cancel_(cancel), work_(work) {}

    void run() {
        std::vector<std::thread> helpers;
        const std::size_t most = std::clamp(std::thread::hardware_concurrency(), 2U, 8U);
        helpers.reserve(most);
        for (std::size_t i = 1; i < std::min(most, count_); ++i) {
            helpers.emplace_back([this] { takeAll(false); });
        }
        takeAll(true);
        for (std::thread& helper : helpers) {
            helper.join();
        }
        cancel_.throwIfCancelled();
        if (failure_) {
            std::rethrow_exception(failure_);
        }
    }

  private:
    void takeAll(bool isCaller) {
        try {
            while (!cancel_.isCancelled()) {
                const std::size_t i = next_++;
                if (i >= count_) {
                    return;
                }
                work_(i, isCaller);
            }
        } catch (...) {
            if (!hasFailed_.exchange(true)) {
                failure_ = std::current_exception();
            }
            next_ = count_;
        }
    }

    const std::size_t count_;
    const CancellationToken& cancel_;
    const std::function<void(std::size_t, bool)>& work_;
    std::atomic<std::size_t> next_ = 0;
    std::atomic<bool> hasFailed_ = false;
    std::exception_ptr failure_; // read after joining
};

} // namespace

void inParallel(std::size_t count, const CancellationToken& cancel,
                const std::function<void(std::size_t, bool)>& work) {
    Sharing(count, cancel, work).run();
}

} // namespace laurel
