#pragma once

#include "laurel/proto/admin.h"
#include "laurel/proto/messages.h"
#include "laurel/server_domain/blob_store.h"
#include "laurel/server_domain/metadata_store.h"
#include "laurel/server_domain/revision_source.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace laurel {

/// One file of a published version, open.
struct VersionFile {
    StatementFile description;
    std::unique_ptr<BlobReader> content;
};

/// What the server has, for those who want to read it. Thread-safe. All functions throw Error
/// InvalidArgument for what no model id, number or file name can be, NotFound, and as the stores
/// do.
class ModelCatalog {
  public:
    /// Both stores, and `revisions`, outlive the catalog.
    /// @param revisions of the metadata: with it, what is asked often is read once for each
    ModelCatalog(MetadataStore& metadata, const BlobStore& blobs,
                 RevisionSource* revisions = nullptr);
    ~ModelCatalog();

    std::vector<ModelSummary> models() const; ///< ascending by id
    ModelSummary model(const std::string& modelId) const;
    std::vector<VersionSummary> versions(const std::string& modelId) const; ///< ascending by number
    VersionInfo version(const std::string& modelId, std::int64_t number) const;
    VersionInfo currentVersion(const std::string& modelId) const;
    VersionFile file(const std::string& modelId, std::int64_t number,
                     const std::string& name) const;

    /// How the server's signing keys followed one another, oldest first.
    std::vector<SignedSuccession> keySuccessions() const;

    /// Those that are measured now, ascending by id; none where there is no such model.
    std::vector<GoldCaseDescription> goldCases(const std::string& modelId) const;
    /// Entries of the audit log with greater numbers, ascending, at most `limit`.
    std::vector<AuditEntry> audit(std::int64_t after, std::int64_t limit) const;

  private:
    struct Known;
    std::shared_ptr<const Known> known() const;

    MetadataStore& metadata_;
    const BlobStore& blobs_;
    RevisionSource* revisions_;
    mutable std::mutex mutex_; ///< guards known_
    mutable std::shared_ptr<const Known> known_;
};

} // namespace laurel
