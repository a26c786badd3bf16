#pragma once

#include "laurel/server_api/http_server.h"

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

/// What the administrator chooses. See docs/server.md.
struct ServerConfig {
    std::string name = "Laurel server";
    ListenAddress listen;
    std::string logLevel = "info";
    std::chrono::seconds drainTime{30};
    HttpLimits http;
};

/// @throws Error NotFound, or InvalidInput naming file, line and key
ServerConfig readServerConfig(const std::filesystem::path& file);

} // namespace laurel
