#include "config_reference.h"

#include "server_config.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

namespace laurel {

namespace {

using Help = std::pair<std::string_view, std::string_view>;

constexpr std::array help{
    Help{"name", "What clients are shown."},
    Help{"listen", "Address and port; `--listen` goes before it. `[::1]:8750` for IPv6."},
    Help{"log_level", "`debug`, `info`, `warning` or `error`; what is less is left out."},
    Help{"drain_seconds", "For answers under way when the server ends."},
    Help{"anonymous_read", "Whether models may be read without a key."},
    Help{"http.connections", "At once; each takes a thread."},
    Help{"http.connections_per_address", "At once; of IPv6, per first 64 bits."},
    Help{"http.stall_seconds", "How long a body or an answer on its way may stand still."},
    Help{"http.least_bytes_per_second", "Below it, what is left of that time shrinks."},
    Help{"http.trusted_proxies",
         "Addresses and networks (`\"172.16.0.0/12\"`) whose `X-Forwarded-For` is believed."},
    Help{"tls.certificate", "PEM file of the server's certificate, then those of the authorities "
                            "between. With it, the server speaks HTTPS and nothing else."},
    Help{"tls.key", "PEM file of its private key, not encrypted."},
    Help{"rates.requests_per_minute", "With one key, in the long run; more gets 429."},
    Help{"rates.requests_at_once", "With one key after a pause, before that rate counts."},
    Help{"rates.failures_per_minute", "Bad keys from one address, in the long run."},
    Help{"rates.failures_at_once",
         "Bad keys from one address after a pause; then even a good one gets 429."},
    Help{"intake.file_bytes", "Of one contribution."},
    Help{"intake.chunk_bytes", "Of one PUT."},
    Help{"intake.most_slices", "Claims of more reviewed slices count as this."},
    Help{"intake.open_per_key", "Contributions of one key that are not decided."},
    Help{"intake.contributions_per_day",
         "Of one key within any 24 hours, whatever became of them."},
    Help{"intake.bytes_per_day", "That these may announce."},
    Help{"intake.least_free_bytes",
         "Of the disk: nothing is taken that would leave less, and `/readyz` says so."},
    Help{"intake.greatest_staleness",
         "Versions between a contribution's base and the current one."},
    Help{"intake.expire_days", "Uploads without progress for so long end."},
    Help{"usage.reports_per_day", "Of one key within any 24 hours."},
    Help{"usage.keep_days", "Older reports of usage are deleted."},
    Help{"retention.rejected_days", "How long the bytes of rejected contributions stay."},
    Help{"retention.published_days", "How long the bytes of merged contributions stay."},
    Help{"retention.orphan_days", "How long bytes stay that no record names, as after a crash."},
    Help{"screening.update_to_base",
         "Longest update, as a multiple of the base's norm, while none was accepted."},
    Help{"screening.update_to_median", "Later: as a multiple of the median of the accepted ones."},
    Help{"screening.update_floor",
         "But never less than this multiple of the base's norm: near-copies shut nobody out."},
    Help{"screening.recent_updates", "How many of the accepted ones count."},
    Help{"merge.policy",
         "`gated`; `fedavg`, `median`, `trimmed-mean`, `krum`: several contributions at once; "
         "`dafne`: plain average and absolute threshold, the control of the published study."},
    Help{"merge.alphas", "Strengths, tried in this order until gate 2 accepts one."},
    Help{"merge.buffer", "How many contributions, each of another key, are merged at once."},
    Help{"merge.buffer_hours", "When the oldest has waited so long, fewer are."},
    Help{"merge.trim", "`trimmed-mean`: the share of values cut off at each end."},
    Help{"merge.faulty",
         "`krum`: how many may be hostile; -1: as many as it withstands, (n - 3) / 2."},
    Help{"merge.statistics",
         "Running means and variances of batch normalisations: `averaged` as the policy does, or "
         "`recalibrated`: measured anew on the gold images, with the merged parameters."},
    Help{"merge.gates.candidate_least", "Gate 1: mean Dice of the candidate itself."},
    Help{"merge.gates.candidate_drop", "Gate 1: how far below the current version."},
    Help{"merge.gates.merged_least", "Gate 2: mean Dice of the merged weights."},
    Help{"merge.gates.mean_drop", "Gate 2: how far the mean may lie below the current version."},
    Help{"merge.gates.best_mean_drop", "Gate 2: below the best version ever."},
    Help{"merge.gates.label_drop", "Gate 2: of any label, below the current version."},
    Help{"merge.gates.best_label_drop", "Gate 2: of any label, below its own best ever."},
    Help{"merge.gates.group_drop",
         "Gate 2: of any group of gold cases, below the current version."},
    Help{"merge.gates.macro_drop",
         "Gate 2: of the mean over labels, each counted once, below the current version."},
    Help{"merge.gates.confidence",
         "Gate 2: how sure it must be that the mean fell by no more than `mean_drop`, by a paired "
         "bootstrap over the gold cases, such as 0.95; 0: not asked."},
    Help{"evaluation.threads",
         "Of all networks that run at once, together; one alone has them all. 0: one per core."},
    Help{"evaluation.memory_bytes",
         "For the networks that run at once, each counted as six times its weights; one that needs "
         "more runs alone."},
    Help{"evaluation.cache_bytes", "For pre-processed gold cases."},
    Help{"evaluation.workers", "Models that are worked on, and evaluated, at once."},
};

constexpr std::string_view intro =
    R"(# Configuration of the server

`laurel-server config` prints this page; it is made from the code that reads the configuration.

A value comes from, the later going before the earlier: the default, the TOML file of `--config`, the environment
(`LAUREL_CONFIG__MERGE__POLICY=median` is `merge.policy`), `--set merge.policy=median`. A key that is not known, or a value
out of range, is an error that names its place.
)";

std::string tableOf(const std::string& path) {
    const std::size_t dot = path.rfind('.');
    return dot == std::string::npos ? "" : path.substr(0, dot);
}

} // namespace

