#pragma once

#include "laurel/server_domain/access_keys.h"
#include "laurel/server_domain/metadata_store.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace laurel {

/// Where sites tell how much of a model's proposals people kept. Thread-safe. Throws as the store
/// does.
class UsageDesk {
  public:
    /// @param metadata outlives the desk
    /// @param reportsPerDay of one key, within any 24 hours
    UsageDesk(MetadataStore& metadata, std::function<std::int64_t()> nowMs,
              std::size_t reportsPerDay = 1000);

    /// Keeps the report, irregular values too (usage_table.h).
    /// @throws Error PermissionDenied, NotFound (no such version), InvalidInput (Dice outside 0 to
    /// 1), RetryLater (too many reports within a day)
    void record(const std::string& modelId, const UsageReport& report, const Principal& who);

    /// Ascending by version; empty where nothing was reported.
    std::vector<UsageSummary> summary(const std::string& modelId) const;

    /// Forgets reports that are older. @return how many
    std::size_t removeOlderThan(std::int64_t days);

  private:
    MetadataStore& metadata_;
    std::function<std::int64_t()> nowMs_;
    std::size_t reportsPerDay_;
};

} // namespace laurel
