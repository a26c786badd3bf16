#include "serve_command.h"

#include "config_reference.h"
#include "descriptor_limit.h"
#include "log.h"
#include "server_config.h"
#include "server_parts.h"

#include <algorithm>
#include <csignal>
#include <exception>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <thread>
#include <unistd.h>

namespace laurel {

namespace {

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

/// Every durable step is worth a line; a caller may want to know as well.
StepObserver loggingSteps(const StepObserver& observer) {
    return [observer](std::string_view step, const std::string& subject) {
        logInfo(step, {{"subject", subject}});
        if (observer) {
            observer(step, subject);
        }
    };
}

/// A connection has its socket, and a file while one is sent or taken.
void provideDescriptors(std::size_t connections) {
    constexpr std::uint64_t perConnection = 2;
    constexpr std::uint64_t others = 128; // the database, the log, gold cases, plugins
    const std::uint64_t most = raiseDescriptorLimit();
    const std::uint64_t needed = perConnection * connections + others;
    const nlohmann::json fields{{"most", most}, {"needed_at_most", needed}};
    if (most < needed) {
        logError("descriptors", fields);
    } else {
        logInfo("descriptors", fields);
    }
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
    std::signal(SIGXFSZ, SIG_IGN); // a file that may not grow is an error like a full disk
    std::vector<ConfigOverride> overrides = environmentOverrides(environ);
    std::ranges::transform(options.set, std::back_inserter(overrides), parseOverride);
    ServerConfig config = readServerConfig(options.config, overrides);
    if (!options.listen.empty()) {
        config.listen = parseListenAddress(options.listen);
    }
    startLog(config.logLevel);
    provideDescriptors(config.http.connections);

    ServerParts parts(options.data, config, loggingSteps(options.observer));
    Router router;
    HttpServer server([&](const HttpRequest& request) { return router.handle(request); },
                      [&](const RequestRecord& record) {
                          logRequest(record);
                          parts.metrics().record(record);
                      },
                      config.http, config.tls);
    router = parts.api(config, [&] { return server.openConnections(); });
    config.listen.port = server.bind(config.listen.host, config.listen.port);

    const std::string url = (config.tls ? "https://" : "http://") + toString(config.listen);
    std::cout << nlohmann::json{{"listening", url}}.dump() << std::endl;
    logInfo("listening",
            {{"url", url}, {"server_id", parts.identity().id()}, {"version", LAUREL_VERSION}});
    runUntilSignal(server, signals, config.drainTime);
    parts.stop();
    logInfo("stopped", nlohmann::json::object());
}

} // namespace laurel
