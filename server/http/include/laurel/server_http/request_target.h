#pragma once

#include "laurel/server_http/query.h"

#include <string>
#include <string_view>

namespace laurel {

struct RequestTarget {
    std::string path; ///< percent-decoded
    Query query;
};

/// @param target such as "/models?limit=10"
/// @throws Error InvalidArgument for a malformed path or query, or a fragment
RequestTarget parseRequestTarget(std::string_view target);

} // namespace laurel
