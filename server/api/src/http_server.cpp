#include "laurel/server_api/http_server.h"

#include "acceptor.h"
#include "connection.h"
#include "connection_body.h"
#include "connection_registry.h"
#include "connection_threads.h"
#include "library_answer.h"
#include "refused_connections.h"
#include "tls_context.h"

#include "laurel/base/error.h"
#include "laurel/server_http/forwarded_client.h"
#include "laurel/server_http/request_target.h"
#include "laurel/weights/crypto.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

namespace laurel {

namespace {

using Clock = std::chrono::steady_clock;
using Verdict = ConnectionRegistry::Verdict;

constexpr int listenBacklog = 511;

/// Ends an entry in the registry, before the connection closes its socket.
struct Admission {
    ConnectionRegistry& connections;
    int socket;
    ~Admission() { connections.leave(socket); }
};

/// Ends the registry's hold on the request under way, if it began.
struct RequestAdmission {
    ConnectionRegistry& connections;
    int socket;
    bool begun = false;
    ~RequestAdmission() {
        if (begun) {
            connections.endRequest(socket);
        }
    }
};

/// For the log.
std::string printable(std::string_view text) {
    std::string result(text.substr(0, 256));
    std::replace_if(
        result.begin(), result.end(), [](char c) { return c < 0x20 || c > 0x7E; }, '?');
    return result;
}

const char* reasonOf(Verdict verdict) {
    switch (verdict) {
    case Verdict::TooMany:
        return "the server has as many connections as it can serve";
    case Verdict::TooManyOfAddress:
        return "too many connections or requests from this address";
    case Verdict::Draining:
        return "the server is shutting down";
    case Verdict::Admitted:
        break;
    }
    return "";
}

/// A request on its way to an answer.
struct Exchange {
    HttpRequest request;
    RequestRecord record;
    Clock::time_point start = Clock::now();
};

/// What the library shall send for the request that this thread gives it; it hands nothing through
/// to its handlers.
thread_local const HttpResponse* currentResponse = nullptr;

/// Calls process_request, whose parameters the library changed: 0.11 takes the addresses from the
/// stream, newer versions want them said.
using Setup = std::function<void(httplib::Request&)>;
template <typename Server, typename Derived>
bool processRequest(bool (Server::*process)(httplib::Stream&, bool, bool&, const Setup&),
                    Derived& server, Connection& connection, bool isLast) {
    bool closed = false;
    return (server.*process)(connection, isLast, closed, nullptr);
}
template <typename Server, typename Derived>
bool processRequest(bool (Server::*process)(httplib::Stream&, const std::string&, int,
                                            const std::string&, int, bool, bool&, const Setup&),
                    Derived& server, Connection& connection, bool isLast) {
    bool closed = false;
    return (server.*process)(connection, "", 0, "", 0, isLast, closed, nullptr);
}

} // namespace

class HttpServer::Adapter final : public httplib::Server {
  public:
    Adapter(HttpServer::Handler handler, HttpServer::Log log, HttpLimits limits,
            const std::optional<TlsFiles>& tls)
        : handler_(std::move(handler)), log_(std::move(log)), limits_(std::move(limits)),
          tls_(tls ? std::make_unique<const TlsContext>(*tls) : nullptr),
          connections_(limits_.connections, limits_.connectionsPerAddress, limits_.trustedProxies),
          threads_(limits_.connections) {
        set_default_headers({{"X-Content-Type-Options", "nosniff"}});
        set_keep_alive_max_count(limits_.requestsPerConnection);
        set_keep_alive_timeout(
            std::chrono::duration_cast<std::chrono::seconds>(limits_.idleTime).count());
        set_pre_routing_handler([](const httplib::Request&, httplib::Response& answer) {
            fill(answer, *currentResponse);
            return HandlerResponse::Handled;
        });
        set_post_routing_handler([](const httplib::Request&, httplib::Response& answer) {
            correctHeaders(answer, *currentResponse);
        });
        // The library's own way is to send the exception's text.
        set_exception_handler([](const httplib::Request&, httplib::Response& answer,
                                 const std::exception_ptr&) { answer.status = 500; });
    }
    ~Adapter() override { closeListening(); }

