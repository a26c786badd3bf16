#include "connection_body.h"

#include <algorithm>

namespace laurel {

ConnectionBody::ConnectionBody(Connection& connection, const RequestHead& head,
                               const HttpLimits& limits)
    : connection_(connection), length_(head.bodyLength), left_(head.bodyLength),
      awaitsContinue_(head.awaitsContinue),
      allowance_(limits.stallTime, limits.leastBytesPerSecond) {}

void ConnectionBody::fail(RequestFault fault) {
    fault_ = std::move(fault);
    throw Error(fault_->code, fault_->message);
}

std::size_t ConnectionBody::read(std::span<std::byte> into) {
    if (fault_) {
        throw Error(fault_->code, fault_->message);
    }
    into = into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), left_)));
    if (into.empty()) {
        return 0;
    }
    if (awaitsContinue_) {
        awaitsContinue_ = false;
        connection_.writeAll("HTTP/1.1 100 Continue\r\n\r\n");
    }
    const Connection::Received received = connection_.receiveBody(into, allowance_);
    const std::string progress =
        std::to_string(length_ - left_) + " of " + std::to_string(length_) + " bytes";
    if (received.input == Connection::Input::TimedOut) {
        fail({408,
              ErrorCode::Unavailable,
              "the body did not arrive in time, after " + progress,
              {}});
    }
    if (received.input == Connection::Input::Ended) {
        fail({400, ErrorCode::InvalidInput, "the body ended after " + progress, {}});
    }
    left_ -= received.bytes;
    return received.bytes;
}

} // namespace laurel
