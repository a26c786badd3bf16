#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace laurel {

/// The body of a request, pulled by the handler. Nothing of it is taken from the connection, nor is
/// the client told "100 Continue", before the first read; a body that was not read to its end ends
/// the connection after the answer.
///
/// Copies read from the same body. Only for the thread, and for the time, of the handler.
class RequestBody {
  public:
    /// Where the bytes come from.
    class Source {
      public:
        Source() = default;
        virtual ~Source() = default;
        Source(const Source&) = delete;
        Source& operator=(const Source&) = delete;

        virtual std::uint64_t length() const noexcept = 0;
        virtual std::size_t read(std::span<std::byte> into) = 0;
    };

    RequestBody() = default; ///< of a request that has none: its length is 0
    /// @param source outlives this object and its copies
    explicit RequestBody(Source& source) : source_(&source) {}

    /// Bytes of the whole body, as the client declared them.
    std::uint64_t length() const noexcept { return source_ == nullptr ? 0 : source_->length(); }

    /// Waits for the next bytes. Whatever of the body came before a failure is returned first.
    /// @return how many of `into` were filled: at least 1; 0 only at the end or where `into` is
    /// empty
    /// @throws Error Unavailable when the client is too slow, InvalidInput when it went away. A
    /// handler may answer nevertheless; if it lets them pass, 408 or 400 is answered.
    std::size_t read(std::span<std::byte> into) const;

    /// The whole body, of which nothing was read yet.
    /// @throws Error LimitExceeded, before anything is read, for more than `mostBytes`; and as read
    std::string readAll(std::size_t mostBytes) const;

  private:
    Source* source_ = nullptr;
};

} // namespace laurel
