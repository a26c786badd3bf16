#pragma once

#include "laurel/server_http/ip_address.h"

#include <chrono>
#include <functional>
#include <optional>

namespace laurel {

/// Takes connections from a listening socket. The library's own loop hands every one to a thread
/// before anything can be said about it, and ends when a client has gone before it was taken.
class Acceptor {
  public:
    /// Called for each connection, which it owns then; must not wait.
    using Take = std::function<void(int socket, const IpAddress& peer)>;
    /// Called from time to time; says when it wants to be called again at the latest.
    using Tidy = std::function<std::optional<std::chrono::milliseconds>()>;

    /// @throws Error Io
    Acceptor();
    ~Acceptor();
    Acceptor(const Acceptor&) = delete;
    Acceptor& operator=(const Acceptor&) = delete;

    /// Until stopped, also before. @throws Error Io where the listening socket fails
    void run(int listening, const Take& take, const Tidy& tidy);
    /// From any thread, at any time.
    void stop();

  private:
    enum class Outcome { Taken, NothingThere, NoneLeft };
    Outcome takeOne(int listening, const Take& take) const;

    int stopEvent_;
};

} // namespace laurel
