#pragma once

#include "laurel/proto/messages.h"
#include "laurel/server_domain/blob_store.h"
#include "laurel/server_domain/gates.h"
#include "laurel/server_domain/metadata_store.h"
#include "laurel/server_domain/server_identity.h"
#include "laurel/server_domain/steps.h"
#include "laurel/weights/state_dict.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// Bound on one file of a version: 2 GiB, as for weights.
inline constexpr std::uint64_t maxPublishedFileBytes = std::uint64_t{1} << 31;

/// Milliseconds since 1970, UTC.
std::int64_t systemTimeMs();

/// A version that the server makes itself: the current one with other weights.
struct MergedVersion {
    std::string modelId;
    std::int64_t current = 0; ///< number of the version that was merged with
    struct Part {
        std::string contributionId;
        std::int64_t base = 0;      ///< number of the version that the contributor began with
        std::int64_t staleness = 0; ///< versions between base and current
    };
    std::vector<Part> contributions; ///< one or more, in the order of their turns
    double alpha = 0;                ///< before the weight of staleness
    StateDict weights;
    ScoreSummary scores; ///< on the gold cases, with a mean; become the manifest's metrics
    std::string goldSet; ///< digest of these cases
};

/// Writes what has to become true together with a version, such as the contribution's state.
using AlsoWrite = std::function<void(MetadataWriter&, const PublishedVersion&)>;

/// Makes versions of models: checks, stores, signs, and only then shows them, all or nothing, with
/// an entry in the audit log. Thread-safe; several processes may publish into the same stores, one
/// after the other.
class Publisher {
  public:
    /// Stores and identity outlive the publisher. @param nowMs the clock, as systemTimeMs
    /// @param observer told "blobs.stored" with the model's id, then "version.published" with the
    /// version, such as "leg@3"; may be empty
    Publisher(MetadataStore& metadata, BlobStore& blobs, const ServerIdentity& identity,
              std::function<std::int64_t()> nowMs = systemTimeMs, StepObserver observer = {});

    /// Publishes a package folder as the next version of the model that its manifest names, and
    /// makes it the current one. Its manifest.json, weights.safetensors, CARD.md and network.pt are
    /// copied first, so that what was checked is what is stored; other files are left out.
    /// @param actor for the audit log, as AuditEvent::actor
    /// @throws Error InvalidInput naming file and field, AlreadyExists when the current version
    /// consists of the same files, NotFound, LimitExceeded, and as the stores do
    VersionInfo publish(const std::filesystem::path& folder, const std::string& actor = "local");

    /// Publishes merged weights with the current version's other files; its manifest gets the
    /// scores as metrics and, as provenance.merged, where it comes from.
    /// @param also part of the same transaction
    /// @throws Error Conflict when another version became current meanwhile; as publish and also
    VersionInfo publishMerged(const MergedVersion& merged, const AlsoWrite& also);

    /// Publishes the files of an earlier version again, as the next version: numbers never go back,
    /// so that clients move on to it. @param actor as for publish
    /// @throws Error NotFound, AlreadyExists when the current version consists of the same files,
    /// and as the stores do
    VersionInfo rollback(const std::string& modelId, std::int64_t number, const std::string& actor);

  private:
    struct Note;

    void storeFiles(const std::string& modelId, const std::filesystem::path& folder,
                    const std::vector<StatementFile>& files);
    VersionInfo show(MetadataWriter& writer, PublishedVersion version, const Note& note,
                     const AlsoWrite& also);
    void tell(std::string_view step, const std::string& subject) const;

    MetadataStore& metadata_;
    BlobStore& blobs_;
    const ServerIdentity& identity_;
    std::function<std::int64_t()> nowMs_;
    StepObserver observer_;
};

} // namespace laurel
