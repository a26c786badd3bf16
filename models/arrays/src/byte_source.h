#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace laurel {

/// Bytes that are read once, from start to end, and whose number is known.
class ByteSource {
  public:
    virtual ~ByteSource() = default;

    /// Fills `out`. @throws Error InvalidInput where fewer bytes remain or they are damaged
    virtual void read(std::span<std::byte> out) = 0;
    /// Must be called when all was read: checks what only the end can tell.
    virtual void finish() = 0;

    virtual std::uint64_t remaining() const noexcept = 0;
    /// For messages: the file, and the entry within it.
    virtual const std::string& name() const noexcept = 0;
};

} // namespace laurel
