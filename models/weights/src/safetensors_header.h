#pragma once

#include "laurel/weights/safetensors.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// One tensor as the header declares it. Offsets count from the first byte after the header.
struct SafetensorsEntry {
    TensorSpec spec;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

/// Parses the header's JSON and checks it by itself: syntax, keys, names, dtypes, shapes. Offsets
/// are checked against the file by the caller. `__metadata__` is checked and dropped.
/// @param name begins every message
/// @throws Error InvalidInput or LimitExceeded
std::vector<SafetensorsEntry> parseSafetensorsHeader(std::string_view json, const std::string& name,
                                                     const SafetensorsLimits& limits);

/// @throws Error InvalidInput or LimitExceeded, naming `where`, for a name no weights file may
/// have: empty, too long, with control characters, or reserved
void requireTensorName(const std::string& tensor, const std::string& where,
                       const SafetensorsLimits& limits);

inline constexpr std::string_view safetensorsMetadataKey = "__metadata__";

} // namespace laurel
