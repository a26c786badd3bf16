#pragma once

#include "laurel/server_domain/blob_store.h"
#include "laurel/server_domain/contribution_desk.h"
#include "laurel/server_domain/metadata_store.h"
#include "laurel/server_domain/steps.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace laurel {

struct IntakeParts;

/// What the intake needs from around it.
struct IntakeSurroundings {
    std::function<std::int64_t()> nowMs; ///< the clock, as systemTimeMs
    /// Told the id of what was received, durably; must not throw; may be empty.
    std::function<void(const std::string& contributionId)> onReceived;
    /// Told "contribution.created", "contribution.bytes" (more are durable), "contribution.blob"
    /// (the whole is a blob, but not received yet), "contribution.received" and
    /// "contribution.rejected"; may be empty.
    StepObserver observer;
    /// Whether uploads may be ended by their age, as ClockWatch::isSettled; empty: always.
    std::function<bool()> clockIsSettled = {};
};

/// The desk over the stores. Bytes lie as files named by the contribution's id below the blob
/// store's staging folder until they are whole. How many of them count is what the metadata say,
/// which is noted after they are durable; what a file has beyond that is cut off. Once all are
/// there, and their digest is right, the file becomes a blob, and only then the contribution is
/// received; a process that ends anywhere between leaves what the next one completes.
///
/// Of several processes with the same stores, one appends to a contribution at a time.
class ContributionIntake final : public ContributionDesk {
  public:
    /// Completes what an earlier process left, and ends uploads that expired.
    /// @param metadata, blobs outlive the intake @throws as the stores do
    ContributionIntake(MetadataStore& metadata, BlobStore& blobs, const IntakeLimits& limits,
                       IntakeSurroundings surroundings);
    ~ContributionIntake() override;

    std::string create(const std::string& modelId, const ContributionRequest& request,
                       const Principal& who, const std::string& idempotencyKey) override;
    ContributionStatus status(const std::string& id, const Principal& who) override;
    std::unique_ptr<Upload> append(const std::string& id, const ContentRange& range,
                                   const Principal& who) override;

    /// Rejects uploads without progress for IntakeLimits::expireMs, with reason code "expired", and
    /// deletes their bytes. create() does so, too. @return how many
    std::size_t removeExpired();

  private:
    std::unique_ptr<const IntakeParts> parts_;
};

} // namespace laurel
