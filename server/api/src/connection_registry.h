#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace laurel {

/// All open connections, by address; where a server that drains gets hold of them. Thread-safe.
class ConnectionRegistry {
  public:
    enum class Verdict { Admitted, TooManyOfAddress, Draining };

    ConnectionRegistry(std::size_t mostPerAddress, std::vector<std::string> trustedProxies);

    /// Where Admitted, `leave` is to be called before the socket is closed.
    Verdict enter(int socket, const std::string& address);
    void leave(int socket);

    /// Admits no more, and lets those who wait for a request see the end of their input.
    void refuseMore();
    bool isDraining() const;
    /// @return whether all have left within this time
    bool waitUntilEmpty(std::chrono::milliseconds patience);
    void cutAll();

  private:
    bool isFull(const std::string& address) const;

    const std::size_t mostPerAddress_;
    const std::vector<std::string> trustedProxies_;

    mutable std::mutex mutex_; ///< guards all that follow
    std::condition_variable left_;
    std::map<int, std::string> addressOfSocket_;
    std::map<std::string, std::size_t> countOfAddress_;
    bool draining_ = false;
};

} // namespace laurel
