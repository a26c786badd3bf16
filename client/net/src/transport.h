#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/net/server_client.h"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace httplib {
class ClientImpl;
struct Request;
} // namespace httplib

namespace laurel {

struct HttpCall {
    std::string method;
    std::string path;
    std::map<std::string, std::string> headers;
    std::string_view body; ///< sent where it is not empty
};

struct HttpAnswer {
    int status = 0;
    std::map<std::string, std::string> headers; ///< names in lower case; the first of each
    std::string body;

    bool isSuccess() const noexcept { return status >= 200 && status < 300; }
    /// "" where there is none.
    std::string header(const std::string& lowerCaseName) const;
};

/// Takes the body of a successful answer instead of HttpAnswer::body. May throw, which ends the
/// exchange.
class BodySink {
  public:
    virtual ~BodySink() = default;
    virtual void begin(const HttpAnswer& head) = 0;
    virtual void take(std::span<const std::byte> bytes) = 0;
};

/// HTTP/1.1 with one server: the one place that knows cpp-httplib. Each exchange has a connection
/// of its own, so that no answer is ever taken for another's. Redirects are answers like others.
class Transport {
  public:
    /// @param caFile as KnownServer's
    Transport(const ServerAddress& address, const ClientLimits& limits, CancellationToken cancel,
              const std::filesystem::path& caFile = {});
    ~Transport();

    /// @param sink none: the body is collected, up to limits.answerBytes
    /// @throws Error Unavailable, Cancelled; as the sink
    HttpAnswer exchange(const HttpCall& call, BodySink* sink = nullptr);

  private:
    ServerAddress address_;
    ClientLimits limits_;
    CancellationToken cancel_;
    std::unique_ptr<httplib::ClientImpl> client_;
};

} // namespace laurel
