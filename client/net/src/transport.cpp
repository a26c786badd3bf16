#include "transport.h"

#include "request_watch.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <ctime>
#include <exception>
#include <httplib.h>

namespace laurel {

namespace {

/// Keeps SIGPIPE, which httplib lets happen when the server hangs up, from ending the process. For
/// this thread and those that it starts meanwhile.
class WithoutSigpipe {
  public:
    WithoutSigpipe() {
        ::sigemptyset(&pipe_);
        ::sigaddset(&pipe_, SIGPIPE);
        sigset_t pending;
        ::sigpending(&pending);
        wasPending_ = ::sigismember(&pending, SIGPIPE) == 1;
        ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~WithoutSigpipe() {
        const timespec atOnce{};
        while (!wasPending_ && ::sigtimedwait(&pipe_, nullptr, &atOnce) < 0 && errno == EINTR) {
        }
        ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    WithoutSigpipe(const WithoutSigpipe&) = delete;
    WithoutSigpipe& operator=(const WithoutSigpipe&) = delete;

  private:
    sigset_t pipe_{};
    sigset_t before_{};
    bool wasPending_ = false;
};

/// Into answer.body, up to a bound.
class CollectBody final : public BodySink {
  public:
    CollectBody(std::string& body, std::uint64_t mostBytes) : body_(body), mostBytes_(mostBytes) {}

    void begin(const HttpAnswer&) override {}
    void take(std::span<const std::byte> bytes) override {
        if (bytes.size() > mostBytes_ - body_.size()) {
            throw Error(ErrorCode::Unavailable,
                        "the answer is longer than " + std::to_string(mostBytes_) + " bytes");
        }
        body_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }

  private:
    std::string& body_;
    std::uint64_t mostBytes_;
};

std::string lowerCase(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

void copyHead(const httplib::Response& from, HttpAnswer& answer) {
    answer.status = from.status;
    for (const auto& [name, value] : from.headers) {
        answer.headers.emplace(lowerCase(name), value);
    }
}

/// Runs one exchange's callbacks. Nothing may be thrown through httplib, which would leave its
/// connection half used.
class Exchange {
  public:
    Exchange(RequestWatch& watch, BodySink& success, BodySink& failure, HttpAnswer& answer)
        : watch_(watch), success_(success), failure_(failure), answer_(answer) {}

    bool head(const httplib::Response& response) {
        watch_.headArrived();
        copyHead(response, answer_);
        return guarded([&] { sink().begin(answer_); });
    }
    bool bytes(const char* data, std::size_t size) {
        watch_.moved(size);
        return guarded([&] { sink().take(std::as_bytes(std::span(data, size))); });
    }
    void rethrow() const {
        if (thrown_) {
            std::rethrow_exception(thrown_);
        }
    }

  private:
    BodySink& sink() const { return answer_.isSuccess() ? success_ : failure_; }

    template <typename Action>
    bool guarded(const Action& action) noexcept {
        try {
            action();
            return true;
        } catch (...) {
            thrown_ = std::current_exception();
            return false;
        }
    }

    RequestWatch& watch_;
    BodySink& success_;
    BodySink& failure_;
    HttpAnswer& answer_;
    std::exception_ptr thrown_;
};

httplib::Request requestFor(const HttpCall& call, const ServerAddress& address,
                            Exchange& exchange) {
    httplib::Request request;
    request.method = call.method;
    request.path = call.path;
    request.headers = {{"Host", address.authority()},
                       {"User-Agent", "laurel/" LAUREL_VERSION},
                       {"Accept-Encoding", "identity"}};
    request.headers.insert(call.headers.begin(), call.headers.end());
    request.body = call.body;
    request.response_handler = [&exchange](const httplib::Response& response) {
        return exchange.head(response);
    };
    request.content_receiver = [&exchange](const char* data, std::size_t size, std::uint64_t,
                                           std::uint64_t) { return exchange.bytes(data, size); };
    return request;
}

/// The certificate is another host's: an error of its own only in httplib 0.18.
template <typename Code>
bool isForOtherHost(Code error) {
    if constexpr (requires { Code::SSLServerHostnameVerification; }) {
        return error == Code::SSLServerHostnameVerification;
    }
    return false;
}

std::string describe(httplib::Error error) {
    switch (isForOtherHost(error) ? httplib::Error::SSLServerVerification : error) {
    case httplib::Error::Read:
        return "the answer did not come or broke off";
    case httplib::Error::Write:
        return "the connection broke while sending";
    case httplib::Error::SSLConnection:
        return "no TLS connection";
    case httplib::Error::SSLLoadingCerts:
        return "cannot load the certificates of the authorities to trust";
    case httplib::Error::SSLServerVerification:
        return "its certificate is not trusted, or not for this name";
    default:
        return "cannot connect";
    }
}

std::string describe(RequestWatch::Fault fault, httplib::Error error) {
    switch (fault) {
    case RequestWatch::Fault::TooSlow:
        return "too slow";
    case RequestWatch::Fault::HeadTooLarge:
        return "too many headers in the answer";
    default:
        return describe(error);
    }
}

std::unique_ptr<httplib::ClientImpl> makeClient(const ServerAddress& address,
                                                const std::filesystem::path& caFile) {
    if (address.tls) {
        auto client = std::make_unique<httplib::SSLClient>(address.host, address.port);
        if (!caFile.empty()) {
            client->set_ca_cert_path(caFile.string());
        }
        return client;
    }
    return std::make_unique<httplib::ClientImpl>(address.host, address.port);
}

} // namespace

std::string HttpAnswer::header(const std::string& lowerCaseName) const {
    const auto found = headers.find(lowerCaseName);
    return found == headers.end() ? std::string() : found->second;
}

Transport::Transport(const ServerAddress& address, const ClientLimits& limits,
                     CancellationToken cancel, const std::filesystem::path& caFile)
    : address_(address), limits_(limits), cancel_(std::move(cancel)),
      client_(makeClient(address, caFile)) {
    client_->set_connection_timeout(limits.connect);
    client_->set_read_timeout(limits.silence);
    client_->set_write_timeout(limits.silence);
    client_->set_keep_alive(false);
    client_->set_follow_location(false);
    client_->set_decompress(false);
    client_->set_url_encode(false);
    client_->set_tcp_nodelay(true);
}

Transport::~Transport() = default;

HttpAnswer Transport::exchange(const HttpCall& call, BodySink* sink) {
    cancel_.throwIfCancelled();
    const WithoutSigpipe guard;
    HttpAnswer answer;
    CollectBody collect(answer.body, limits_.answerBytes);
    RequestWatch watch(limits_, cancel_, [this] { client_->stop(); });
    watch.moved(call.body.size());
    client_->set_socket_options([&watch](int socket) { watch.opened(socket); });
    Exchange exchange(watch, sink == nullptr ? collect : *sink, collect, answer);
    const httplib::Result result = client_->send(requestFor(call, address_, exchange));
    exchange.rethrow();
    if (!result) {
        if (watch.fault() == RequestWatch::Fault::Cancelled) {
            throw Error(ErrorCode::Cancelled, "cancelled");
        }
        throw Error(ErrorCode::Unavailable,
                    address_.url() + ": " + describe(watch.fault(), result.error()));
    }
    if (answer.status == 0) { // the answer to HEAD, or 204: httplib shows these only at the end
        copyHead(*result, answer);
    }
    return answer;
}

} // namespace laurel
