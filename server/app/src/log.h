#pragma once

#include "laurel/server_api/http_server.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

/// One JSON object a line on stderr: {"time", "level", "event", ...}. Never given keys, headers or
/// bodies.
namespace laurel {

/// @param level "debug", "info", "warning" or "error": what is less is left out
void startLog(const std::string& level);

/// The latest lines that were written, oldest first.
std::vector<std::string> recentLogLines(std::size_t most);

void logInfo(std::string_view event, const nlohmann::json& fields);
void logError(std::string_view event, const nlohmann::json& fields);
/// Faults of the server as errors, everything else as info.
void logRequest(const RequestRecord& record);

} // namespace laurel
