#pragma once

#include "laurel/net/upload_queue.h"

#include <filesystem>

namespace laurel {

inline constexpr const char* entryWeightsName = "weights.safetensors";

/// Writes entry.json into an entry's folder, all or nothing. @throws Error Io
void writeEntry(const std::filesystem::path& folder, const QueueEntry& entry);

/// @throws Error NotFound, Io, InvalidInput
QueueEntry readEntry(const std::filesystem::path& folder);

} // namespace laurel
