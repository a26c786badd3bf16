#pragma once

#include "laurel/server_domain/contribution_desk.h"
#include "laurel/server_domain/metadata_store.h"

#include <cstdint>
#include <filesystem>

namespace laurel {

/// Whether a key may have one more contribution: how many are open, and how many with how many
/// bytes it announced within 24 hours, whatever became of them.
/// @param contribution not added yet @throws RetryLater, saying when there will be room
void requireQuota(ContributionReader& contributions, const Contribution& contribution,
                  const IntakeLimits& limits);

/// Whether the disk has room for so many bytes beside what is kept free.
/// @throws RetryLater when it has not; Error Io
void requireDisk(const std::filesystem::path& folder, std::uint64_t bytes,
                 const IntakeLimits& limits);

} // namespace laurel
