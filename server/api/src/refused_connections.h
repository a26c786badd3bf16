#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <string_view>

namespace laurel {

/// Connections that were told why they are not served, kept for a moment so that the client can
/// read it: if a socket is closed at once, the system answers what the client still sends with a
/// reset, at which many a client drops what it had received. Nothing waits here. Single thread.
class RefusedConnections {
  public:
    using Clock = std::chrono::steady_clock;

    RefusedConnections() = default;
    ~RefusedConnections();
    RefusedConnections(const RefusedConnections&) = delete;
    RefusedConnections& operator=(const RefusedConnections&) = delete;

    /// Takes the socket over. @param answer small enough for the system to take it at once
    void refuse(int socket, std::string_view answer);
    void closeOld();
    /// Until closeOld has something to do; no value where nothing is kept.
    std::optional<std::chrono::milliseconds> timeLeft() const;

  private:
    struct Refused {
        int socket;
        Clock::time_point end;
    };

    void closeFirst();

    std::deque<Refused> refused_;
};

} // namespace laurel
