#pragma once

#include "channel.h"

#include "laurel/server_api/http_server.h"

#include <memory>

struct ssl_ctx_st;

namespace laurel {

/// What all TLS connections of a server share: certificate, key, and what is allowed (TLS 1.2 with
/// forward secrecy and authenticated encryption, TLS 1.3; no renegotiation). Thread-safe.
class TlsContext {
  public:
    /// @throws Error InvalidInput naming the file that cannot be used
    explicit TlsContext(const TlsFiles& files);
    ~TlsContext();

    /// A channel over a connection whose first byte is still to come; the context outlives it.
    std::unique_ptr<Channel> makeChannel(int socket) const;

  private:
    struct Free {
        void operator()(ssl_ctx_st* context) const;
    };
    std::unique_ptr<ssl_ctx_st, Free> context_;
};

} // namespace laurel
