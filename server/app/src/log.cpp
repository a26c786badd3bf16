#include "log.h"

#include <nlohmann/json.hpp>
#include <spdlog/sinks/ringbuffer_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace laurel {

namespace {

using nlohmann::json;

/// What an administrator reads over the network.
const std::shared_ptr<spdlog::sinks::ringbuffer_sink_mt>& recentLines() {
    constexpr std::size_t kept = 10'000;
    static const auto sink = std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(kept);
    return sink;
}

void write(spdlog::level::level_enum level, std::string_view event, const json& fields) {
    if (!spdlog::should_log(level)) {
        return;
    }
    json line{{"event", event}};
    line.update(fields);
    const std::string text = line.dump(-1, ' ', false, json::error_handler_t::replace);
    // Time and level stand before it, in the object that the pattern opens.
    spdlog::log(level, "{}", text.substr(1));
}

} // namespace

void startLog(const std::string& level) {
    spdlog::sinks_init_list sinks{std::make_shared<spdlog::sinks::stderr_sink_mt>(), recentLines()};
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("laurel-server", sinks));
    spdlog::set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v)",
                        spdlog::pattern_time_type::utc);
    spdlog::set_level(spdlog::level::from_str(level));
    spdlog::flush_on(spdlog::level::info);
}

std::vector<std::string> recentLogLines(std::size_t most) {
    std::vector<std::string> lines = recentLines()->last_formatted(most);
    for (std::string& line : lines) {
        line.erase(line.find_last_not_of('\n') + 1);
    }
    return lines;
}

void logInfo(std::string_view event, const json& fields) {
    write(spdlog::level::info, event, fields);
}

void logError(std::string_view event, const json& fields) {
    write(spdlog::level::err, event, fields);
}

void logRequest(const RequestRecord& record) {
    json fields{{"request", record.id},
                {"method", record.method},
                {"path", record.path},
                {"status", record.status},
                {"remote", record.remoteAddress},
                {"ms", static_cast<double>(record.duration.count()) / 1000}};
    if (!record.detail.empty()) {
        fields["detail"] = record.detail;
    }
    write(record.status == 500 ? spdlog::level::err : spdlog::level::info, "request", fields);
}

} // namespace laurel
