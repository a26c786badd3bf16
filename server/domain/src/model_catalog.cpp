#include "laurel/server_domain/model_catalog.h"

#include "utc_time.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/package/manifest.h"

#include <algorithm>

namespace laurel {

namespace {

void requireModelId(const std::string& modelId) {
    if (!isValidModelId(modelId)) {
        throw Error(ErrorCode::InvalidArgument,
                    "expected a model id of a-z, 0-9, \"_\" and \"-\", got " +
                        quotedForMessage(modelId));
    }
}

[[noreturn]] void throwNoModel(const std::string& modelId) {
    throw Error(ErrorCode::NotFound, "there is no model " + quotedForMessage(modelId));
}

std::string nameOf(const std::string& modelId, std::int64_t number) {
    return "version " + std::to_string(number) + " of model " + quotedForMessage(modelId);
}

PublishedVersion requireVersion(MetadataReader& reader, const std::string& modelId,
                                std::int64_t number) {
    std::optional<PublishedVersion> version = reader.version(modelId, number);
    if (!version) {
        throw Error(ErrorCode::NotFound, "there is no " + nameOf(modelId, number));
    }
    return std::move(*version);
}

PublishedVersion requireCurrent(MetadataReader& reader, const std::string& modelId) {
    const std::optional<std::int64_t> number = reader.currentNumber(modelId);
    if (!number) {
        throwNoModel(modelId);
    }
    return requireVersion(reader, modelId, *number);
}

ModelSummary summaryOfModel(const PublishedVersion& current) {
    return {current.modelId, current.name, current.description, current.license, current.number};
}

VersionSummary summaryOfVersion(const PublishedVersion& version) {
    std::uint64_t bytes = 0;
    for (const StatementFile& file : version.files) {
        bytes += file.size;
    }
    return {version.number, utcTime(version.createdMs), bytes};
}

/// A row names it, so its absence is not the asker's mistake.
std::unique_ptr<BlobReader> openBlob(const BlobStore& blobs, const std::string& sha256) {
    try {
        return blobs.open(sha256);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::NotFound) {
            throw;
        }
        throw Error(ErrorCode::Internal, "the blob " + sha256 + " is lost");
    }
}

VersionInfo infoOf(PublishedVersion version) {
    return {std::move(version.modelId), version.number, std::move(version.statement),
            std::move(version.signature)};
}

} // namespace

/// What every client asks for.
struct ModelCatalog::Known {
    std::int64_t revision = 0;
    std::vector<ModelSummary> models; ///< ascending by id
    std::vector<SignedSuccession> keys;
};

ModelCatalog::ModelCatalog(MetadataStore& metadata, const BlobStore& blobs,
                           RevisionSource* revisions)
    : metadata_(metadata), blobs_(blobs), revisions_(revisions) {}

ModelCatalog::~ModelCatalog() = default;

std::shared_ptr<const ModelCatalog::Known> ModelCatalog::known() const {
    // Asked first, so that what is read then is never older than what it is called.
    const std::int64_t revision = revisions_ == nullptr ? 0 : revisions_->revision();
    if (revisions_ != nullptr) {
        const std::lock_guard lock(mutex_);
        if (known_ && known_->revision == revision) {
            return known_;
        }
    }
    auto read = std::make_shared<Known>();
    read->revision = revision;
    const std::unique_ptr<MetadataReader> reader = metadata_.beginRead();
    for (const PublishedVersion& version : reader->currentVersions()) {
        read->models.push_back(summaryOfModel(version));
    }
    read->keys = reader->keySuccessions();
    const std::lock_guard lock(mutex_);
    known_ = read;
    return read;
}

std::vector<ModelSummary> ModelCatalog::models() const {
    return known()->models;
}

ModelSummary ModelCatalog::model(const std::string& modelId) const {
    requireModelId(modelId);
    const std::shared_ptr<const Known> now = known();
    const auto found = std::ranges::find(now->models, modelId, &ModelSummary::id);
    if (found == now->models.end()) {
        throwNoModel(modelId);
    }
    return *found;
}

std::vector<VersionSummary> ModelCatalog::versions(const std::string& modelId) const {
    requireModelId(modelId);
    std::vector<VersionSummary> versions;
    for (const PublishedVersion& version : metadata_.beginRead()->versions(modelId)) {
        versions.push_back(summaryOfVersion(version));
    }
    if (versions.empty()) {
        throwNoModel(modelId);
    }
    return versions;
}

VersionInfo ModelCatalog::version(const std::string& modelId, std::int64_t number) const {
    requireModelId(modelId);
    return infoOf(requireVersion(*metadata_.beginRead(), modelId, number));
}

VersionInfo ModelCatalog::currentVersion(const std::string& modelId) const {
    requireModelId(modelId);
    return infoOf(requireCurrent(*metadata_.beginRead(), modelId));
}

VersionFile ModelCatalog::file(const std::string& modelId, std::int64_t number,
                               const std::string& name) const {
    requireModelId(modelId);
    const PublishedVersion version = requireVersion(*metadata_.beginRead(), modelId, number);
    const auto found = std::find_if(version.files.begin(), version.files.end(),
                                    [&](const StatementFile& file) { return file.file == name; });
    if (found == version.files.end()) {
        throw Error(ErrorCode::NotFound,
                    nameOf(modelId, number) + " has no file " + quotedForMessage(name));
    }
    return {*found, openBlob(blobs_, found->sha256)};
}

std::vector<SignedSuccession> ModelCatalog::keySuccessions() const {
    return known()->keys;
}

std::vector<GoldCaseDescription> ModelCatalog::goldCases(const std::string& modelId) const {
    requireModelId(modelId);
    std::vector<GoldCaseDescription> cases;
    for (GoldCase& one : metadata_.beginRead()->gold().cases(modelId)) {
        cases.push_back({std::move(one.id), utcTime(one.addedMs), std::move(one.group),
                         std::move(one.labels), one.slices});
    }
    return cases;
}

std::vector<AuditEntry> ModelCatalog::audit(std::int64_t after, std::int64_t limit) const {
    std::vector<AuditEntry> entries;
    const auto most = static_cast<std::size_t>(std::max<std::int64_t>(limit, 0));
    for (AuditRecord& record : metadata_.beginRead()->audit().entries(after, most)) {
        AuditEvent& event = record.event;
        entries.push_back({record.number, utcTime(event.timeMs), std::move(event.actor),
                           std::move(event.action), std::move(event.subject),
                           std::move(event.detail)});
    }
    return entries;
}

} // namespace laurel
