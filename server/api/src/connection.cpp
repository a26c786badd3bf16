#include "connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace laurel {

namespace {

constexpr std::string_view lineEnd = "\r\n";
constexpr std::string_view headEnd = "\r\n\r\n";

struct Peer {
    std::string address;
    int port = 0;
};

Peer peerOf(int socket) {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    auto* const address = reinterpret_cast<sockaddr*>(&storage);
    std::array<char, NI_MAXHOST> host{};
    std::array<char, NI_MAXSERV> port{};
    if (::getpeername(socket, address, &size) != 0 ||
        ::getnameinfo(address, size, host.data(), host.size(), port.data(), port.size(),
                      NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
        return {};
    }
    return {host.data(), std::atoi(port.data())};
}

} // namespace

Connection::Connection(int socket, const HttpLimits& limits) : socket_(socket), limits_(limits) {
    const Peer peer = peerOf(socket);
    remoteAddress_ = peer.address;
    remotePort_ = peer.port;
    writeDeadline_ = Clock::now() + limits.writeTime;
}

Connection::~Connection() {
    ::close(socket_);
}

bool Connection::waitFor(short events, Clock::time_point deadline) const {
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left <= 0) {
            return false;
        }
        pollfd waiting{socket_, events, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(std::min<long>(left, 60'000)));
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            return false;
        }
    }
}

Connection::Input Connection::receive(Clock::time_point deadline) {
    std::array<char, 4096> buffer;
    for (;;) {
        if (!waitFor(POLLIN, deadline)) {
            return Input::TimedOut;
        }
        const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (got > 0) {
            input_.append(buffer.data(), static_cast<std::size_t>(got));
            return Input::Arrived;
        }
        if (got == 0 || (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK)) {
            return Input::Ended;
        }
    }
}

std::variant<HeadFault, RequestHead> Connection::takeHead(std::size_t end) {
    const std::string head = input_.substr(0, end);
    input_.erase(0, end + headEnd.size());
    auto judged = parseRequestHead(head, limits_.headerCount);
    if (auto* const fault = std::get_if<HeadFault>(&judged)) {
        return std::move(*fault);
    }
    return std::get<RequestHead>(std::move(judged));
}

std::variant<Connection::Ended, HeadFault, RequestHead> Connection::nextHead() {
    Clock::time_point deadline = Clock::now() + limits_.idleTime;
    bool begun = false;
    for (std::size_t searched = 0;;) {
        if (!begun && !input_.empty()) {
            begun = true;
            deadline = Clock::now() + limits_.headTime;
        }
        if (input_.starts_with(lineEnd)) { // some clients end a body with one too many
            input_.erase(0, lineEnd.size());
        }
        const std::size_t end = input_.find(headEnd, searched);
        if (std::min(end, input_.size()) > limits_.headBytes) {
            return HeadFault{431, ErrorCode::LimitExceeded,
                             "request line and headers of more than " +
                                 std::to_string(limits_.headBytes) + " bytes"};
        }
        if (end != std::string::npos) {
            auto head = takeHead(end);
            if (auto* const fault = std::get_if<HeadFault>(&head)) {
                return std::move(*fault);
            }
            return std::get<RequestHead>(std::move(head));
        }
        searched = input_.size() < headEnd.size() ? 0 : input_.size() - headEnd.size();
        const Input input = receive(deadline);
        if (input == Input::TimedOut && begun) {
            return HeadFault{408, ErrorCode::Unavailable, "the request did not arrive in time"};
        }
        if (input != Input::Arrived) {
            return Ended{};
        }
    }
}

void Connection::offer(const RequestHead& head) {
    offered_ = head.method + " " + head.target + " HTTP/1.1\r\n\r\n";
    offeredRead_ = 0;
    writeDeadline_ = Clock::now() + limits_.writeTime;
}

ssize_t Connection::read(char* into, size_t size) {
    const std::size_t count = std::min(size, offered_.size() - offeredRead_);
    std::memcpy(into, offered_.data() + offeredRead_, count);
    offeredRead_ += count;
    return static_cast<ssize_t>(count);
}

bool Connection::writeAll(std::string_view bytes) {
    // Whoever takes the answer at the least speed is given the time for it.
    writeDeadline_ += std::chrono::microseconds(
        bytes.size() * 1'000'000 / std::max<std::uint64_t>(limits_.leastBytesPerSecond, 1));
    while (!bytes.empty()) {
        const ssize_t sent =
            ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (sent < 0 && errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) {
            return false;
        } else if (!waitFor(POLLOUT, writeDeadline_)) {
            return false;
        }
    }
    return true;
}

ssize_t Connection::write(const char* bytes, size_t size) {
    return writeAll({bytes, size}) ? static_cast<ssize_t>(size) : -1;
}

void Connection::endGently() {
    constexpr auto patience = std::chrono::milliseconds(500);
    constexpr std::size_t mostBytes = 1U << 20;
    ::shutdown(socket_, SHUT_WR);
    const Clock::time_point deadline = Clock::now() + patience;
    std::size_t taken = 0;
    input_.clear();
    while (taken < mostBytes && receive(deadline) == Input::Arrived) {
        taken += input_.size();
        input_.clear();
    }
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
    ip = remoteAddress_;
    port = remotePort_;
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
    ip.clear();
    port = 0;
}

socket_t Connection::socket() const {
    // The library compares it with the bound of select(), which is not used here.
    return 0;
}

} // namespace laurel
