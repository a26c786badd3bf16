#include "laurel/server_api/http_server.h"

#include "connection.h"
#include "connection_body.h"
#include "connection_registry.h"
#include "connection_threads.h"

#include "laurel/base/error.h"
#include "laurel/server_http/request_target.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <httplib.h>
#include <sys/socket.h>
#include <thread>

namespace laurel {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int listenBacklog = 511;
constexpr std::size_t blobChunkBytes = 256U << 10;

/// Ends an entry in the registry, before the connection closes its socket.
struct Admission {
    ConnectionRegistry& connections;
    int socket;
    ~Admission() { connections.leave(socket); }
};

/// For the log.
std::string printable(std::string_view text) {
    std::string result(text.substr(0, 256));
    std::replace_if(
        result.begin(), result.end(), [](char c) { return c < 0x20 || c > 0x7E; }, '?');
    return result;
}

/// What is known of the request that a thread answers. The library's handlers cannot be given it in
/// any other way.
struct Exchange {
    HttpRequest request;
    RequestRecord record;
    const RequestHead* head = nullptr;
    const ConnectionBody* body = nullptr;
    bool isLast = false; ///< of its connection
    bool hasRanges = false;
    Clock::time_point start = Clock::now();
};
thread_local Exchange* currentExchange = nullptr;

/// Calls process_request, whose parameters the library changed: 0.11 takes the addresses from the
/// stream, newer versions want them said.
using Setup = std::function<void(httplib::Request&)>;
template <typename Server, typename Derived>
bool processRequest(bool (Server::*process)(httplib::Stream&, bool, bool&, const Setup&),
                    Derived& server, Connection& connection) {
    bool closed = false;
    return (server.*process)(connection, false, closed, nullptr);
}
template <typename Server, typename Derived>
bool processRequest(bool (Server::*process)(httplib::Stream&, const std::string&, int,
                                            const std::string&, int, bool, bool&, const Setup&),
                    Derived& server, Connection& connection) {
    bool closed = false;
    return (server.*process)(connection, connection.remoteAddress(), 0, "", 0, false, closed,
                             nullptr);
}

/// An answer that the library is not needed for: the last one of a connection.
void sendLast(Connection& connection, const HttpResponse& response) {
    connection.writeAll("HTTP/1.1 " + std::to_string(response.status) +
                        " \r\nContent-Type: " + response.contentType +
                        "\r\nContent-Length: " + std::to_string(response.body.size()) +
                        "\r\nConnection: close\r\n\r\n" + response.body);
}

bool sendPart(const BlobSlice& slice, std::size_t offset, std::size_t length,
              httplib::DataSink& sink) {
    try {
        std::vector<std::byte> chunk(std::min(length, blobChunkBytes));
        slice.blob->read(slice.offset + offset, chunk);
        return sink.write(reinterpret_cast<const char*>(chunk.data()), chunk.size());
    } catch (const Error&) {
        // The status is on its way; a body that ends early is what the client can notice.
        return false;
    }
}

bool mayHaveBody(int status) {
    return status != 204 && status != 304;
}

void fill(httplib::Response& to, const HttpResponse& from) {
    to.status = from.status;
    for (const auto& [name, value] : from.headers) {
        to.set_header(name, value);
    }
    if (from.blob && from.blob->length > 0) {
        to.set_content_provider(
            static_cast<std::size_t>(from.blob->length), from.contentType,
            [slice = *from.blob](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                return sendPart(slice, offset, length, sink);
            });
    } else if (mayHaveBody(from.status)) {
        to.set_content(from.body, from.contentType);
    }
}

/// The library's last word on the headers is not the right one.
void correctHeaders(const Exchange& exchange, httplib::Response& answer) {
    if (exchange.isLast) {
        answer.headers.erase("Keep-Alive");
        answer.set_header("Connection", "close");
    }
    if (!mayHaveBody(answer.status)) {
        answer.headers.erase("Content-Length"); // RFC 9110, section 8.6
    }
    if (!exchange.hasRanges) {
        answer.headers.erase("Accept-Ranges");
    }
}

} // namespace

class HttpServer::Adapter final : public httplib::Server {
  public:
    Adapter(HttpServer::Handler handler, HttpServer::Log log, HttpLimits limits)
        : handler_(std::move(handler)), log_(std::move(log)), limits_(std::move(limits)),
          connections_(limits_.connectionsPerAddress, limits_.trustedProxies) {
        new_task_queue = [this] { return new ConnectionThreads(limits_.connections); };
        set_default_headers({{"X-Content-Type-Options", "nosniff"}});
        set_keep_alive_max_count(limits_.requestsPerConnection);
        set_keep_alive_timeout(
            std::chrono::duration_cast<std::chrono::seconds>(limits_.idleTime).count());
        // Every request is answered here, before the library would read a body.
        set_pre_routing_handler([this](const httplib::Request&, httplib::Response& answer) {
            respond(answer);
            return HandlerResponse::Handled;
        });
        // The library's own way is to send the exception's text.
        set_exception_handler([](const httplib::Request&, httplib::Response& answer,
                                 const std::exception_ptr&) { answer.status = 500; });
        set_post_routing_handler([](const httplib::Request&, httplib::Response& answer) {
            correctHeaders(*currentExchange, answer);
        });
    }

