#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace laurel {

struct JsonLimits {
    std::size_t bytes = 1U << 20;
    int depth = 16;
};

/// Parses JSON from others: RFC 8259 without extensions, every key once per object, bounded in size
/// and depth. `name` begins every message.
/// @throws Error InvalidInput or LimitExceeded
nlohmann::json parseStrictJson(std::string_view text, const std::string& name,
                               const JsonLimits& limits = {});

} // namespace laurel
