#include "server_config.h"

#include "domain_config.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/text.h"
#include "laurel/config/config_table.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace laurel {

namespace {

constexpr std::array<std::string_view, 4> logLevels{"debug", "info", "warning", "error"};

std::optional<int> parsePort(std::string_view text) {
    int port = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, port);
    const bool valid = fault == std::errc() && stop == end && port >= 0 && port <= 65535;
    return valid ? std::optional(port) : std::nullopt;
}

void readListen(ConfigTable& config, ListenAddress& listen) {
    const std::string text = config.text("listen", toString(listen));
    try {
        listen = parseListenAddress(text);
    } catch (const Error& error) {
        config.fail("listen", error.what());
    }
}

std::vector<AddressRange> readProxies(ConfigTable& table) {
    std::vector<AddressRange> proxies;
    for (const std::string& text : table.texts("trusted_proxies")) {
        const std::optional<AddressRange> range = AddressRange::parse(text);
        if (!range) {
            table.fail("trusted_proxies",
                       "expected IP addresses and networks such as \"172.16.0.0/12\", got " +
                           quotedForMessage(text));
        }
        proxies.push_back(*range);
    }
    return proxies;
}

void readHttp(ConfigTable table, HttpLimits& limits) {
    constexpr std::int64_t most = 4096;
    const auto count = [&](const char* key, std::size_t fallback) {
        return static_cast<std::size_t>(
            table.integer(key, static_cast<std::int64_t>(fallback), 1, most));
    };
    limits.connections = count("connections", limits.connections);
    limits.connectionsPerAddress = count("connections_per_address", limits.connectionsPerAddress);
    limits.stallTime = std::chrono::seconds(
        table.integer("stall_seconds", limits.stallTime / std::chrono::seconds(1), 1, 3600));
    limits.leastBytesPerSecond = static_cast<std::uint64_t>(
        table.integer("least_bytes_per_second",
                      static_cast<std::int64_t>(limits.leastBytesPerSecond), 1, 1 << 30));
    limits.trustedProxies = readProxies(table);
    table.requireAllRead();
}

std::optional<TlsFiles> readTls(ConfigTable table) {
    const std::string certificate = table.text("certificate", "");
    const std::string key = table.text("key", "");
    if (certificate.empty() != key.empty()) {
        table.fail(certificate.empty() ? "certificate" : "key",
                   "expected both certificate and key, or none");
    }
    table.requireAllRead();
    return certificate.empty() ? std::nullopt : std::optional(TlsFiles{certificate, key});
}

void readRates(ConfigTable table, RateLimits& rates) {
    constexpr std::int64_t most = 1'000'000;
    const auto count = [&](const char* key, std::size_t fallback) {
        return static_cast<std::size_t>(
            table.integer(key, static_cast<std::int64_t>(fallback), 1, most));
    };
    rates.requestsPerMinute = count("requests_per_minute", rates.requestsPerMinute);
    rates.requestsAtOnce = count("requests_at_once", rates.requestsAtOnce);
    rates.failuresPerMinute = count("failures_per_minute", rates.failuresPerMinute);
    rates.failuresAtOnce = count("failures_at_once", rates.failuresAtOnce);
    table.requireAllRead();
}

void readUsage(ConfigTable table, ServerConfig& config) {
    config.reportsPerDay = static_cast<std::size_t>(table.integer(
        "reports_per_day", static_cast<std::int64_t>(config.reportsPerDay), 1, 1'000'000));
    config.reportDays = table.integer("keep_days", config.reportDays, 1, 36'500);
    table.requireAllRead();
}

void readRetention(ConfigTable table, RetentionSettings& retention) {
    const auto days = [&](const char* key, std::int64_t fallback, std::int64_t least) {
        return table.integer(key, fallback, least, 36'500);
    };
    retention.rejectedDays = days("rejected_days", retention.rejectedDays, 0);
    retention.publishedDays = days("published_days", retention.publishedDays, 0);
    retention.orphanDays = days("orphan_days", retention.orphanDays, 1);
    table.requireAllRead();
}

void readDomain(ConfigTable& table, ServerConfig& config) {
    if (std::optional<ConfigTable> intake = table.table("intake")) {
        readIntake(std::move(*intake), config.intake);
    }
    if (std::optional<ConfigTable> usage = table.table("usage")) {
        readUsage(std::move(*usage), config);
    }
    if (std::optional<ConfigTable> retention = table.table("retention")) {
        readRetention(std::move(*retention), config.retention);
    }
    if (std::optional<ConfigTable> screening = table.table("screening")) {
        readScreening(std::move(*screening), config.pipeline.screening);
    }
    config.pipeline.screening.file.fileBytes = config.intake.fileBytes;
    if (std::optional<ConfigTable> merge = table.table("merge")) {
        readMerge(std::move(*merge), config.pipeline.merge);
    }
    if (std::optional<ConfigTable> evaluation = table.table("evaluation")) {
        readEvaluation(std::move(*evaluation), config.evaluation, config.lanes);
    }
}

} // namespace

ListenAddress parseListenAddress(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    const std::string_view all(text);
    const std::optional<int> port =
        colon == std::string::npos ? std::nullopt : parsePort(all.substr(colon + 1));
    std::string_view host = all.substr(0, port ? colon : 0);
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
        host = {};
    }
    if (host.empty()) {
        throw Error(ErrorCode::InvalidArgument,
                    "expected HOST:PORT or [IPV6]:PORT, got " + quotedForMessage(text));
    }
    return {std::string(host), *port};
}

std::string toString(const ListenAddress& address) {
    const bool isIpv6 = address.host.find(':') != std::string::npos;
    return (isIpv6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

ServerConfig readServerConfig(const std::filesystem::path& file,
                              const std::vector<ConfigOverride>& overrides) {
    constexpr std::uint64_t largest = 1U << 20;
    const std::string text = file.empty() ? std::string() : readTextFile(file, largest);
    ConfigTable table = ConfigTable::parse(text, file.filename().string(), overrides);
    return readServerConfig(table);
}

ServerConfig readServerConfig(ConfigTable& table) {
    ServerConfig config;
    config.name = table.text("name", config.name);
    if (config.name.empty() || config.name.size() > 128 || hasControlCharacter(config.name)) {
        table.fail("name", "expected a text of 1 to 128 bytes without control characters");
    }
    readListen(table, config.listen);
    config.logLevel = table.text("log_level", config.logLevel);
    if (std::find(logLevels.begin(), logLevels.end(), config.logLevel) == logLevels.end()) {
        table.fail("log_level", "expected debug, info, warning or error");
    }
    config.drainTime =
        std::chrono::seconds(table.integer("drain_seconds", config.drainTime.count(), 0, 3600));
    config.anonymousRead = table.boolean("anonymous_read", config.anonymousRead);
    if (std::optional<ConfigTable> http = table.table("http")) {
        readHttp(std::move(*http), config.http);
    }
    if (std::optional<ConfigTable> tls = table.table("tls")) {
        config.tls = readTls(std::move(*tls));
    }
    if (std::optional<ConfigTable> rates = table.table("rates")) {
        readRates(std::move(*rates), config.rates);
    }
    readDomain(table, config);
    table.requireAllRead();
    return config;
}

} // namespace laurel
