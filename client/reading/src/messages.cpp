#include "messages.h"

#include "laurel/base/error.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <string_view>
#include <unistd.h>

namespace laurel {

namespace {

constexpr std::uint64_t mostTextBytes = 16U << 20;
constexpr int pollMs = 100;

[[noreturn]] void refuseAnswer(const std::string& why) {
    throw Error(ErrorCode::Internal, "the reader's process answers wrongly: " + why);
}

} // namespace

void MessageWriter::writeAll(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            throw Error(ErrorCode::Io, std::string("cannot answer: ") + std::strerror(errno));
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void MessageWriter::write(MessageKind kind, std::span<const std::byte> bytes) {
    const std::uint64_t size = bytes.size();
    std::array<std::byte, 1 + sizeof(size)> head{static_cast<std::byte>(kind)};
    std::memcpy(head.data() + 1, &size, sizeof(size));
    writeAll(head);
    writeAll(bytes);
}

void MessageWriter::write(MessageKind kind, const std::string& text) {
    write(kind, std::as_bytes(std::span(text)));
}

void MessageReader::waitForBytes() {
    using Clock = std::chrono::steady_clock;
    const auto since = Clock::now();
    pollfd wanted{file_, POLLIN, 0};
    waiting_();
    while (::poll(&wanted, 1, pollMs) <= 0) {
        waiting_();
        if (Clock::now() - since > silence_) {
            throw Error(ErrorCode::LimitExceeded, "the reader's process was silent for " +
                                                      std::to_string(silence_.count() / 1000) +
                                                      " s and was ended");
        }
    }
}

bool MessageReader::readAll(std::span<std::byte> into) {
    while (!into.empty()) {
        waitForBytes();
        const ssize_t got = ::read(file_, into.data(), into.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        into = into.subspan(static_cast<std::size_t>(got));
    }
    return true;
}

bool MessageReader::next(MessageHead& head) {
    std::array<std::byte, 1 + sizeof(head.bytes)> bytes{};
    if (!readAll(bytes)) {
        return false;
    }
    constexpr std::string_view kinds = "pfase";
    if (kinds.find(static_cast<char>(bytes[0])) == std::string_view::npos) {
        refuseAnswer("a message of no known kind");
    }
    head.kind = static_cast<MessageKind>(bytes[0]);
    std::memcpy(&head.bytes, bytes.data() + 1, sizeof(head.bytes));
    return true;
}

std::string MessageReader::text(const MessageHead& head) {
    if (head.bytes > mostTextBytes) {
        throw Error(ErrorCode::LimitExceeded, "the reader's process answers with " +
                                                  std::to_string(head.bytes) + " bytes of text");
    }
    std::string text(head.bytes, '\0');
    if (!readAll(std::as_writable_bytes(std::span(text)))) {
        refuseAnswer("it ended within a message");
    }
    return text;
}

void MessageReader::samples(std::span<std::byte> into) {
    MessageHead head;
    if (!next(head) || head.kind != MessageKind::Samples || head.bytes != into.size() ||
        !readAll(into)) {
        refuseAnswer(std::to_string(into.size()) + " bytes of samples were announced and not sent");
    }
}

} // namespace laurel
