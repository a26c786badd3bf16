#include "serve_command.h"

#include "log.h"
#include "server_config.h"
#include "server_data.h"

#include "laurel/server_api/api.h"
#include "laurel/server_domain/publisher.h"

#include <csignal>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>
#include <unistd.h>

namespace laurel {

namespace {

constexpr std::size_t databaseSessions = 16;

/// SIGTERM and SIGINT wait for `wait`; every thread made afterwards leaves them to it.
class EndSignals {
  public:
    EndSignals() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGTERM);
        sigaddset(&signals_, SIGINT);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    }

    void wait() const {
        int signal = 0;
        sigwait(&signals_, &signal);
    }

  private:
    sigset_t signals_{};
};

ServerInfo describeServer(const ServerConfig& config, const ServerIdentity& identity) {
    ServerInfo info;
    info.name = config.name;
    info.serverId = identity.id();
    info.version = LAUREL_VERSION;
    info.publicKey = toHexText(identity.key().publicKey());
    info.limits.fileBytes = maxPublishedFileBytes;
    return info;
}

void runUntilSignal(HttpServer& server, const EndSignals& signals, std::chrono::seconds drainTime) {
    std::exception_ptr failure;
    std::thread serving([&] {
        try {
            server.run();
        } catch (...) {
            failure = std::current_exception();
            ::kill(::getpid(), SIGTERM);
        }
    });
    signals.wait();
    logInfo("draining", {{"at_most_seconds", drainTime.count()}});
    server.drain(drainTime);
    serving.join();
    if (failure) {
        std::rethrow_exception(failure);
    }
}

} // namespace

void serve(const ServeOptions& options) {
    const EndSignals signals;
    ServerConfig config =
        options.config.empty() ? ServerConfig{} : readServerConfig(options.config);
    if (!options.listen.empty()) {
        config.listen = parseListenAddress(options.listen);
    }
    startLog(config.logLevel);

    ServerData data(options.data, databaseSessions);
    const ModelCatalog catalog(data.metadata, data.blobs);
    const Router router = makeApi(catalog, describeServer(config, data.identity));
    HttpServer server([&](const HttpRequest& request) { return router.handle(request); },
                      logRequest, config.http);
    config.listen.port = server.bind(config.listen.host, config.listen.port);

    const std::string url = "http://" + toString(config.listen);
    std::cout << nlohmann::json{{"listening", url}}.dump() << std::endl;
    logInfo("listening",
            {{"url", url}, {"server_id", data.identity.id()}, {"version", LAUREL_VERSION}});
    runUntilSignal(server, signals, config.drainTime);
    logInfo("stopped", nlohmann::json::object());
}

} // namespace laurel
