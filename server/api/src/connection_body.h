#pragma once

#include "connection.h"

#include "laurel/server_api/request_body.h"

#include <optional>

namespace laurel {

/// The body of one request of a connection, whose head was taken from it.
class ConnectionBody final : public RequestBody::Source {
  public:
    /// @param connection outlives this object, and takes no other head meanwhile
    ConnectionBody(Connection& connection, const RequestHead& head, const HttpLimits& limits);

    std::uint64_t length() const noexcept override { return length_; }
    std::size_t read(std::span<std::byte> into) override;

    std::uint64_t receivedBytes() const noexcept { return length_ - left_; }
    /// Whether the next byte of the connection is one of the next request.
    bool isReadToItsEnd() const noexcept { return left_ == 0; }
    /// Why it could not be read further.
    const std::optional<RequestFault>& fault() const noexcept { return fault_; }

  private:
    [[noreturn]] void fail(RequestFault fault);

    Connection& connection_;
    const std::uint64_t length_;
    std::uint64_t left_;
    bool awaitsContinue_;
    Allowance allowance_;
    std::optional<RequestFault> fault_;
};

} // namespace laurel
