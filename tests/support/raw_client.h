#pragma once

#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include <gtest/gtest.h>

namespace laurel {

struct RawResponse {
    int status = 0;                             ///< 0: none came
    std::map<std::string, std::string> headers; ///< as sent
    std::string body;
};

/// A TCP connection that sends whatever a test wants, well-formed or not.
class RawClient {
  public:
    /// @param from a loopback address to come from, such as "127.0.0.2"
    explicit RawClient(int port, const char* from = "127.0.0.1")
        : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in own = addressOf(from, 0);
        sockaddr_in server = addressOf("127.0.0.1", port);
        EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&own), sizeof own), 0);
        connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&server), sizeof server) == 0;
    }
    ~RawClient() {
        if (socket_ >= 0) {
            ::close(socket_);
        }
    }
    RawClient(RawClient&& other) noexcept
        : socket_(std::exchange(other.socket_, -1)), connected_(other.connected_),
          input_(std::move(other.input_)) {}
    RawClient& operator=(RawClient&&) = delete;

    bool connected() const { return connected_; }
    int socket() const { return socket_; }

    /// Whether all of it could be sent.
    bool send(std::string_view text) {
        while (!text.empty()) {
            const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) {
                return false;
            }
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    /// As much of it as the connection takes within `patience` for each piece.
    std::size_t sendWhatFits(std::string_view text, std::chrono::milliseconds patience) {
        std::size_t sent = 0;
        pollfd waiting{socket_, POLLOUT, 0};
        while (sent < text.size() && ::poll(&waiting, 1, static_cast<int>(patience.count())) > 0) {
            const ssize_t part = ::send(socket_, text.data() + sent, text.size() - sent,
                                        MSG_NOSIGNAL | MSG_DONTWAIT);
            if (part <= 0) {
                break;
            }
            sent += static_cast<std::size_t>(part);
        }
        return sent;
    }

    /// The server sees the end of its input; its answer still comes.
    void endSending() { ::shutdown(socket_, SHUT_WR); }

    /// Whether the server sends something within this time.
    bool hears(std::chrono::milliseconds patience) {
        pollfd waiting{socket_, POLLIN, 0};
        return !input_.empty() || ::poll(&waiting, 1, static_cast<int>(patience.count())) > 0;
    }

    /// The next answer. @param withBody false for the answer to HEAD
    RawResponse response(bool withBody = true) {
        RawResponse result;
        while (input_.find("\r\n\r\n") == std::string::npos) {
            if (!receive()) {
                return result;
            }
        }
        const std::size_t end = input_.find("\r\n\r\n");
        parseHead(input_.substr(0, end + 2), result);
        input_.erase(0, end + 4);
        const auto declared = result.headers.find("Content-Length");
        const std::size_t length = declared == result.headers.end()
                                       ? 0
                                       : std::strtoul(declared->second.c_str(), nullptr, 10);
        while (withBody && input_.size() < length && receive()) {
        }
        if (withBody) {
            result.body = input_.substr(0, length);
            input_.erase(0, length);
        }
        return result;
    }

    RawResponse exchange(std::string_view request) {
        send(request);
        return response();
    }

    /// Whether the server ends the connection, having sent nothing more, within a few seconds.
    bool isEnded() {
        while (input_.empty()) {
            if (!receive()) {
                return ended_;
            }
        }
        return false;
    }

    /// Whether it ended with a reset, which may take an answer with it.
    bool wasReset() const { return wasReset_; }

  private:
    static sockaddr_in addressOf(const char* host, int port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        ::inet_pton(AF_INET, host, &address.sin_addr);
        return address;
    }

    bool receive() {
        constexpr int patienceMs = 10'000;
        char buffer[65536];
        pollfd waiting{socket_, POLLIN, 0};
        if (::poll(&waiting, 1, patienceMs) <= 0) {
            return false;
        }
        const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
        ended_ = got <= 0;
        wasReset_ = got < 0 && errno == ECONNRESET;
        input_.append(buffer, got > 0 ? static_cast<std::size_t>(got) : 0);
        return got > 0;
    }

    static void parseHead(const std::string& head, RawResponse& result) {
        result.status =
            static_cast<int>(std::strtol(head.c_str() + std::strlen("HTTP/1.1 "), nullptr, 10));
        for (std::size_t start = head.find("\r\n") + 2; start < head.size();) {
            const std::size_t end = head.find("\r\n", start);
            const std::size_t colon = head.find(": ", start);
            result.headers[head.substr(start, colon - start)] =
                head.substr(colon + 2, end - colon - 2);
            start = end + 2;
        }
    }

    int socket_;
    bool connected_ = false;
    bool ended_ = false;
    bool wasReset_ = false;
    std::string input_;
};

} // namespace laurel
