#include "slice_relay.h"

#include <algorithm>

namespace laurel {

void SliceRelay::begin(std::unique_ptr<ProposalGrowth> blank) {
    {
        const std::lock_guard lock(mutex_);
        if (closed_) {
            return;
        }
        waiting_.begun = std::move(blank);
    }
    postDelivery();
}

void SliceRelay::bring(SlicePreview slice) {
    {
        const std::lock_guard lock(mutex_);
        if (closed_) {
            return;
        }
        waiting_.slices.push_back(std::move(slice));
    }
    postDelivery();
}

void SliceRelay::postDelivery() {
    {
        const std::lock_guard lock(mutex_);
        const bool nothing = !waiting_.begun && waiting_.slices.empty();
        if (closed_ || posted_ || nothing) {
            return;
        }
        posted_ = true;
    }
    post_([weak = weak_from_this()] {
        if (const std::shared_ptr<SliceRelay> relay = weak.lock()) {
            relay->deliver();
        }
    });
}

void SliceRelay::deliver() {
    Arrival arrival;
    {
        const std::lock_guard lock(mutex_);
        posted_ = false;
        if (closed_) {
            return;
        }
        arrival.begun = std::move(waiting_.begun);
        const std::size_t now = std::min(waiting_.slices.size(), mostAtOnce);
        std::move(waiting_.slices.begin(),
                  waiting_.slices.begin() + static_cast<std::ptrdiff_t>(now),
                  std::back_inserter(arrival.slices));
        waiting_.slices.erase(waiting_.slices.begin(),
                              waiting_.slices.begin() + static_cast<std::ptrdiff_t>(now));
    }
    const Take take = take_; // it may close this relay
    take(std::move(arrival));
    postDelivery();
}

void SliceRelay::close() {
    Arrival dropped; // let go of without the lock
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        dropped = std::move(waiting_);
        waiting_ = {};
    }
    take_ = nullptr;
}

} // namespace laurel
