#include "connection_registry.h"

#include <algorithm>
#include <sys/socket.h>

namespace laurel {

ConnectionRegistry::ConnectionRegistry(std::size_t mostPerAddress,
                                       std::vector<std::string> trustedProxies)
    : mostPerAddress_(mostPerAddress), trustedProxies_(std::move(trustedProxies)) {}

bool ConnectionRegistry::isFull(const std::string& address) const {
    const auto count = countOfAddress_.find(address);
    return count != countOfAddress_.end() && count->second >= mostPerAddress_ &&
           std::find(trustedProxies_.begin(), trustedProxies_.end(), address) ==
               trustedProxies_.end();
}

ConnectionRegistry::Verdict ConnectionRegistry::enter(int socket, const std::string& address) {
    const std::lock_guard lock(mutex_);
    if (draining_) {
        return Verdict::Draining;
    }
    if (isFull(address)) {
        return Verdict::TooManyOfAddress;
    }
    addressOfSocket_.emplace(socket, address);
    ++countOfAddress_[address];
    return Verdict::Admitted;
}

void ConnectionRegistry::leave(int socket) {
    const std::lock_guard lock(mutex_);
    const auto entry = addressOfSocket_.find(socket);
    const auto count = countOfAddress_.find(entry->second);
    if (--count->second == 0) {
        countOfAddress_.erase(count);
    }
    addressOfSocket_.erase(entry);
    left_.notify_all();
}

void ConnectionRegistry::refuseMore() {
    const std::lock_guard lock(mutex_);
    draining_ = true;
    for (const auto& [socket, address] : addressOfSocket_) {
        ::shutdown(socket, SHUT_RD);
    }
}

bool ConnectionRegistry::isDraining() const {
    const std::lock_guard lock(mutex_);
    return draining_;
}

bool ConnectionRegistry::waitUntilEmpty(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return left_.wait_for(lock, patience, [this] { return addressOfSocket_.empty(); });
}

void ConnectionRegistry::cutAll() {
    const std::lock_guard lock(mutex_);
    for (const auto& [socket, address] : addressOfSocket_) {
        ::shutdown(socket, SHUT_RDWR);
    }
}

} // namespace laurel
