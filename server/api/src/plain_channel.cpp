#include "channel.h"

#include <cerrno>
#include <sys/socket.h>

namespace laurel {

namespace {

bool isForLater(int error) {
    return error == EINTR || error == EAGAIN || error == EWOULDBLOCK;
}

class PlainChannel final : public Channel {
  public:
    explicit PlainChannel(int socket) : socket_(socket) {}

    State open() override { return State::Done; }

    Moved read(std::span<char> into) override {
        return moved(::recv(socket_, into.data(), into.size(), MSG_DONTWAIT), State::NeedsInput);
    }

    Moved write(std::string_view bytes) override {
        return moved(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT),
                     State::NeedsRoom);
    }

    bool hasBuffered() const override { return false; }

    void endWriting() override { ::shutdown(socket_, SHUT_WR); }

  private:
    static Moved moved(ssize_t bytes, State otherwise) {
        if (bytes > 0) {
            return {State::Done, static_cast<std::size_t>(bytes)};
        }
        return {bytes < 0 && isForLater(errno) ? otherwise : State::Ended};
    }

    const int socket_;
};

} // namespace

std::unique_ptr<Channel> makePlainChannel(int socket) {
    return std::make_unique<PlainChannel>(socket);
}

} // namespace laurel
