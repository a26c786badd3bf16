#pragma once

#include "laurel/server_api/http_message.h"
#include "laurel/server_http/ip_address.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// What one client may cost. The bounds on connections are enforced before a thread is taken for
/// one, those on heads before a handler runs.
struct HttpLimits {
    std::size_t connections = 512;          ///< at once; each has a thread
    std::size_t connectionsPerAddress = 64; ///< at once; of IPv6, per first 64 bits
    std::size_t requestsPerConnection = 1000;
    std::size_t headBytes = 16U << 10; ///< request line and headers
    std::size_t headerCount = 64;
    std::chrono::milliseconds idleTime{5'000};  ///< between requests of one connection
    std::chrono::milliseconds headTime{10'000}; ///< for a whole head, from its first byte
    /// How long a client may stop while its body or its answer is on the way. Below the least rate
    /// what is left of this time shrinks; above, it grows back.
    std::chrono::milliseconds stallTime{30'000};
    std::uint64_t leastBytesPerSecond = 16U << 10;
    /// Reverse proxies. They may have any number of connections, and what they say in
    /// X-Forwarded-For is believed; each client's requests under way count instead.
    std::vector<AddressRange> trustedProxies;
};

/// What a server shows that speaks TLS. PEM files, read once.
struct TlsFiles {
    std::filesystem::path certificate; ///< the server's own, then those of the authorities between
    std::filesystem::path key;         ///< the certificate's private key, not encrypted
};

/// What was answered, for log and statistics. No header, query or body is in it.
struct RequestRecord {
    std::string id; ///< the server's own for this request; the answer has it as X-Request-Id
    std::string method;
    std::string path; ///< untrusted: cut to 256 bytes, "?" for what is not printable ASCII
    int status = 0;
    std::string remoteAddress;
    std::chrono::microseconds duration{}; ///< until the last byte was given to the system
    std::string detail;                   ///< of a fault; empty otherwise
    std::string operation;                ///< of the route that answered; empty where none did
    std::uint64_t receivedBytes = 0;      ///< of the body, as far as it was read
};

/// HTTP/1.1, with TLS (1.2 and 1.3) where it has a certificate, over cpp-httplib, whose gaps it
/// closes:
///
/// The head of every request is read and judged here, against a deadline and the limits, before the
/// library sees it: duplicate or malformed Content-Length, Transfer-Encoding, encoded bodies,
/// folded or too many headers are refused. A body is read by the handler alone, and what is left of
/// it is never taken for another request: the connection is closed. Target and headers are withheld
/// from the library. An exception's text is never sent.
///
/// bind, then run in one thread; drain from any other.
class HttpServer {
  public:
    using Handler = std::function<HttpResponse(const HttpRequest&)>;
    using Log = std::function<void(const RequestRecord&)>;

    /// @param handler called by many threads at once. What it throws is answered by
    /// responseToCurrentException.
    /// @param tls none: plain HTTP. With it, plain HTTP is answered 400.
    /// @throws Error InvalidInput naming the file of `tls` that cannot be used
    HttpServer(Handler handler, Log log, HttpLimits limits = {},
               const std::optional<TlsFiles>& tls = std::nullopt);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// @param port 0: any free one
    /// @return the port. @throws Error Io
    int bind(const std::string& host, int port);

    /// Serves until drained. Precondition: bind succeeded. @throws Error Io
    void run();

    /// Ends run: refuses new connections and requests, lets answers under way finish for at most
    /// `patience`, then cuts them.
    void drain(std::chrono::milliseconds patience);

    std::size_t openConnections() const;

  private:
    class Adapter;
    std::unique_ptr<Adapter> adapter_;
};

} // namespace laurel
