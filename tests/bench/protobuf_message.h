#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace laurel::bench {

/// Writes Protocol Buffers' wire format (protobuf.dev/programming-guides/encoding), as much of it
/// as an ONNX file needs: a library and a compiler of messages for four kinds of field would be the
/// larger part of the benchmark.
class ProtobufMessage {
  public:
    ProtobufMessage& integer(int field, std::int64_t value) {
        tag(field, 0);
        varint(static_cast<std::uint64_t>(value));
        return *this;
    }

    ProtobufMessage& decimal(int field, float value) {
        static_assert(std::endian::native == std::endian::little, "the wire is little-endian");
        tag(field, 5);
        char bytes[sizeof value];
        std::memcpy(bytes, &value, sizeof value);
        bytes_.append(bytes, sizeof value);
        return *this;
    }

    /// A string, or bytes.
    ProtobufMessage& text(int field, std::string_view value) {
        tag(field, 2);
        varint(value.size());
        bytes_.append(value);
        return *this;
    }

    ProtobufMessage& message(int field, const ProtobufMessage& value) {
        return text(field, value.bytes_);
    }

    const std::string& bytes() const noexcept { return bytes_; }

  private:
    void tag(int field, unsigned wireType) {
        varint((static_cast<std::uint64_t>(field) << 3U) | wireType);
    }

    /// Seven bits a byte, the lowest first; the eighth says that more follow.
    void varint(std::uint64_t value) {
        for (; value >= 0x80U; value >>= 7U) {
            bytes_.push_back(static_cast<char>(value | 0x80U));
        }
        bytes_.push_back(static_cast<char>(value));
    }

    std::string bytes_;
};

} // namespace laurel::bench