    int bind(const std::string& host, int port) {
        set_socket_options([](socket_t socket) {
            // The library's own choice, SO_REUSEPORT, would let two servers share a port unnoticed.
            const int yes = 1;
            ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        });
        const int bound = port == 0 ? bind_to_any_port(host) : bind_to_port(host, port) ? port : -1;
        // The library listens with a backlog of 5; listening again only raises it.
        if (bound <= 0 || ::listen(svr_sock_, listenBacklog) != 0) {
            throw Error(ErrorCode::Io, "cannot listen on " + host + ":" + std::to_string(port) +
                                           ": " + std::strerror(errno));
        }
        return bound;
    }

    void run() {
        RefusedConnections refused;
        acceptor_.run(
            svr_sock_, [&](int socket, const IpAddress& peer) { take(socket, peer, refused); },
            [&] {
                refused.closeOld();
                return refused.timeLeft();
            });
        // The library takes a closed socket for the order to break answers off.
        ::shutdown(svr_sock_, SHUT_RDWR);
        threads_.finish();
        closeListening();
    }

    void drain(std::chrono::milliseconds patience) {
        connections_.refuseMore();
        if (!connections_.waitUntilEmpty(patience)) {
            connections_.cutAll();
        }
        acceptor_.stop();
    }

    std::size_t openConnections() const { return connections_.size(); }

  private:
    void closeListening() {
        const socket_t listening = svr_sock_.exchange(INVALID_SOCKET);
        if (listening != INVALID_SOCKET) {
            ::close(listening);
        }
    }

    void take(int socket, const IpAddress& peer, RefusedConnections& refused) {
        try {
            const Verdict verdict = connections_.enter(socket, peer);
            if (verdict != Verdict::Admitted) {
                refuse(socket, peer, reasonOf(verdict), refused);
            } else if (!threads_.run([this, socket, peer] { serveAndClose(socket, peer); })) {
                connections_.leave(socket);
                refuse(socket, peer, "the system has no more threads", refused);
            }
        } catch (...) { // out of memory: this connection ends, the server does not
            ::close(socket);
        }
    }

    void refuse(int socket, const IpAddress& peer, std::string why, RefusedConnections& refused) {
        const HttpResponse response = errorResponse(ErrorCode::Unavailable, why);
        // Before a key was agreed on, TLS has no way to say why.
        refused.refuse(socket, tls_ ? std::string() : lastAnswer(response));
        // A flood shall not become one of the log.
        ++unloggedRefusals_;
        if (Clock::now() >= nextRefusalRecord_) {
            nextRefusalRecord_ = Clock::now() + std::chrono::seconds(1);
            if (unloggedRefusals_ > 1) {
                why += "; refused since the last such record: " + std::to_string(unloggedRefusals_);
            }
            unloggedRefusals_ = 0;
            Exchange exchange = begin(peer);
            finish(exchange, response.status, std::move(why));
        }
    }

    void serveAndClose(int socket, const IpAddress& peer) noexcept {
        std::unique_ptr<Channel> channel;
        try {
            channel = tls_ ? tls_->makeChannel(socket) : makePlainChannel(socket);
        } catch (...) { // out of memory, as above
            connections_.leave(socket);
            ::close(socket);
            return;
        }
        Connection connection(socket, std::move(channel), limits_);
        const Admission admission{connections_, socket};
        try {
            open(connection, peer);
        } catch (...) {
        }
    }

    void open(Connection& connection, const IpAddress& peer) {
        switch (connection.open()) {
        case Connection::Opening::Opened:
            return serve(connection, peer);
        case Connection::Opening::PlainByMistake:
            return endWith(
                connection, peer,
                {400, ErrorCode::InvalidInput, "this port speaks TLS: ask it with https://", {}});
        case Connection::Opening::Ended:
            return;
        }
    }

    /// The last answer of a connection whose request cannot be understood.
    void endWith(Connection& connection, const IpAddress& peer, const RequestFault& fault) {
        Exchange exchange = begin(peer);
        connection.writeAll(
            lastAnswer(errorResponse(fault.status, fault.code, fault.messageForClient())));
        finish(exchange, fault.status, fault.message);
        connection.endGently();
    }

    void serve(Connection& connection, const IpAddress& peer) {
        for (std::size_t count = 1; count <= limits_.requestsPerConnection; ++count) {
            auto next = connection.nextHead();
            if (const auto* const fault = std::get_if<RequestFault>(&next)) {
                return endWith(connection, peer, *fault);
            }
            auto* const head = std::get_if<RequestHead>(&next);
            if (head == nullptr ||
                !answer(connection, peer, *head, count == limits_.requestsPerConnection)) {
                return;
            }
        }
    }

