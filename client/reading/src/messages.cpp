#include "messages.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <string_view>
#include <sys/uio.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace laurel {

namespace {

constexpr std::uint64_t mostTextBytes = 16U << 20;
constexpr std::uint64_t pieceBytes =
    1U << 20; // stays in the processor's cache, a multiple of all types
constexpr int pollMs = 100;

/// Of an Offer.
struct Place {
    std::uint64_t address = 0;
    std::uint64_t bytes = 0;
};

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

void MessageWriter::writeSamples(std::span<const std::byte> samples) {
    const Place place{reinterpret_cast<std::uintptr_t>(samples.data()), samples.size()};
    write(MessageKind::Offer, std::as_bytes(std::span(&place, 1)));
    Reply reply{};
    ssize_t got = -1;
    do {
        got = ::read(replies_, &reply, sizeof(reply));
    } while (got < 0 && errno == EINTR);
    if (got != sizeof(reply)) {
        throw Error(ErrorCode::Io, "nobody takes the answer");
    }
    if (reply == Reply::Send) {
        write(MessageKind::Samples, samples);
    }
}

bool writeQuietly(int file, std::span<const std::byte> bytes) noexcept {
    sigset_t pipeSignal;
    sigset_t before;
    ::sigemptyset(&pipeSignal);
    ::sigaddset(&pipeSignal, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipeSignal, &before);
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EPIPE) {
        const timespec now{};
        ::sigtimedwait(&pipeSignal, nullptr, &now);
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return written == static_cast<ssize_t>(bytes.size());
}

void MessageReader::waitForBytes() {
    using Clock = std::chrono::steady_clock;
    const auto since = Clock::now();
    pollfd wanted{from_.answers, POLLIN, 0};
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
        const ssize_t got = ::read(from_.answers, into.data(), into.size());
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
    constexpr std::string_view kinds = "pmfasoe";
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

bool MessageReader::readFromMemory(std::uint64_t address, std::span<std::byte> into) const {
    while (!into.empty()) {
        const iovec here{into.data(), into.size()};
        // Never dereferenced in this process: the kernel checks it against the other's memory.
        const iovec there{reinterpret_cast<void*>(address), into.size()};
        const ssize_t got = ::process_vm_readv(from_.process, &here, 1, &there, 1, 0);
        if (got <= 0) {
            return false;
        }
        address += static_cast<std::uint64_t>(got);
        into = into.subspan(static_cast<std::size_t>(got));
    }
    return true;
}

/// Whether they were taken from the memory of the process: not all systems allow that.
bool MessageReader::takeOffer(std::uint64_t bytes,
                              const std::function<void(std::span<const std::byte>)>& take) {
    Place place;
    if (!readAll(std::as_writable_bytes(std::span(&place, 1))) || place.bytes != bytes) {
        refuseAnswer("an offer of another size than was announced");
    }
    std::vector<std::byte> piece(std::min(bytes, pieceBytes));
    bool isTaken = true;
    for (std::uint64_t at = 0; at < bytes && isTaken; at += piece.size()) {
        waiting_();
        piece.resize(std::min(pieceBytes, bytes - at));
        isTaken = readFromMemory(place.address + at, piece);
        if (isTaken) {
            take(piece);
        } else if (at > 0) {
            refuseAnswer("the memory that it offered is not all there");
        }
    }
    const Reply reply = isTaken ? Reply::Taken : Reply::Send;
    writeQuietly(from_.replies, std::as_bytes(std::span(&reply, 1))); // a dead one shows next
    return isTaken;
}

void MessageReader::samples(std::uint64_t bytes,
                            const std::function<void(std::span<const std::byte>)>& take) {
    MessageHead head;
    const auto nextIs = [&](MessageKind kind, std::uint64_t size) {
        return head.kind == kind && head.bytes == size;
    };
    bool isThere = next(head);
    if (isThere && nextIs(MessageKind::Offer, sizeof(Place))) {
        if (takeOffer(bytes, take)) {
            return;
        }
        isThere = next(head);
    }
    isThere = isThere && nextIs(MessageKind::Samples, bytes);
    std::vector<std::byte> piece;
    for (std::uint64_t at = 0; at < bytes && isThere; at += piece.size()) {
        piece.resize(std::min(pieceBytes, bytes - at));
        isThere = readAll(piece);
        if (isThere) {
            take(piece);
        }
    }
    if (!isThere) {
        refuseAnswer(std::to_string(bytes) + " bytes of samples were announced and not sent");
    }
}

void MessageReader::samples(std::span<std::byte> into) {
    samples(into.size(), [&](std::span<const std::byte> piece) {
        std::ranges::copy(piece, into.begin());
        into = into.subspan(piece.size());
    });
}

} // namespace laurel
