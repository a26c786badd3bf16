#include "domain_config.h"

#include "laurel/base/error.h"

namespace laurel {

namespace {

constexpr std::int64_t asManyAsPossible = -1;
constexpr std::int64_t msPerHour = std::int64_t{3600} * 1000;
constexpr std::int64_t msPerDay = std::int64_t{24} * 3600 * 1000;

void readGates(ConfigTable table, GateSettings& gates) {
    const auto dice = [&](const char* key, double& value) {
        value = table.number(key, value, 0, 1);
    };
    dice("candidate_least", gates.candidateLeast);
    dice("candidate_drop", gates.candidateDrop);
    dice("merged_least", gates.mergedLeast);
    dice("mean_drop", gates.meanDrop);
    dice("best_mean_drop", gates.bestMeanDrop);
    dice("label_drop", gates.labelDrop);
    dice("best_label_drop", gates.bestLabelDrop);
    dice("group_drop", gates.groupDrop);
    dice("macro_drop", gates.macroDrop);
    gates.confidence = table.number("confidence", gates.confidence, 0, 0.999);
    table.requireAllRead();
}

} // namespace

void readIntake(ConfigTable table, IntakeLimits& limits) {
    const auto bytes = [&](const char* key, std::uint64_t fallback, std::int64_t most) {
        return static_cast<std::uint64_t>(
            table.integer(key, static_cast<std::int64_t>(fallback), 1024, most));
    };
    limits.fileBytes = bytes("file_bytes", limits.fileBytes, std::int64_t{1} << 31);
    limits.chunkBytes = bytes("chunk_bytes", limits.chunkBytes, std::int64_t{1} << 30);
    limits.mostSlices = table.integer("most_slices", limits.mostSlices, 1, 1'000'000);
    limits.openPerKey = static_cast<std::size_t>(
        table.integer("open_per_key", static_cast<std::int64_t>(limits.openPerKey), 1, 10'000));
    limits.contributionsPerDay = static_cast<std::size_t>(
        table.integer("contributions_per_day",
                      static_cast<std::int64_t>(limits.contributionsPerDay), 1, 1'000'000));
    limits.bytesPerDay = bytes("bytes_per_day", limits.bytesPerDay, std::int64_t{1} << 50);
    limits.leastFreeBytes = bytes("least_free_bytes", limits.leastFreeBytes, std::int64_t{1} << 50);
    limits.greatestStaleness =
        table.integer("greatest_staleness", limits.greatestStaleness, 0, 1'000'000);
    limits.expireMs = msPerDay * table.integer("expire_days", limits.expireMs / msPerDay, 1, 3650);
    table.requireAllRead();
}

void readScreening(ConfigTable table, ScreeningSettings& settings) {
    constexpr double mostTimes = 1e6;
    settings.updateToBase = table.number("update_to_base", settings.updateToBase, 0, mostTimes);
    settings.updateToMedian =
        table.number("update_to_median", settings.updateToMedian, 1, mostTimes);
    settings.updateFloor = table.number("update_floor", settings.updateFloor, 0, mostTimes);
    settings.recentUpdates = static_cast<std::size_t>(table.integer(
        "recent_updates", static_cast<std::int64_t>(settings.recentUpdates), 1, 10'000));
    table.requireAllRead();
}

void readMerge(ConfigTable table, MergeSettings& settings) {
    settings.policy = table.text("policy", settings.policy);
    settings.alphas = table.numbers("alphas", settings.alphas, 0, 1);
    settings.buffer = static_cast<std::size_t>(
        table.integer("buffer", static_cast<std::int64_t>(settings.buffer), 1, 100));
    settings.bufferMs =
        msPerHour * table.integer("buffer_hours", settings.bufferMs / msPerHour, 0, 8760);
    settings.trim = table.number("trim", settings.trim, 0, 0.49);
    const std::int64_t faulty = table.integer("faulty", asManyAsPossible, -1, 48);
    if (faulty != asManyAsPossible) {
        settings.faulty = static_cast<std::size_t>(faulty);
    }
    try {
        settings.statistics = statisticsRuleNamed(
            table.text("statistics", std::string(toString(settings.statistics))));
    } catch (const Error& error) {
        table.fail("statistics", error.what());
    }
    if (std::optional<ConfigTable> gates = table.table("gates")) {
        readGates(std::move(*gates), settings.gates);
    }
    try {
        makeMergePolicy(settings);
    } catch (const Error& error) {
        table.fail("policy", error.what());
    }
    table.requireAllRead();
}

void readEvaluation(ConfigTable table, GoldEvaluatorSettings& settings, LaneSettings& lanes) {
    settings.threads = static_cast<int>(table.integer("threads", settings.threads, 0, 1024));
    settings.cacheBytes = static_cast<std::size_t>(table.integer(
        "cache_bytes", static_cast<std::int64_t>(settings.cacheBytes), 0, std::int64_t{1} << 40));
    settings.memoryBytes = static_cast<std::uint64_t>(
        table.integer("memory_bytes", static_cast<std::int64_t>(settings.memoryBytes), 1 << 20,
                      std::int64_t{1} << 50));
    lanes.workers = static_cast<std::size_t>(
        table.integer("workers", static_cast<std::int64_t>(lanes.workers), 1, 64));
    table.requireAllRead();
}

} // namespace laurel
