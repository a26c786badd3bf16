#include "acceptor.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace laurel {

namespace {

constexpr std::chrono::milliseconds retryTime{20};

[[noreturn]] void throwFailure(const char* what) {
    throw Error(ErrorCode::Io, std::string(what) + ": " + std::strerror(errno));
}

IpAddress addressOf(const sockaddr_storage& address) {
    if (address.ss_family == AF_INET) {
        sockaddr_in ipv4{};
        std::memcpy(&ipv4, &address, sizeof ipv4);
        std::array<std::uint8_t, 4> bytes{};
        std::memcpy(bytes.data(), &ipv4.sin_addr, bytes.size());
        return IpAddress(bytes);
    }
    sockaddr_in6 ipv6{};
    std::memcpy(&ipv6, &address, sizeof ipv6);
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &ipv6.sin6_addr, bytes.size());
    return IpAddress(bytes);
}

/// Whether the next call of accept4 may succeed, now or later. All but what says that the socket is
/// not a listening one is about one connection, the network or a shortage (accept(2)).
bool isPassing(int error) {
    return error != EBADF && error != EINVAL && error != ENOTSOCK && error != EOPNOTSUPP &&
           error != EFAULT;
}

bool isShortage(int error) {
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

} // namespace

Acceptor::Acceptor() : stopEvent_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (stopEvent_ < 0) {
        throwFailure("cannot make an event");
    }
}

Acceptor::~Acceptor() {
    ::close(stopEvent_);
}

void Acceptor::stop() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(stopEvent_, &one, sizeof one);
}

Acceptor::Outcome Acceptor::takeOne(int listening, const Take& take) const {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    const int socket =
        ::accept4(listening, reinterpret_cast<sockaddr*>(&peer), &size, SOCK_CLOEXEC);
    if (socket < 0) {
        if (!isPassing(errno)) {
            throwFailure("the listening socket failed");
        }
        return isShortage(errno) ? Outcome::NoneLeft : Outcome::NothingThere;
    }
    const int yes = 1; // head and body of an answer are at times two writes
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    take(socket, addressOf(peer));
    return Outcome::Taken;
}

void Acceptor::run(int listening, const Take& take, const Tidy& tidy) {
    // A client may leave between poll and accept4, which would then wait for the next.
    ::fcntl(listening, F_SETFL, ::fcntl(listening, F_GETFL) | O_NONBLOCK);
    std::array<pollfd, 2> waiting{{{stopEvent_, POLLIN, 0}, {listening, POLLIN, 0}}};
    for (Outcome last = Outcome::Taken;;) {
        const bool isShort = last == Outcome::NoneLeft;
        std::optional<std::chrono::milliseconds> timeout = tidy();
        if (isShort) { // the connection still waits, so poll would not
            timeout = std::min(timeout.value_or(retryTime), retryTime);
        }
        const int ready = ::poll(waiting.data(), isShort ? 1 : 2,
                                 timeout ? static_cast<int>(timeout->count()) : -1);
        if (ready < 0 && errno != EINTR) {
            throwFailure("cannot wait for connections");
        }
        if (ready > 0 && waiting[0].revents != 0) {
            return;
        }
        last = Outcome::Taken;
        for (int i = 0; i < 64 && last == Outcome::Taken; ++i) {
            last = takeOne(listening, take);
        }
    }
}

} // namespace laurel
