#pragma once

#include "laurel/proto/admin.h"
#include "laurel/proto/contributions.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// What makes the Dice of a case say nothing about the model (arXiv 2302.06352): kept, but left out
/// of means.
enum class UsageIrregularity {
    NotRefined, ///< 0.99 or more: nobody looked
    WrongTask,  ///< below 0.1: the model was used for something else
};
std::string_view toString(UsageIrregularity irregularity) noexcept; ///< "not_refined", "wrong_task"
std::optional<UsageIrregularity> irregularityOf(double dice) noexcept;

/// One report as the server remembers it.
struct UsageRecord {
    std::string id; ///< random
    std::string modelId;
    std::string keyId; ///< of the access key that it came with
    UsageReport report;
    std::int64_t createdMs = 0; ///< since 1970, UTC
    bool operator==(const UsageRecord&) const = default;
};

/// Part of a transaction, as MetadataReader; errors as there.
class UsageReader {
  public:
    virtual ~UsageReader() = default;

    virtual std::vector<UsageRecord> reports(const std::string& modelId) = 0;  ///< oldest first
    virtual std::vector<UsageSummary> summary(const std::string& modelId) = 0; ///< by version
    /// When a key reported, from that time on; ascending.
    virtual std::vector<std::int64_t> timesOfKeySince(const std::string& keyId,
                                                      std::int64_t sinceMs) = 0;
};

/// Part of a transaction, as MetadataWriter.
class UsageWriter : public UsageReader {
  public:
    /// @throws Error NotFound (the version), AlreadyExists (the id)
    virtual void add(const UsageRecord& record) = 0;
    /// Forgets reports older than that. @return how many
    virtual std::size_t removeBefore(std::int64_t beforeMs) = 0;
};

} // namespace laurel
