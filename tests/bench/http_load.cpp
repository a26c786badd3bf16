#include "http_load.h"

#include "laurel/base/error.h"
#include "laurel/proto/contributions.h"
#include "laurel/proto/paths.h"
#include "laurel/weights/crypto.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <chrono>
#include <exception>
#include <functional>
#include <mutex>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace laurel::bench {

namespace {

[[noreturn]] void fail(const std::string& what) {
    throw Error(ErrorCode::Io, "benchmark: " + what);
}

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

class LoadConnection {
  public:
    explicit LoadConnection(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const sockaddr_in address = loopback(port);
        isOpen_ =
            ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
        const int yes = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    }
    ~LoadConnection() { ::close(socket_); }
    LoadConnection(const LoadConnection&) = delete;
    LoadConnection& operator=(const LoadConnection&) = delete;

    bool isOpen() const { return isOpen_; }

    void send(std::string_view text) const {
        while (!text.empty()) {
            const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) {
                fail("the connection broke");
            }
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    /// The head of the next answer; what came behind it is kept.
    std::string head() {
        for (;;) {
            const std::size_t end = input_.find("\r\n\r\n");
            if (end != std::string::npos) {
                std::string head = input_.substr(0, end + 2);
                input_.erase(0, end + 4);
                return head;
            }
            if (receive() == 0) {
                fail("no answer came");
            }
        }
    }
    /// Reads so many bytes of the body and forgets them.
    void drop(std::uint64_t bytes) {
        bytes -= std::min<std::uint64_t>(bytes, input_.size());
        input_.clear();
        while (bytes > 0) {
            const ssize_t got =
                ::recv(socket_, buffer_.data(), std::min<std::uint64_t>(bytes, buffer_.size()), 0);
            if (got <= 0) {
                fail("the answer broke off");
            }
            bytes -= static_cast<std::uint64_t>(got);
        }
    }
    std::string take(std::uint64_t bytes) {
        while (input_.size() < bytes && receive() > 0) {
        }
        std::string body = input_.substr(0, bytes);
        input_.erase(0, bytes);
        return body;
    }

  private:
    std::size_t receive() {
        // uvicorn's workers send head and body apart with Nagle's algorithm on: it would wait for
        // acknowledgements that come 40 ms late.
        const int yes = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_QUICKACK, &yes, sizeof yes);
        const ssize_t got = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
        input_.append(buffer_.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
        return got > 0 ? static_cast<std::size_t>(got) : 0;
    }

    int socket_;
    bool isOpen_ = false;
    std::string input_;
    std::vector<char> buffer_ = std::vector<char>(256U << 10);
};

int statusOf(const std::string& head) {
    const std::string_view digits = std::string_view(head).substr(
        std::min(head.size(), std::string_view("HTTP/1.1 ").size()), 3);
    int status = 0;
    std::from_chars(digits.begin(), digits.end(), status);
    return status;
}

std::uint64_t lengthOf(std::string head) {
    std::ranges::transform(head, head.begin(), [](unsigned char c) { return std::tolower(c); });
    const std::size_t at = head.find("content-length:");
    return at == std::string::npos ? 0 : std::strtoull(head.c_str() + at + 15, nullptr, 10);
}

std::string getRequest(const std::string& path) {
    return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
}

void requireSuccess(const std::string& head) {
    if (statusOf(head) < 200 || statusOf(head) > 299) {
        fail("an answer was " + head.substr(0, head.find('\r')));
    }
}

void inThreads(int count, const std::function<void(int)>& act) {
    std::vector<std::thread> threads;
    threads.reserve(static_cast<std::size_t>(count));
    std::mutex mutex;
    std::exception_ptr failure;
    for (int i = 0; i < count; ++i) {
        threads.emplace_back([&, i] {
            try {
                act(i);
            } catch (...) {
                const std::lock_guard lock(mutex);
                failure = std::current_exception();
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
}

/// One request with a body; the body of its answer.
std::string exchange(LoadConnection& connection, const std::string& start, const std::string& key,
                     const std::string& headers, std::string_view body) {
    connection.send(start + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + key +
                    "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers +
                    "\r\n");
    connection.send(body);
    const std::string head = connection.head();
    requireSuccess(head);
    return connection.take(lengthOf(head));
}

void upload(int port, const UploadPlan& plan, int number) {
    std::string content(plan.bytes, static_cast<char>('a' + number));
    ContributionRequest request;
    request.size = content.size();
    request.sha256 = sha256Hex(content);
    request.slices = 5;
    request.client = {"bench", "1"};
    LoadConnection connection(port);
    const std::string id = parseContributionId(exchange(
        connection, "POST " + contributionsPath(plan.model), plan.key, "", serialize(request)));
    for (std::size_t first = 0; first < content.size(); first += plan.chunkBytes) {
        const std::size_t size = std::min(plan.chunkBytes, content.size() - first);
        const ContentRange range{first, first + size - 1, content.size()};
        exchange(connection, "PUT " + contributionContentPath(id), plan.key,
                 "Content-Range: " + toString(range) + "\r\n",
                 std::string_view(content).substr(first, size));
    }
}

} // namespace

int freePort() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    const bool isBound =
        ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(socket);
    if (!isBound) {
        throw Error(ErrorCode::Io, "no port of this computer is free");
    }
    return ntohs(address.sin_port);
}

void awaitServer(int port) {
    for (int i = 0; i < 300; ++i) {
        if (LoadConnection(port).isOpen()) {
            return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    throw Error(ErrorCode::Unavailable, "nobody listens on port " + std::to_string(port));
}

std::string fetch(int port, const std::string& path) {
    LoadConnection connection(port);
    connection.send(getRequest(path));
    const std::string head = connection.head();
    requireSuccess(head);
    return connection.take(lengthOf(head));
}

void downloadAtOnce(int port, const std::string& path, int clients, std::uint64_t bytes) {
    inThreads(clients, [&](int) {
        LoadConnection connection(port);
        connection.send(getRequest(path));
        const std::string head = connection.head();
        requireSuccess(head);
        if (lengthOf(head) != bytes) {
            fail("expected " + std::to_string(bytes) + " bytes, got " +
                 std::to_string(lengthOf(head)));
        }
        connection.drop(bytes);
    });
}

void askAtOnce(int port, const std::string& path, int connections, int requests) {
    inThreads(connections, [&](int) {
        LoadConnection connection(port);
        const std::string request = getRequest(path);
        for (int i = 0; i < requests; ++i) {
            connection.send(request);
            const std::string head = connection.head();
            requireSuccess(head);
            connection.take(lengthOf(head));
        }
    });
}

void uploadAtOnce(int port, const UploadPlan& plan) {
    inThreads(plan.clients, [&](int number) { upload(port, plan, number); });
}

} // namespace laurel::bench
