#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

/// What the reader's process and its owner say to each other: a kind, a length of eight bytes in
/// the machine's order, and so many bytes. Both ends are one build on one machine.
namespace laurel {

enum class MessageKind : std::uint8_t {
    Progress = 'p', ///< JSON {fraction, stage}
    Failure = 'f',  ///< JSON {code, message}: the last
    Answer = 'a',   ///< JSON, as answers.h has it
    Samples = 's',  ///< what an answer announced, once for each of its arrays
    End = 'e',      ///< empty: the last
};

class MessageWriter {
  public:
    explicit MessageWriter(int file) : file_(file) {}
    /// @throws Error Io when the other end has gone
    void write(MessageKind kind, std::span<const std::byte> bytes);
    void write(MessageKind kind, const std::string& text);

  private:
    void writeAll(std::span<const std::byte> bytes);
    int file_;
};

struct MessageHead {
    MessageKind kind = MessageKind::End;
    std::uint64_t bytes = 0;
};

/// The owner's end: trusts nothing that comes, as the process may be in a file's hands.
class MessageReader {
  public:
    /// @param waiting called before every wait, and some ten times a second in it; may throw
    MessageReader(int file, std::chrono::milliseconds silence, std::function<void()> waiting)
        : file_(file), silence_(silence), waiting_(std::move(waiting)) {}

    /// @returns false when the other end closed instead
    /// @throws Error Internal on a kind that there is not, LimitExceeded after the silence
    bool next(MessageHead& head);
    /// @throws Error LimitExceeded on more than a few megabytes, Internal when it ends too early
    std::string text(const MessageHead& head);
    /// @throws Error Internal unless the message has exactly so many bytes
    void samples(std::span<std::byte> into);

  private:
    bool readAll(std::span<std::byte> into);
    void waitForBytes();
    int file_;
    std::chrono::milliseconds silence_;
    std::function<void()> waiting_;
};

} // namespace laurel
