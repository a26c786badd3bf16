#pragma once

#include "laurel/config/config_table.h"
#include "laurel/server_api/api.h"
#include "laurel/server_api/http_server.h"
#include "laurel/server_domain/contribution_desk.h"
#include "laurel/server_domain/contribution_pipeline.h"
#include "laurel/server_domain/merge_lanes.h"
#include "laurel/server_evaluation/gold_evaluator.h"
#include "laurel/server_store/retention.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace laurel {

struct ListenAddress {
    std::string host = "127.0.0.1";
    int port = 8750; ///< 0: any free one
};

/// HOST:PORT, or [ADDRESS]:PORT for IPv6. @throws Error InvalidArgument
ListenAddress parseListenAddress(const std::string& text);
/// The same, for a URL.
std::string toString(const ListenAddress& address);

/// What the administrator chooses. See docs/admin-guide.md.
struct ServerConfig {
    std::string name = "Laurel server";
    ListenAddress listen;
    std::string logLevel = "info";
    std::chrono::seconds drainTime{30};
    bool anonymousRead = true; ///< whether models may be read without a key
    HttpLimits http;
    std::optional<TlsFiles> tls; ///< none: plain HTTP, for a proxy or this machine alone
    RateLimits rates;
    IntakeLimits intake;
    std::size_t reportsPerDay = 1000; ///< of usage, by one key
    std::int64_t reportDays = 730;    ///< that they are kept
    RetentionSettings retention;
    PipelineSettings pipeline;
    LaneSettings lanes;
    GoldEvaluatorSettings evaluation;
};

/// @throws Error InvalidInput naming file, line and key
ServerConfig readServerConfig(ConfigTable& table);

/// @param file empty: defaults @param overrides go before the file, the last of one key first
/// @throws Error NotFound, or InvalidInput naming where the value stands
ServerConfig readServerConfig(const std::filesystem::path& file,
                              const std::vector<ConfigOverride>& overrides);

} // namespace laurel
