#include "refused_connections.h"

#include <algorithm>
#include <sys/socket.h>
#include <unistd.h>

namespace laurel {

namespace {

constexpr auto keptTime = std::chrono::seconds(1);
constexpr std::size_t mostKept = 128;

} // namespace

RefusedConnections::~RefusedConnections() {
    while (!refused_.empty()) {
        closeFirst();
    }
}

void RefusedConnections::closeFirst() {
    ::close(refused_.front().socket);
    refused_.pop_front();
}

void RefusedConnections::refuse(int socket, std::string_view answer) {
    ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(socket, SHUT_WR);
    refused_.push_back({socket, Clock::now() + keptTime});
    if (refused_.size() > mostKept) {
        closeFirst();
    }
}

void RefusedConnections::closeOld() {
    const Clock::time_point now = Clock::now();
    while (!refused_.empty() && refused_.front().end <= now) {
        closeFirst();
    }
}

std::optional<std::chrono::milliseconds> RefusedConnections::timeLeft() const {
    if (refused_.empty()) {
        return std::nullopt;
    }
    return std::max(std::chrono::milliseconds(0), std::chrono::ceil<std::chrono::milliseconds>(
                                                      refused_.front().end - Clock::now()));
}

} // namespace laurel
