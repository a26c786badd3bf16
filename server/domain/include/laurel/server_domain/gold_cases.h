#pragma once

#include "laurel/proto/admin.h"

#include <cstdint>
#include <string>
#include <vector>

namespace laurel {

/// One gold case as the server remembers it. Its pixels are two blobs, which no endpoint serves.
struct GoldCase {
    std::string id; ///< 16 random bytes in hexadecimal
    std::string modelId;
    std::string group;               ///< tag, may be empty
    std::vector<std::string> labels; ///< segment names of the reference
    std::int64_t slices = 0;
    std::int64_t addedMs = 0;
    std::string imageSha256;
    std::string labelsSha256;
    bool operator==(const GoldCase&) const = default;
};

/// Which cases these are: SHA-256 over ids and digests. Scores are comparable only under the same
/// one. @param cases of one model, ascending by id
std::string digestOfGoldSet(const std::vector<GoldCase>& cases);

} // namespace laurel
