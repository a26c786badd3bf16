#include "laurel/net/wall_clock.h"

#include <algorithm>
#include <thread>

namespace laurel {

namespace {

class SystemClock final : public WallClock {
  public:
    std::chrono::system_clock::time_point now() override {
        return std::chrono::system_clock::now();
    }
    void waitUntil(std::chrono::system_clock::time_point time,
                   const CancellationToken& cancel) override {
        constexpr std::chrono::system_clock::duration step = std::chrono::milliseconds(50);
        for (;;) {
            cancel.throwIfCancelled();
            const auto left = time - now();
            if (left <= step.zero()) {
                return;
            }
            std::this_thread::sleep_for(std::min(left, step));
        }
    }
};

} // namespace

WallClock& systemClock() {
    static SystemClock clock;
    return clock;
}

} // namespace laurel
