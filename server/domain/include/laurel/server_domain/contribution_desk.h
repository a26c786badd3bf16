#pragma once

#include "laurel/proto/contributions.h"
#include "laurel/server_domain/access_keys.h"
#include "laurel/server_domain/blob_store.h"
#include "laurel/server_domain/metadata_store.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace laurel {

/// What the desk accepts. Defaults of named settings.
struct IntakeLimits {
    std::uint64_t fileBytes = std::uint64_t{1} << 31; ///< of one contribution
    std::uint64_t chunkBytes = 8U << 20;              ///< of one PUT
    std::int64_t mostSlices = 1000;        ///< claims of more reviewed slices count as this
    std::size_t openPerKey = 16;           ///< contributions of one key that are not final
    std::size_t contributionsPerDay = 200; ///< of one key, within any 24 hours
    std::uint64_t bytesPerDay = std::uint64_t{1} << 35;         ///< that these may announce
    std::uint64_t leastFreeBytes = std::uint64_t{256} << 20;    ///< of the disk, left to the rest
    std::int64_t greatestStaleness = 20;                        ///< older bases are refused
    std::int64_t expireMs = std::int64_t{7} * 24 * 3600 * 1000; ///< of uploads without progress
};

/// Bytes of one contribution on their way in. Whoever holds it is the only one that appends to this
/// contribution. For one thread.
class Upload {
  public:
    virtual ~Upload() = default;

    /// @throws Error LimitExceeded past the announced range, Io
    virtual void write(std::span<const std::byte> bytes) = 0;
    /// Makes what was written durable and records it, whether the range is complete or not; to be
    /// called also when the client went away. With the last byte of all, checks the digest: the
    /// contribution is then received, or rejected where the digest differs.
    /// @return the durable bytes
    virtual std::uint64_t finish() = 0;
};

/// Where contributions come in: created, uploaded piece by piece, asked about. Thread-safe. A key
/// sees its own contributions only, an administrator all; others throw NotFound, as for ids that do
/// not exist.
class ContributionDesk {
  public:
    virtual ~ContributionDesk() = default;

    /// @param idempotencyKey of the client, 1 to 128 printable characters, or empty: the same one
    /// from the same key gives the same contribution again
    /// @return its id
    /// @throws Error NotFound (model), PermissionDenied, InvalidInput, LimitExceeded (size,
    /// also against the base version's weights), RetryLater (too many open ones, too many or too
    /// much within a day, no room on the disk), Refused (base version unknown or too old), Conflict
    /// (the idempotency key came with another request)
    virtual std::string create(const std::string& modelId, const ContributionRequest& request,
                               const Principal& who, const std::string& idempotencyKey) = 0;

    /// @throws Error NotFound
    virtual ContributionStatus status(const std::string& id, const Principal& who) = 0;

    /// Begins to take the bytes of a range, which must start at the durable bytes.
    /// @throws Error NotFound, Conflict when it starts elsewhere, somebody else appends, or all
    /// bytes are there, InvalidInput when the total differs, LimitExceeded
    virtual std::unique_ptr<Upload> append(const std::string& id, const ContentRange& range,
                                           const Principal& who) = 0;
};

} // namespace laurel
