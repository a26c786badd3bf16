#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Where the server's resources are, below the server's own address. Ids and file names need no
/// escaping, because what a package may contain has none of URL's special characters.
namespace laurel {

inline constexpr std::string_view apiPrefix = "/api/v1";

std::string serverPath();                                               ///< ServerInfo
std::string modelsPath();                                               ///< list of ModelSummary
std::string modelPath(std::string_view modelId);                        ///< ModelSummary
std::string versionsPath(std::string_view modelId);                     ///< list of VersionSummary
std::string versionPath(std::string_view modelId, std::int64_t number); ///< VersionInfo
std::string currentVersionPath(std::string_view modelId);               ///< VersionInfo
std::string versionFilePath(std::string_view modelId, std::int64_t number, std::string_view file);

std::string contributionsPath(std::string_view modelId);  ///< POST ContributionRequest
std::string contributionPath(std::string_view id);        ///< ContributionStatus
std::string contributionContentPath(std::string_view id); ///< HEAD, PUT
std::string usagePath(std::string_view modelId);          ///< POST UsageReport

std::string adminKeysPath();                         ///< list of KeyDescription; POST KeyRequest
std::string adminKeyPath(std::string_view keyId);    ///< DELETE revokes
std::string adminGoldPath(std::string_view modelId); ///< list of GoldCaseDescription
std::string adminRollbackPath(std::string_view modelId); ///< POST {"number": n}
std::string adminUsagePath(std::string_view modelId);    ///< list of UsageSummary
std::string adminAuditPath();                            ///< list of AuditEntry
std::string adminLogsPath();                             ///< {"lines": [...]}

/// A version's number as it stands in a path: decimal, from 1, without leading zeros.
std::optional<std::int64_t> parseVersionNumber(std::string_view text) noexcept;

} // namespace laurel
