#pragma once

#include "laurel/package/statement.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// How a version came to be.
enum class VersionAction {
    Publish,  ///< an administrator brought a package
    Merge,    ///< a contribution was merged with the version that was current
    Rollback, ///< an administrator made an earlier version's files current again
};
std::string_view toString(VersionAction action) noexcept; ///< "publish", "merge", "rollback"
std::optional<VersionAction> versionActionNamed(std::string_view name) noexcept;

/// One published version as the server remembers it. Never changed after it was written.
struct PublishedVersion {
    std::string modelId;
    std::int64_t number = 0; ///< from 1, without gaps
    std::string name;        ///< name, description and license: the manifest's
    std::string description;
    std::string license;
    std::int64_t createdMs = 0;       ///< since 1970, UTC
    std::string statement;            ///< the signed bytes
    std::string signature;            ///< 128 lower-case hexadecimal digits
    std::vector<StatementFile> files; ///< ascending by name

    VersionAction action = VersionAction::Publish;
    std::vector<std::int64_t> parents;     ///< as in the statement: ascending, below its own number
    std::string contributionId;            ///< that was merged; empty: none
    std::optional<double> alpha;           ///< of the merge, before the weight of staleness
    std::optional<std::int64_t> staleness; ///< of the contribution when it was merged

    bool operator==(const PublishedVersion&) const = default;
};

} // namespace laurel
