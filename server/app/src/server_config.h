#pragma once

#include "laurel/server_api/http_server.h"
#include "laurel/server_domain/contribution_desk.h"
#include "laurel/server_domain/contribution_pipeline.h"
#include "laurel/server_domain/merge_lanes.h"
#include "laurel/server_evaluation/gold_evaluator.h"

#include <chrono>
#include <filesystem>
#include <string>

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
    IntakeLimits intake;
    PipelineSettings pipeline;
    LaneSettings lanes;
    GoldEvaluatorSettings evaluation;
};

/// @throws Error NotFound, or InvalidInput naming file, line and key
ServerConfig readServerConfig(const std::filesystem::path& file);

} // namespace laurel
