#include "tls_context.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <new>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

namespace laurel {

namespace {

/// First byte of every TLS record by which a client begins (RFC 8446, 5.1: handshake).
constexpr char handshakeRecord = 0x16;

/// Nobody is there who could be asked for a passphrase.
int refusePassphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*user*/) {
    return 0;
}

void require(bool done, const std::string& what) {
    if (done) {
        return;
    }
    const char* const reason = ::ERR_reason_error_string(::ERR_peek_last_error());
    throw Error(ErrorCode::InvalidInput,
                what + (reason == nullptr ? "" : std::string(": ") + reason));
}

class TlsChannel final : public Channel {
  public:
    TlsChannel(SSL* ssl, int socket)
        : ssl_(ssl), socket_(socket), plain_(makePlainChannel(socket)) {}
    ~TlsChannel() override {
        if (canEnd_) {
            ::ERR_clear_error();
            ::SSL_shutdown(ssl_);
        }
        ::SSL_free(ssl_);
    }

    State open() override {
        if (!begun_) {
            // Nothing is read before the first byte was seen: later records begin otherwise.
            char first = 0;
            const ssize_t seen = ::recv(socket_, &first, 1, MSG_PEEK | MSG_DONTWAIT);
            if (seen != 1) {
                const bool mayCome = seen < 0 && (errno == EAGAIN || errno == EINTR);
                return mayCome ? State::NeedsInput : State::Ended;
            }
            begun_ = true;
            isPlain_ = first != handshakeRecord;
        }
        if (isPlain_) {
            return State::Ended;
        }
        ::ERR_clear_error();
        const int result = ::SSL_accept(ssl_);
        canEnd_ = result == 1;
        return result == 1 ? State::Done : stateOf(result);
    }

    bool isPlainByMistake() const override { return isPlain_; }

    Moved read(std::span<char> into) override {
        if (isPlain_) {
            return plain_->read(into);
        }
        ::ERR_clear_error();
        return moved(::SSL_read(ssl_, into.data(), boundOf(into.size())));
    }

    Moved write(std::string_view bytes) override {
        if (isPlain_) {
            return plain_->write(bytes);
        }
        ::ERR_clear_error();
        return moved(::SSL_write(ssl_, bytes.data(), boundOf(bytes.size())));
    }

    bool hasBuffered() const override { return !isPlain_ && ::SSL_has_pending(ssl_) == 1; }

    void endWriting() override {
        if (canEnd_) {
            ::ERR_clear_error();
            ::SSL_shutdown(ssl_);
            canEnd_ = false;
        }
        plain_->endWriting();
    }

  private:
    static int boundOf(std::size_t size) {
        return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
    }

    Moved moved(int result) {
        return result > 0 ? Moved{State::Done, static_cast<std::size_t>(result)}
                          : Moved{stateOf(result)};
    }

    State stateOf(int result) {
        switch (::SSL_get_error(ssl_, result)) {
        case SSL_ERROR_WANT_READ:
            return State::NeedsInput;
        case SSL_ERROR_WANT_WRITE:
            return State::NeedsRoom;
        case SSL_ERROR_ZERO_RETURN:
            return State::Ended;
        default:
            canEnd_ = false; // after a fault nothing more may be sent (SSL_shutdown(3))
            return State::Ended;
        }
    }

    SSL* const ssl_;
    const int socket_;
    const std::unique_ptr<Channel> plain_; ///< for whom speaks without TLS
    bool begun_ = false;                   ///< whether the first byte was looked at
    bool isPlain_ = false;
    bool canEnd_ = false; ///< whether the client is to be told of the end
};

} // namespace

void TlsContext::Free::operator()(ssl_ctx_st* context) const {
    ::SSL_CTX_free(context);
}

TlsContext::TlsContext(const TlsFiles& files) : context_(::SSL_CTX_new(::TLS_server_method())) {
    SSL_CTX* const context = context_.get();
    require(context != nullptr, "TLS is not to be had");
    ::ERR_clear_error();
    require(::SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
                ::SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1,
            "TLS 1.2 is not to be had");
    ::SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    ::SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE |
                                    SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    ::SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    ::SSL_CTX_set_default_passwd_cb(context, refusePassphrase);
    require(::SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) == 1,
            files.certificate.string() + ": expected certificates in PEM, the server's own first");
    require(::SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) == 1,
            files.key.string() + ": expected the certificate's private key in PEM, not encrypted");
}

TlsContext::~TlsContext() = default;

std::unique_ptr<Channel> TlsContext::makeChannel(int socket) const {
    ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
    SSL* const ssl = ::SSL_new(context_.get());
    if (ssl == nullptr || ::SSL_set_fd(ssl, socket) != 1) {
        ::SSL_free(ssl);
        throw std::bad_alloc();
    }
    return std::make_unique<TlsChannel>(ssl, socket);
}

} // namespace laurel