    int bind(const std::string& host, int port) {
        int listening = -1;
        set_socket_options([&listening](socket_t socket) {
            // The library's own choice, SO_REUSEPORT, would let two servers share a port unnoticed.
            const int yes = 1;
            ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
            listening = socket;
        });
        const int bound = port == 0 ? bind_to_any_port(host) : bind_to_port(host, port) ? port : -1;
        // The library listens with a backlog of 5; listening again only raises it.
        if (bound <= 0 || ::listen(listening, listenBacklog) != 0) {
            throw Error(ErrorCode::Io, "cannot listen on " + host + ":" + std::to_string(port) +
                                           ": " + std::strerror(errno));
        }
        return bound;
    }

    void run() {
        const bool ended = listen_after_bind();
        ended_ = true;
        if (!ended && !connections_.isDraining()) {
            throw Error(ErrorCode::Io, "the listening socket failed");
        }
    }

    void drain(std::chrono::milliseconds patience) {
        connections_.refuseMore();
        if (!connections_.waitUntilEmpty(patience)) {
            connections_.cutAll();
        }
        // The library passes over a stop that comes before it runs.
        while (!is_running() && !ended_) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        if (!ended_) {
            stop();
        }
    }

  private:
    bool process_and_close_socket(socket_t socket) override {
        try {
            Connection connection(socket, limits_);
            admit(connection, socket);
            return true;
        } catch (...) { // out of memory: this connection ends, the server does not
            return false;
        }
    }

    void admit(Connection& connection, int socket) {
        if (ConnectionThreads::isOverloaded()) {
            refuse(connection, "the server has as many connections as it can serve");
            return;
        }
        switch (connections_.enter(socket, connection.remoteAddress())) {
        case ConnectionRegistry::Verdict::Draining:
            refuse(connection, "the server is shutting down");
            return;
        case ConnectionRegistry::Verdict::TooManyOfAddress:
            refuse(connection, "too many connections from this address");
            return;
        case ConnectionRegistry::Verdict::Admitted:
            break;
        }
        const Admission admission{connections_, socket};
        serve(connection);
    }

    void refuse(Connection& connection, const char* why) {
        Exchange exchange = begin(connection);
        const HttpResponse response = errorResponse(ErrorCode::Unavailable, why);
        sendLast(connection, response);
        finish(exchange, response.status, why);
    }

    void serve(Connection& connection) {
        for (std::size_t count = 1; count <= limits_.requestsPerConnection; ++count) {
            const auto next = connection.nextHead();
            if (const auto* const fault = std::get_if<RequestFault>(&next)) {
                Exchange exchange = begin(connection);
                sendLast(connection, errorResponse(fault->status, fault->code, fault->message));
                finish(exchange, fault->status, fault->message);
                connection.endGently();
                return;
            }
            const auto* const head = std::get_if<RequestHead>(&next);
            if (head == nullptr) {
                return;
            }
            const bool isLast = !head->keepAlive || count == limits_.requestsPerConnection ||
                                connections_.isDraining();
            if (!answer(connection, *head, isLast)) {
                return;
            }
        }
    }

    /// @return whether another request may follow
    bool answer(Connection& connection, const RequestHead& head, bool isLast) {
        ConnectionBody body(connection, head, limits_);
        Exchange exchange = begin(connection);
        exchange.head = &head;
        exchange.body = &body;
        exchange.isLast = isLast;
        exchange.record.method = head.method;
        exchange.request.method = head.method;
        exchange.request.headers = head.headers;
        exchange.request.body = RequestBody(body);
        exchange.record.path = printable(head.target.substr(0, head.target.find('?')));
        connection.offer(head);
        currentExchange = &exchange;
        const bool sent = processRequest(&Adapter::process_request, *this, connection);
        currentExchange = nullptr;
        finish(exchange, exchange.record.status,
               sent ? exchange.record.detail : "the answer could not be sent in full");
        if (sent && exchange.isLast && connection.hasUnreadInput()) {
            connection.endGently();
        }
        return sent && !exchange.isLast;
    }

    void respond(httplib::Response& answer) {
        Exchange& exchange = *currentExchange;
        const HttpResponse response = responseTo(exchange);
        // What is left of a body must not be taken for the next request.
        exchange.isLast = exchange.isLast || !exchange.body->isReadToItsEnd();
        exchange.hasRanges = response.headers.contains("Accept-Ranges");
        exchange.record.status = response.status;
        exchange.record.detail = response.logDetail;
        fill(answer, response);
    }

    HttpResponse responseTo(Exchange& exchange) {
        try {
            RequestTarget target = parseRequestTarget(exchange.head->target);
            exchange.record.path = printable(target.path);
            exchange.request.path = std::move(target.path);
            exchange.request.query = std::move(target.query);
            return handler_(exchange.request);
        } catch (...) {
            HttpResponse response = responseToCurrentException();
            if (const auto& fault = exchange.body->fault()) {
                std::string detail = std::move(response.logDetail);
                response = errorResponse(fault->status, fault->code, fault->message);
                response.logDetail = std::move(detail);
            }
            return response;
        }
    }

    static Exchange begin(const Connection& connection) {
        Exchange exchange;
        exchange.request.remoteAddress = connection.remoteAddress();
        exchange.record.remoteAddress = connection.remoteAddress();
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
    ConnectionRegistry connections_;
    std::atomic<bool> ended_ = false;
};

HttpServer::HttpServer(Handler handler, Log log, HttpLimits limits)
    : adapter_(std::make_unique<Adapter>(std::move(handler), std::move(log), std::move(limits))) {}

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

} // namespace laurel
