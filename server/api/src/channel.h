#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace laurel {

/// The bytes of one connection, plain or through TLS. Never waits: who calls it waits for the
/// socket as it says. Does not own the socket. For one thread.
class Channel {
  public:
    enum class State { Done, NeedsInput, NeedsRoom, Ended };
    struct Moved {
        State state = State::Ended;
        std::size_t bytes = 0; ///< at least 1 where Done
    };

    Channel() = default;
    virtual ~Channel() = default;
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    /// Agrees with the client on the way to speak, until Done.
    virtual State open() = 0;
    /// Whether the client turned out, while opening, to speak without TLS where it should. It is
    /// answered so, too.
    virtual bool isPlainByMistake() const { return false; }
    /// Precondition of both: open, and `into` or `bytes` not empty.
    virtual Moved read(std::span<char> into) = 0;
    virtual Moved write(std::string_view bytes) = 0;
    /// Whether bytes are here of which the socket would not tell.
    virtual bool hasBuffered() const = 0;
    /// Says that nothing more will be written.
    virtual void endWriting() = 0;
};

std::unique_ptr<Channel> makePlainChannel(int socket);

} // namespace laurel
