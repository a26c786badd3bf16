#include "laurel/server_domain/publisher.h"

#include "utc_time.h"
#include "version_files.h"
#include "workbench.h"

#include "laurel/base/error.h"
#include "laurel/package/model_package.h"
#include "laurel/package/statement.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

namespace laurel {

namespace fs = std::filesystem;

namespace {

void requireNew(MetadataReader& reader, const PublishedVersion& version) {
    const std::optional<std::int64_t> current = reader.currentNumber(version.modelId);
    if (current && reader.version(version.modelId, *current)->files == version.files) {
        throw Error(ErrorCode::AlreadyExists,
                    nameOfVersion(version.modelId, *current) + " consists of exactly these files");
    }
}

void requireNumber(const PublishedVersion& current, std::int64_t expected) {
    if (current.number != expected) {
        throw Error(ErrorCode::Conflict,
                    nameOfVersion(current.modelId, expected) + " is no longer current");
    }
}

void sign(PublishedVersion& version, const ServerIdentity& identity,
          const std::vector<SignedSuccession>& chain) {
    const Ed25519KeyPair& key = identity.keyAfter(chain);
    VersionStatement statement;
    statement.serverId = identity.id();
    statement.modelId = version.modelId;
    statement.number = version.number;
    statement.parents = version.parents;
    statement.created = utcTime(version.createdMs);
    statement.files = version.files;
    statement.keyId = fingerprint(key.publicKey());
    version.statement = serializeStatement(statement);
    version.signature = toHexText(signStatement(statement, key));
}

/// The manifest's own words come with it to every list of models.
void describe(PublishedVersion& version, const ModelManifest& manifest) {
    version.modelId = manifest.id;
    version.name = manifest.name;
    version.description = manifest.description;
    version.license = manifest.license;
}

nlohmann::json originOf(const MergedVersion& merged) {
    const MergedVersion::Part& first = merged.contributions.front();
    nlohmann::json origin{{"contribution", first.contributionId},
                          {"base", first.base},
                          {"alpha", merged.alpha},
                          {"staleness", first.staleness}};
    for (std::size_t i = 1; i < merged.contributions.size(); ++i) {
        const MergedVersion::Part& part = merged.contributions[i];
        origin["with"].push_back({{"contribution", part.contributionId},
                                  {"base", part.base},
                                  {"staleness", part.staleness}});
    }
    return origin;
}

ModelManifest manifestOfMerge(ModelManifest manifest, const MergedVersion& merged) {
    manifest.metrics = {{"mean_dice", merged.scores.meanDice.value()},
                        {"dice_per_label", merged.scores.labels},
                        {"gold_set", merged.goldSet}};
    manifest.provenance["merged"] = originOf(merged);
    return manifest;
}

/// What was made, and of the current version what was not made anew.
std::vector<StatementFile> withFilesOf(const PublishedVersion& current,
                                       std::vector<StatementFile> made) {
    for (const StatementFile& file : current.files) {
        if (file.file != manifestFileName && file.file != weightsFileName) {
            made.push_back(file);
        }
    }
    std::sort(made.begin(), made.end(),
              [](const StatementFile& a, const StatementFile& b) { return a.file < b.file; });
    return made;
}

std::vector<std::int64_t> parentsOf(std::int64_t a, std::int64_t b) {
    return a == b ? std::vector{a} : std::vector{std::min(a, b), std::max(a, b)};
}

void setLineage(PublishedVersion& version, const MergedVersion& merged) {
    version.action = VersionAction::Merge;
    std::set<std::int64_t> parents{merged.current};
    for (const MergedVersion::Part& part : merged.contributions) {
        parents.insert(part.base);
    }
    version.parents = {parents.begin(), parents.end()};
    const MergedVersion::Part& first = merged.contributions.front();
    version.contributionId = first.contributionId;
    version.alpha = merged.alpha;
    version.staleness = first.staleness;
}

} // namespace

std::int64_t systemTimeMs() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// For the audit log.
struct Publisher::Note {
    std::string actor;
    nlohmann::json detail = nlohmann::json::object();
};

Publisher::Publisher(MetadataStore& metadata, BlobStore& blobs, const ServerIdentity& identity,
                     std::function<std::int64_t()> nowMs, StepObserver observer)
    : metadata_(metadata), blobs_(blobs), identity_(identity), nowMs_(std::move(nowMs)),
      observer_(std::move(observer)) {}

VersionInfo Publisher::publish(const fs::path& folder, const std::string& actor) {
    const Workbench workbench(blobs_);
    copyPackage(folder, workbench.path());
    PublishedVersion version;
    describe(version, ModelPackage::open(workbench.path()).manifest());
    version.files = describePackageFiles(workbench.path());
    storeFiles(version.modelId, workbench.path(), version.files);

    const std::unique_ptr<MetadataWriter> writer = metadata_.beginWrite();
    return show(*writer, std::move(version), {.actor = actor}, {});
}

VersionInfo Publisher::publishMerged(const MergedVersion& merged, const AlsoWrite& also) {
    const Workbench workbench(blobs_);
    const PublishedVersion current = currentVersionOf(*metadata_.beginRead(), merged.modelId);
    requireNumber(current, merged.current);
    const ModelPackage package =
        ModelPackage::create(workbench.path() / "package",
                             manifestOfMerge(manifestOf(blobs_, current), merged), merged.weights);
    PublishedVersion version;
    describe(version, package.manifest());
    setLineage(version, merged);
    const std::vector<StatementFile> made = describePackageFiles(package.folder());
    storeFiles(version.modelId, package.folder(), made);
    version.files = withFilesOf(current, made);

    const std::unique_ptr<MetadataWriter> writer = metadata_.beginWrite();
    requireNumber(currentVersionOf(*writer, merged.modelId), merged.current);
    return show(*writer, std::move(version), {"server", originOf(merged)}, also);
}

VersionInfo Publisher::rollback(const std::string& modelId, std::int64_t number,
                                const std::string& actor) {
    const std::unique_ptr<MetadataWriter> writer = metadata_.beginWrite();
    std::optional<PublishedVersion> earlier = writer->version(modelId, number);
    if (!earlier) {
        throw Error(ErrorCode::NotFound, "there is no " + nameOfVersion(modelId, number));
    }
    for (const StatementFile& file : earlier->files) {
        blobs_.open(file.sha256);
    }
    const std::int64_t current = currentVersionOf(*writer, modelId).number;
    PublishedVersion version;
    version.modelId = modelId;
    version.name = earlier->name;
    version.description = earlier->description;
    version.license = earlier->license;
    version.files = std::move(earlier->files);
    version.action = VersionAction::Rollback;
    version.parents = parentsOf(number, current);
    return show(*writer, std::move(version), {actor, {{"to", number}, {"from", current}}}, {});
}

void Publisher::storeFiles(const std::string& modelId, const fs::path& folder,
                           const std::vector<StatementFile>& files) {
    for (const StatementFile& file : files) {
        if (blobs_.take(folder / file.file) != file.sha256) {
            throw Error(ErrorCode::Io, file.file + " changed while it was published");
        }
    }
    tell("blobs.stored", modelId);
}

VersionInfo Publisher::show(MetadataWriter& writer, PublishedVersion version, const Note& note,
                            const AlsoWrite& also) {
    requireNew(writer, version);
    version.number = writer.greatestNumber(version.modelId).value_or(0) + 1;
    version.createdMs = nowMs_();
    sign(version, identity_, writer.keySuccessions());
    writer.addVersion(version);
    writer.setCurrent(version.modelId, writer.currentNumber(version.modelId), version.number);
    const std::string name = shortNameOf(version);
    writer.audit().append({version.createdMs, note.actor,
                           "model." + std::string(toString(version.action)), name,
                           note.detail.dump()});
    if (also) {
        also(writer, version);
    }
    writer.commit();
    tell("version.published", name);
    return {version.modelId, version.number, version.statement, version.signature};
}

void Publisher::tell(std::string_view step, const std::string& subject) const {
    if (observer_) {
        observer_(step, subject);
    }
}

} // namespace laurel
