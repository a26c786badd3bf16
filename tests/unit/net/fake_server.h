#pragma once

#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <mutex>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace laurel {

struct FakeRequest {
    std::string method;
    std::string path;
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;

    std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
};

/// What a handler answers into: well-formed or not.
class FakeConnection {
  public:
    FakeConnection(int socket, bool isHead) : socket_(socket), isHead_(isHead) {}

    /// Whether all of it could be sent.
    bool send(std::string_view text) const {
        while (!text.empty()) {
            const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) {
                return false;
            }
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    /// A complete answer.
    void answer(int status, std::string_view body,
                const std::map<std::string, std::string>& headers = {}) const {
        send(head(status, body.size(), headers));
        if (!isHead_) {
            send(body);
        }
    }
    static std::string head(int status, std::size_t length,
                            const std::map<std::string, std::string>& headers = {}) {
        std::string text = "HTTP/1.1 " + std::to_string(status) + " Status\r\n";
        for (const auto& [name, value] : headers) {
            text.append(name).append(": ").append(value).append("\r\n");
        }
        return text + "Content-Length: " + std::to_string(length) + "\r\n\r\n";
    }

  private:
    int socket_;
    bool isHead_;
};

/// Answers HTTP requests on a free port of 127.0.0.1 as a test scripts it, one connection after the
/// other, one request a connection. It is its handler that decides what goes over the wire.
class FakeServer {
  public:
    using Handler = std::function<void(const FakeRequest&, FakeConnection&)>;

    explicit FakeServer(Handler handler) : handler_(std::move(handler)) { start(0); }
    ~FakeServer() { stop(); }
    FakeServer(const FakeServer&) = delete;
    FakeServer& operator=(const FakeServer&) = delete;

    int port() const { return port_; }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

    /// Of a body, only so many bytes are read before the connection is cut; once.
    void cutNextBodyAfter(std::size_t bytes) { cutAfter_ = bytes; }

    /// Like a machine that went away: connections are refused.
    void stop() {
        stopping_ = true;
        if (thread_.joinable()) {
            thread_.join();
        }
    }
    /// On the same port as before.
    void restart() {
        stop();
        start(port_);
    }

    /// "GET /path", in the order of arrival.
    std::vector<std::string> log() {
        const std::lock_guard lock(mutex_);
        return log_;
    }

  private:
    static constexpr std::size_t nothingToCut = SIZE_MAX;

    void start(int port) {
        const int reuse = 1;
        sockaddr_in own{};
        own.sin_family = AF_INET;
        own.sin_port = htons(static_cast<std::uint16_t>(port));
        own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof own;
        stopping_ = false;
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
        EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&own), sizeof own), 0);
        EXPECT_EQ(::listen(listener_, 64), 0);
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&own), &size);
        port_ = ntohs(own.sin_port);
        thread_ = std::thread([this] { serve(); });
    }

    void serve() {
        while (!stopping_) {
            pollfd waiting{listener_, POLLIN, 0};
            if (::poll(&waiting, 1, 20) > 0) {
                const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
                const timeval patience{1, 0}; // with a client that hung up and takes no more
                ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
                serveOne(socket);
                ::close(socket);
            }
        }
        ::close(listener_);
    }

    void serveOne(int socket) {
        FakeRequest request;
        if (!readRequest(socket, request)) {
            return;
        }
        {
            const std::lock_guard lock(mutex_);
            log_.push_back(request.method + " " + request.path);
        }
        FakeConnection connection(socket, request.method == "HEAD");
        handler_(request, connection);
        ::shutdown(socket, SHUT_WR);
    }

    bool readRequest(int socket, FakeRequest& request) {
        std::string input;
        std::size_t end = std::string::npos;
        while ((end = input.find("\r\n\r\n")) == std::string::npos) {
            if (!receive(socket, input)) {
                return false;
            }
        }
        parseHead(input.substr(0, end + 2), request);
        request.body = input.substr(end + 4);
        const std::size_t length =
            std::strtoul(request.header("content-length").c_str(), nullptr, 10);
        const std::size_t cut = length > 0 ? cutAfter_.exchange(nothingToCut) : nothingToCut;
        while (request.body.size() < std::min(length, cut)) {
            if (!receive(socket, request.body)) {
                return false;
            }
        }
        if (cut != nothingToCut) {
            const linger atOnce{1, 0};
            ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
            return false;
        }
        return true;
    }

    static bool receive(int socket, std::string& input) {
        char buffer[65536];
        pollfd waiting{socket, POLLIN, 0};
        const ssize_t got =
            ::poll(&waiting, 1, 10'000) > 0 ? ::recv(socket, buffer, sizeof buffer, 0) : -1;
        input.append(buffer, got > 0 ? static_cast<std::size_t>(got) : 0);
        return got > 0;
    }

    static void parseHead(const std::string& head, FakeRequest& request) {
        const std::size_t space = head.find(' ');
        request.method = head.substr(0, space);
        request.path = head.substr(space + 1, head.find(' ', space + 1) - space - 1);
        for (std::size_t start = head.find("\r\n") + 2; start < head.size();) {
            const std::size_t end = head.find("\r\n", start);
            const std::size_t colon = head.find(": ", start);
            std::string name = head.substr(start, colon - start);
            std::transform(name.begin(), name.end(), name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
            request.headers[name] = head.substr(colon + 2, end - colon - 2);
            start = end + 2;
        }
    }

    Handler handler_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<bool> stopping_{false};
    std::atomic<std::size_t> cutAfter_{nothingToCut};
    std::mutex mutex_;
    std::vector<std::string> log_;
    std::thread thread_;
};

} // namespace laurel
