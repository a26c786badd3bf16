#include "connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace laurel {

namespace {

constexpr std::string_view lineEnd = "\r\n";
constexpr std::string_view headEnd = "\r\n\r\n";

} // namespace

Connection::Connection(int socket, std::unique_ptr<Channel> channel,
                       const HttpLimits& limits) noexcept
    : socket_(socket), channel_(std::move(channel)), limits_(limits),
      writing_(limits.stallTime, limits.leastBytesPerSecond) {}

Connection::~Connection() {
    channel_.reset(); // which may have a last word
    ::close(socket_);
}

Connection::Opening Connection::open() {
    const Clock::time_point deadline = Clock::now() + limits_.headTime;
    for (;;) {
        const Channel::State state = channel_->open();
        if (state == Channel::State::Done) {
            return Opening::Opened;
        }
        if (channel_->isPlainByMistake()) {
            return Opening::PlainByMistake;
        }
        if (state == Channel::State::Ended || !waitFor(state, deadline)) {
            return Opening::Ended;
        }
    }
}

bool Connection::waitFor(Channel::State needed, Clock::time_point deadline) const {
    const short events = needed == Channel::State::NeedsRoom ? POLLOUT : POLLIN;
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

Connection::Received Connection::receive(std::span<char> into, Clock::time_point deadline) {
    bool mayRead = channel_->hasBuffered();
    for (Channel::State needed = Channel::State::NeedsInput;;) {
        if (!mayRead && !waitFor(needed, deadline)) {
            return {Input::TimedOut};
        }
        const Channel::Moved got = channel_->read(into);
        if (got.state == Channel::State::Done) {
            return {Input::Arrived, got.bytes};
        }
        if (got.state == Channel::State::Ended) {
            return {Input::Ended};
        }
        mayRead = false;
        needed = got.state;
    }
}

Connection::Input Connection::receiveMore(Clock::time_point deadline) {
    std::array<char, 4096> buffer;
    const Received received = receive(buffer, deadline);
    input_.append(buffer.data(), received.bytes);
    return received.input;
}

Connection::Received Connection::receiveBody(std::span<std::byte> into, Allowance& allowance) {
    const std::size_t known = std::min(into.size(), input_.size());
    if (known > 0) { // came together with the head
        std::memcpy(into.data(), input_.data(), known);
        input_.erase(0, known);
        return {Input::Arrived, known};
    }
    const Clock::time_point start = Clock::now();
    const Received received =
        receive({reinterpret_cast<char*>(into.data()), into.size()}, start + allowance.left());
    allowance.spend(Clock::now() - start);
    allowance.earn(received.bytes);
    return received;
}

std::variant<RequestFault, RequestHead> Connection::takeHead(std::size_t end) {
    const std::string head = input_.substr(0, end);
    input_.erase(0, end + headEnd.size());
    auto judged = parseRequestHead(head, limits_.headerCount);
    if (auto* const fault = std::get_if<RequestFault>(&judged)) {
        return std::move(*fault);
    }
    return std::get<RequestHead>(std::move(judged));
}

std::variant<Connection::Ended, RequestFault, RequestHead> Connection::nextHead() {
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
            return RequestFault{431,
                                ErrorCode::LimitExceeded,
                                "expected a request line and headers of at most " +
                                    std::to_string(limits_.headBytes) + " bytes",
                                {}};
        }
        if (end != std::string::npos) {
            auto head = takeHead(end);
            if (auto* const fault = std::get_if<RequestFault>(&head)) {
                return std::move(*fault);
            }
            return std::get<RequestHead>(std::move(head));
        }
        searched = input_.size() < headEnd.size() ? 0 : input_.size() - headEnd.size();
        const Input input = receiveMore(deadline);
        if (input == Input::TimedOut && begun) {
            return RequestFault{
                408, ErrorCode::Unavailable, "the request did not arrive in time", {}};
        }
        if (input != Input::Arrived) {
            return Ended{};
        }
    }
}

void Connection::offer(const RequestHead& head) {
    // All the library must know is whether the answer has a body.
    offered_ = head.method == "HEAD" ? "HEAD / HTTP/1.1\r\n\r\n" : "GET / HTTP/1.1\r\n\r\n";
    offeredRead_ = 0;
    writing_ = Allowance(limits_.stallTime, limits_.leastBytesPerSecond);
}

ssize_t Connection::read(char* into, size_t size) {
    const std::size_t count = std::min(size, offered_.size() - offeredRead_);
    std::memcpy(into, offered_.data() + offeredRead_, count);
    offeredRead_ += count;
    return static_cast<ssize_t>(count);
}

bool Connection::writeAll(std::string_view bytes) {
    while (!bytes.empty()) {
        const Channel::Moved sent = channel_->write(bytes);
        if (sent.state == Channel::State::Done) {
            bytes.remove_prefix(sent.bytes);
            writing_.earn(sent.bytes);
        } else if (sent.state == Channel::State::Ended) {
            return false;
        } else {
            const Clock::time_point start = Clock::now();
            const bool ready = waitFor(sent.state, start + writing_.left());
            writing_.spend(Clock::now() - start);
            if (!ready) {
                return false;
            }
        }
    }
    return true;
}

bool Connection::flush() {
    const bool written = writeAll(unsent_);
    unsent_.clear();
    return written;
}

ssize_t Connection::write(const char* bytes, size_t size) {
    constexpr std::size_t worthACall = 16U << 10;
    bool written = true;
    if (unsent_.size() + size <= worthACall) {
        unsent_.append(bytes, size);
    } else {
        written = flush() && writeAll({bytes, size});
    }
    return written ? static_cast<ssize_t>(size) : -1;
}

bool Connection::hasUnreadInput() const {
    char next = 0;
    return !input_.empty() || channel_->hasBuffered() ||
           ::recv(socket_, &next, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

void Connection::endGently() {
    constexpr auto patience = std::chrono::milliseconds(500); // for the next bytes
    constexpr auto mostTime = std::chrono::seconds(2);
    constexpr std::size_t mostBytes = 32U << 20;
    channel_->endWriting();
    std::vector<char> dropped(64U << 10);
    const Clock::time_point end = Clock::now() + mostTime;
    for (std::size_t taken = 0; taken < mostBytes;) {
        const Received received = receive(dropped, std::min(end, Clock::now() + patience));
        if (received.input != Input::Arrived) {
            return;
        }
        taken += received.bytes;
    }
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
    ip.clear(); // the library has no use for them
    port = 0;
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
