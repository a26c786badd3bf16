#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/base/progress.h"
#include "laurel/package/manifest.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// One version of a server's model: what it scored on the server's gold cases.
struct VersionScores {
    std::int64_t number = 0;
    std::string created;                  ///< UTC, as "2026-01-31T23:59:59Z"
    std::optional<double> meanDice;       ///< none: published without being measured
    std::map<std::string, double> labels; ///< by the structure's name
    std::string problem;                  ///< why its scores are not known; else empty

    std::optional<double> lowest() const; ///< of the labels
};

/// All versions of a model, as its server tells them.
struct ModelHistory {
    std::string serverId;
    std::string model;
    std::int64_t current = 0;
    std::vector<VersionScores> versions; ///< ascending
    std::optional<ModelManifest> card;   ///< of the newest whose manifest is known
    std::uint64_t bytes = 0;             ///< of the current version's files
};

/// Scores that a manifest holds; what is malformed is left out.
VersionScores scoresOf(const ModelManifest& manifest);

/// Asks the server for the versions, and for manifests that are not here yet (version_manifest.h).
/// One whose manifest cannot be had is listed with the reason.
/// @param home as laurelHome() @throws Error NotFound for a server that is not known, Cancelled; as
///         ServerClient
ModelHistory historyOf(const std::filesystem::path& home, const std::string& serverId,
                       const std::string& model, ProgressSink& progress,
                       const CancellationToken& cancel);

} // namespace laurel
