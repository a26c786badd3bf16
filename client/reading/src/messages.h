#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <sys/types.h>

/// What the reader's process and its owner say to each other: a kind, a length of eight bytes in
/// the machine's order, and so many bytes. Both ends are one build on one machine.
namespace laurel {

enum class MessageKind : std::uint8_t {
    Progress = 'p', ///< JSON {fraction, stage}
    Picture =
        'm', ///< JSON {picture: [width, height]}, whose samples follow; of a Load, at most one
    Failure = 'f', ///< JSON {code, message}: the last
    Answer = 'a',  ///< JSON, as answers.h has it
    Samples = 's', ///< what an answer announced, once for each of its arrays
    Offer = 'o', ///< in its place: where they lie in the process's memory (Place); a Reply follows
    End = 'e',   ///< empty: the last
};

/// The owner's word on an Offer, one byte.
enum class Reply : std::uint8_t {
    Taken = 't', ///< copied from the memory of the process
    Send = 's',  ///< as a Samples message, where the system does not allow that
};

class MessageWriter {
  public:
    /// @param replies from where the owner's replies come
    MessageWriter(int file, int replies) : file_(file), replies_(replies) {}
    /// @throws Error Io when the other end has gone
    void write(MessageKind kind, std::span<const std::byte> bytes);
    void write(MessageKind kind, const std::string& text);
    /// Offers them, and sends them if they are not taken: unchanged for so long.
    /// @throws Error Io when the other end has gone
    void writeSamples(std::span<const std::byte> samples);

  private:
    void writeAll(std::span<const std::byte> bytes);
    int file_;
    int replies_;
};

struct MessageHead {
    MessageKind kind = MessageKind::End;
    std::uint64_t bytes = 0;
};

/// The process that answers, as its owner sees it.
struct Answerer {
    int answers = -1;   ///< to read from
    int replies = -1;   ///< to write to
    pid_t process = -1; ///< a child of this one
};

/// Writes to a pipe whose other end may have gone, which is no signal then.
/// @returns whether all of it was written
bool writeQuietly(int file, std::span<const std::byte> bytes) noexcept;

/// The owner's end: trusts nothing that comes, as the process may be in a file's hands.
class MessageReader {
  public:
    /// @param waiting called before every wait, and some ten times a second in it; may throw
    MessageReader(const Answerer& from, std::chrono::milliseconds silence,
                  std::function<void()> waiting)
        : from_(from), silence_(silence), waiting_(std::move(waiting)) {}

    /// @returns false when the other end closed instead
    /// @throws Error Internal on a kind that there is not, LimitExceeded after the silence
    bool next(MessageHead& head);
    /// @throws Error LimitExceeded on more than a few megabytes, Internal when it ends too early
    std::string text(const MessageHead& head);
    /// Takes samples in pieces of a megabyte, the last of which may be shorter.
    /// @throws Error Internal unless there come exactly so many bytes
    void samples(std::uint64_t bytes, const std::function<void(std::span<const std::byte>)>& take);
    void samples(std::span<std::byte> into);

  private:
    bool readAll(std::span<std::byte> into);
    bool readFromMemory(std::uint64_t address, std::span<std::byte> into) const;
    bool takeOffer(std::uint64_t bytes,
                   const std::function<void(std::span<const std::byte>)>& take);
    void waitForBytes();
    Answerer from_;
    std::chrono::milliseconds silence_;
    std::function<void()> waiting_;
};

} // namespace laurel
