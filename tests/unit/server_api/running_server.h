#pragma once

#include "support/raw_client.h"

#include "laurel/server_api/http_server.h"

#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace laurel {

/// A server on a free port, until this object dies.
class RunningServer {
  public:
    explicit RunningServer(HttpServer::Handler handler, const HttpLimits& limits = {},
                           const std::string& host = "127.0.0.1",
                           const std::optional<TlsFiles>& tls = std::nullopt)
        : server_(
              std::move(handler), [this](const RequestRecord& record) { keep(record); }, limits,
              tls),
          port_(server_.bind(host, 0)), thread_([this] { server_.run(); }) {}
    ~RunningServer() { drain(std::chrono::milliseconds(0)); }

    int port() const { return port_; }

    void drain(std::chrono::milliseconds patience) {
        if (thread_.joinable()) {
            server_.drain(patience);
            thread_.join();
        }
    }

    /// What was logged; a record may come a moment after its answer.
    std::vector<RequestRecord> records() {
        const std::lock_guard lock(mutex_);
        return records_;
    }

    /// The same, once there are as many, or after a while.
    std::vector<RequestRecord> recordsOnceThereAre(std::size_t count) {
        for (int i = 0; i < 500 && records().size() < count; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return records();
    }

  private:
    void keep(const RequestRecord& record) {
        const std::lock_guard lock(mutex_);
        records_.push_back(record);
    }

    std::mutex mutex_;
    std::vector<RequestRecord> records_;
    HttpServer server_;
    int port_;
    std::thread thread_;
};

/// Answers everything with its own method and path.
inline HttpResponse echo(const HttpRequest& request) {
    HttpResponse response;
    response.contentType = "text/plain";
    response.body = request.method + " " + request.path;
    return response;
}

inline std::string get(const std::string& path, const std::string& headers = "") {
    return "GET " + path + " HTTP/1.1\r\nHost: test\r\n" + headers + "\r\n";
}

/// A head that announces a body of this length.
inline std::string putHead(const std::string& path, std::size_t length,
                           const std::string& headers = "") {
    return "PUT " + path + " HTTP/1.1\r\nHost: test\r\nContent-Length: " + std::to_string(length) +
           "\r\n" + headers + "\r\n";
}

inline std::string put(const std::string& path, const std::string& body,
                       const std::string& headers = "") {
    return putHead(path, body.size(), headers) + body;
}

} // namespace laurel