std::vector<ConfigKey> serverConfigKeys() {
    std::vector<ConfigKey> keys;
    ConfigTable table = ConfigTable::recording(keys);
    readServerConfig(table);
    return keys;
}

std::string helpOfConfigKey(const std::string& path) {
    const auto* const found =
        std::find_if(help.begin(), help.end(), [&](const Help& one) { return one.first == path; });
    return found == help.end() ? "" : std::string(found->second);
}

std::string configReference() {
    std::string page(intro);
    std::string table = "none yet";
    for (const ConfigKey& key : serverConfigKeys()) {
        if (tableOf(key.path) != table) {
            table = tableOf(key.path);
            page += "\n## " + (table.empty() ? std::string("Top level") : "`[" + table + "]`") +
                    "\n\n| Key | Type | Default | Range | Meaning |\n|---|---|---|---|---|\n";
        }
        const std::string name = table.empty() ? key.path : key.path.substr(table.size() + 1);
        page += "| `" + name + "` | " + key.type + " | `" + key.fallback + "` | " + key.range +
                " | " + helpOfConfigKey(key.path) + " |\n";
    }
    return page;
}

std::vector<ConfigOverride> environmentOverrides(const char* const* environment) {
    constexpr std::string_view prefix = "LAUREL_CONFIG__";
    std::vector<ConfigOverride> overrides;
    for (; environment != nullptr && *environment != nullptr; ++environment) {
        const std::string_view entry(*environment);
        const std::size_t equals = entry.find('=');
        if (!entry.starts_with(prefix) || equals == std::string_view::npos) {
            continue;
        }
        const std::string_view name = entry.substr(0, equals);
        std::string path;
        for (std::size_t i = prefix.size(); i < name.size(); ++i) {
            if (name.substr(i).starts_with("__")) {
                path += '.';
                ++i;
            } else {
                path += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
            }
        }
        overrides.push_back({path, std::string(entry.substr(equals + 1)), std::string(name)});
    }
    std::ranges::sort(overrides, {}, &ConfigOverride::path);
    return overrides;
}

ConfigOverride parseOverride(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw Error(ErrorCode::InvalidArgument,
                    "--set: expected KEY=VALUE such as merge.policy=median, got " +
                        quotedForMessage(text));
    }
    const std::string path = text.substr(0, equals);
    return {path, text.substr(equals + 1), "--set " + path};
}

} // namespace laurel
