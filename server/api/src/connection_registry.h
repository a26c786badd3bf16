#pragma once

#include "laurel/server_http/ip_address.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace laurel {

/// All open connections; who is admitted, and where a server that drains gets hold of them.
///
/// Clients are counted by address, and what one holds is bounded: each of its connections, and each
/// of its requests under way that comes through a trusted proxy. The connections of proxies are not
/// bounded. Thread-safe.
class ConnectionRegistry {
  public:
    enum class Verdict { Admitted, TooMany, TooManyOfAddress, Draining };

    ConnectionRegistry(std::size_t most, std::size_t mostPerAddress,
                       std::vector<AddressRange> trustedProxies);

    /// Where Admitted, `leave` is to be called before the socket is closed.
    Verdict enter(int socket, const IpAddress& peer);
    void leave(int socket);

    /// A request's head was read. Where Admitted, the connection is left as it is by a drain until
    /// `endRequest`.
    /// @param client where the request came from; the connection's peer but for proxies
    Verdict beginRequest(int socket, const IpAddress& client);
    void endRequest(int socket);

    /// Admits no more, and lets those who wait for a request see the end of their input.
    void refuseMore();
    std::size_t size() const;
    bool isDraining() const noexcept { return draining_; }
    /// @return whether all have left within this time
    bool waitUntilEmpty(std::chrono::milliseconds patience);
    void cutAll();

  private:
    struct Connection {
        IpAddress peer;
        bool isAnswering = false;
        std::optional<IpAddress> forwarded; ///< counted for the request under way
    };

    bool isTrusted(const IpAddress& address) const;
    bool isFull(const IpAddress& address) const;
    void count(const IpAddress& address);
    void discount(const IpAddress& address);

    const std::size_t most_;
    const std::size_t mostPerAddress_;
    const std::vector<AddressRange> trustedProxies_;

    mutable std::mutex mutex_; ///< guards all that follow, and writing draining_
    std::condition_variable left_;
    std::map<int, Connection> connections_;
    std::map<IpAddress, std::size_t> counts_;
    std::atomic<bool> draining_ = false;
};

} // namespace laurel
