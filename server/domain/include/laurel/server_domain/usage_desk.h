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
    UsageDesk(MetadataStore& metadata, std::function<std::int64_t()> nowMs);

    /// Keeps the report, irregular values too (usage_table.h).
    /// @throws Error PermissionDenied, NotFound (no such version), InvalidInput (Dice outside 0 to
    /// 1)
    void record(const std::string& modelId, const UsageReport& report, const Principal& who);

    /// Ascending by version; empty where nothing was reported.
    std::vector<UsageSummary> summary(const std::string& modelId) const;

  private:
    MetadataStore& metadata_;
    std::function<std::int64_t()> nowMs_;
};

} // namespace laurel