    /// @return whether another request may follow
    bool answer(Connection& connection, const IpAddress& peer, RequestHead& head, bool mustBeLast) {
        ConnectionBody body(connection, head, limits_);
        RequestAdmission admission{connections_, connection.descriptor()};
        Exchange exchange = begin(peer);
        exchange.request.body = RequestBody(body);
        HttpResponse response = responseTo(exchange, peer, head, admission);
        if (const auto& fault = body.fault(); fault && response.status >= 500) {
            HttpResponse instead = errorResponse(fault->status, fault->code, fault->message);
            instead.logDetail = std::move(response.logDetail);
            instead.operation = std::move(response.operation);
            response = std::move(instead);
        }
        // What is left of a body must not be taken for the next request.
        const bool isLast =
            mustBeLast || !head.keepAlive || !body.isReadToItsEnd() || connections_.isDraining();
        response.headers.emplace("X-Request-Id", exchange.record.id);
        const bool sent = send(connection, head, response, isLast);
        exchange.record.operation = std::move(response.operation);
        exchange.record.receivedBytes = body.receivedBytes();
        finish(exchange, response.status,
               sent ? std::move(response.logDetail) : "the answer could not be sent in full");
        if (sent && isLast && connection.hasUnreadInput()) {
            connection.endGently();
        }
        return sent && !isLast;
    }

    HttpResponse responseTo(Exchange& exchange, const IpAddress& peer, RequestHead& head,
                            RequestAdmission& admission) {
        HttpRequest& request = exchange.request;
        RequestRecord& record = exchange.record;
        record.method = request.method = head.method;
        record.path = printable(head.target.substr(0, head.target.find('?')));
        request.headers = std::move(head.headers);
        try {
            const IpAddress client =
                forwardedClient(peer, request.header("x-forwarded-for"), limits_.trustedProxies);
            record.remoteAddress = request.remoteAddress = client.toString();
            request.isLocal = isMadeHere(peer, request.headers, limits_.trustedProxies);
            RequestTarget target = parseRequestTarget(head.target);
            record.path = printable(target.path);
            request.path = std::move(target.path);
            request.query = std::move(target.query);
            const Verdict verdict = connections_.beginRequest(admission.socket, client);
            admission.begun = verdict == Verdict::Admitted;
            return admission.begun ? handler_(request)
                                   : errorResponse(ErrorCode::Unavailable, reasonOf(verdict));
        } catch (...) {
            return responseToCurrentException();
        }
    }

    bool send(Connection& connection, const RequestHead& head, const HttpResponse& response,
              bool isLast) {
        connection.offer(head);
        currentResponse = &response;
        const bool made = processRequest(&Adapter::process_request, *this, connection, isLast);
        currentResponse = nullptr;
        return connection.flush() && made;
    }

    Exchange begin(const IpAddress& peer) {
        Exchange exchange;
        exchange.record.id = requestPrefix_ + std::to_string(++requests_);
        exchange.record.remoteAddress = peer.toString();
        return exchange;
    }

    void finish(Exchange& exchange, int status, std::string detail) const {
        RequestRecord& record = exchange.record;
        record.status = status;
        record.detail = std::move(detail);
        record.duration =
            std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - exchange.start);
        log_(record);
    }

    const HttpServer::Handler handler_;
    const HttpServer::Log log_;
    const HttpLimits limits_;
    const std::unique_ptr<const TlsContext> tls_; ///< none: plain HTTP
    ConnectionRegistry connections_;
    ConnectionThreads threads_;
    Acceptor acceptor_;
    const std::string requestPrefix_ = randomHexText(4) + "-"; ///< tells this run from others
    std::atomic<std::uint64_t> requests_ = 0;
    std::size_t unloggedRefusals_ = 0; ///< with the next, only the accepting thread's
    Clock::time_point nextRefusalRecord_;
};

HttpServer::HttpServer(Handler handler, Log log, HttpLimits limits,
                       const std::optional<TlsFiles>& tls)
    : adapter_(
          std::make_unique<Adapter>(std::move(handler), std::move(log), std::move(limits), tls)) {}

HttpServer::~HttpServer() = default;

int HttpServer::bind(const std::string& host, int port) {
    return adapter_->bind(host, port);
}

void HttpServer::run() {
    adapter_->run();
}

void HttpServer::drain(std::chrono::milliseconds patience) {
    adapter_->drain(patience);
}

std::size_t HttpServer::openConnections() const {
    return adapter_->openConnections();
}

} // namespace laurel
