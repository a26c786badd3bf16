#include "connection_registry.h"

#include <sys/socket.h>

namespace laurel {

ConnectionRegistry::ConnectionRegistry(std::size_t most, std::size_t mostPerAddress,
                                       std::vector<AddressRange> trustedProxies)
    : most_(most), mostPerAddress_(mostPerAddress), trustedProxies_(std::move(trustedProxies)) {}

bool ConnectionRegistry::isTrusted(const IpAddress& address) const {
    return containsAddress(trustedProxies_, address);
}

bool ConnectionRegistry::isFull(const IpAddress& address) const {
    const auto entry = counts_.find(address.client());
    return entry != counts_.end() && entry->second >= mostPerAddress_ && !isTrusted(address);
}

void ConnectionRegistry::count(const IpAddress& address) {
    ++counts_[address.client()];
}

void ConnectionRegistry::discount(const IpAddress& address) {
    const auto entry = counts_.find(address.client());
    if (--entry->second == 0) {
        counts_.erase(entry);
    }
}

ConnectionRegistry::Verdict ConnectionRegistry::enter(int socket, const IpAddress& peer) {
    const std::lock_guard lock(mutex_);
    if (draining_) {
        return Verdict::Draining;
    }
    if (isFull(peer)) {
        return Verdict::TooManyOfAddress;
    }
    if (connections_.size() >= most_) {
        return Verdict::TooMany;
    }
    connections_.emplace(socket, Connection{peer, false, std::nullopt});
    count(peer);
    return Verdict::Admitted;
}

void ConnectionRegistry::leave(int socket) {
    const std::lock_guard lock(mutex_);
    const auto entry = connections_.find(socket);
    discount(entry->second.peer);
    connections_.erase(entry);
    left_.notify_all();
}

ConnectionRegistry::Verdict ConnectionRegistry::beginRequest(int socket, const IpAddress& client) {
    const std::lock_guard lock(mutex_);
    if (draining_) {
        return Verdict::Draining;
    }
    Connection& connection = connections_.at(socket);
    if (client != connection.peer) {
        if (isFull(client)) {
            return Verdict::TooManyOfAddress;
        }
        count(client);
        connection.forwarded = client;
    }
    connection.isAnswering = true;
    return Verdict::Admitted;
}

void ConnectionRegistry::endRequest(int socket) {
    const std::lock_guard lock(mutex_);
    Connection& connection = connections_.at(socket);
    if (connection.forwarded) {
        discount(*connection.forwarded);
        connection.forwarded.reset();
    }
    connection.isAnswering = false;
    if (draining_) {
        ::shutdown(socket, SHUT_RD);
    }
}

std::size_t ConnectionRegistry::size() const {
    const std::lock_guard lock(mutex_);
    return connections_.size();
}

void ConnectionRegistry::refuseMore() {
    const std::lock_guard lock(mutex_);
    draining_ = true;
    for (const auto& [socket, connection] : connections_) {
        if (!connection.isAnswering) {
            ::shutdown(socket, SHUT_RD);
        }
    }
}

bool ConnectionRegistry::waitUntilEmpty(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return left_.wait_for(lock, patience, [this] { return connections_.empty(); });
}

void ConnectionRegistry::cutAll() {
    const std::lock_guard lock(mutex_);
    for (const auto& [socket, connection] : connections_) {
        ::shutdown(socket, SHUT_RDWR);
    }
}

} // namespace laurel
