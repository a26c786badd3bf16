#include "laurel/server_store/data_check.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/server_domain/version_check.h"
#include "laurel/weights/crypto.h"

#include <limits>
#include <utility>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t pageSize = 1000;

/// Calls it with every contribution.
template <typename Visit>
void forEachContribution(MetadataReader& reader, const Visit& visit) {
    std::string after;
    for (;;) {
        const std::vector<Contribution> page = reader.contributions().page(after, pageSize);
        for (const Contribution& contribution : page) {
            visit(contribution);
        }
        if (page.size() < pageSize) {
            return;
        }
        after = page.back().id;
    }
}

/// What is needed once is needed, whoever else names it; else the last who did counts.
void name(NamedBlobs& blobs, const std::string& sha256, const NamedBlob& blob) {
    const auto [place, isNew] = blobs.emplace(sha256, blob);
    const auto rank = [](const NamedBlob& one) {
        constexpr std::int64_t notDone = std::numeric_limits<std::int64_t>::max();
        return std::pair(one.needed, one.doneMs.value_or(notDone));
    };
    if (!isNew && rank(blob) > rank(place->second)) {
        place->second = blob;
    }
}

void nameFiles(NamedBlobs& blobs, const PublishedVersion& version) {
    const std::string owner = "version " + std::to_string(version.number) + " of model " +
                              quotedForMessage(version.modelId);
    for (const StatementFile& file : version.files) {
        name(blobs, file.sha256, {owner + ", " + file.file, file.size, true});
    }
}

void nameContent(NamedBlobs& blobs, const Contribution& contribution) {
    const bool isComplete = contribution.state == ContributionState::Receiving &&
                            contribution.received == contribution.request.size;
    if (contribution.sequence == 0 && !isComplete) {
        return; // never received
    }
    const bool isPublished = contribution.state == ContributionState::Published;
    const bool done = isPublished || contribution.state == ContributionState::Rejected;
    NamedBlob blob{"contribution " + contribution.id + ", which is " +
                       std::string(toString(contribution.state)),
                   contribution.request.size, !done && !isComplete};
    if (done) {
        blob.doneMs = contribution.updatedMs;
        blob.isPublished = isPublished;
    }
    name(blobs, contribution.request.sha256, blob);
}

void nameGold(NamedBlobs& blobs, const GoldCase& goldCase) {
    const std::string owner = "gold case " + goldCase.id;
    name(blobs, goldCase.imageSha256, {owner + ", image", std::nullopt, true});
    name(blobs, goldCase.labelsSha256, {owner + ", labels", std::nullopt, true});
}

NamedBlobs namedBlobs(MetadataReader& reader) {
    NamedBlobs blobs;
    for (const PublishedVersion& current : reader.currentVersions()) {
        for (const PublishedVersion& version : reader.versions(current.modelId)) {
            nameFiles(blobs, version);
        }
    }
    forEachContribution(reader, [&](const Contribution& one) { nameContent(blobs, one); });
    for (const std::string& model : reader.gold().models()) {
        for (const GoldCase& goldCase : reader.gold().cases(model)) {
            nameGold(blobs, goldCase);
        }
    }
    return blobs;
}

void append(std::vector<std::string>& all, const std::vector<std::string>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

void checkVersions(MetadataReader& reader, const ServerKeys& keys, const std::string& serverId,
                   DataReport& report) {
    for (const PublishedVersion& current : reader.currentVersions()) {
        ++report.models;
        std::int64_t expected = 0;
        for (const PublishedVersion& version : reader.versions(current.modelId)) {
            ++report.versions;
            append(report.problems, statementProblems(version, keys, serverId));
            if (version.number != ++expected) {
                report.problems.push_back("version " + std::to_string(expected) + " of model " +
                                          quotedForMessage(version.modelId) + " is missing");
                expected = version.number;
            }
        }
    }
}

/// All keys that may have signed; where their chain does not hold, the last alone.
ServerKeys checkKeys(const std::vector<SignedSuccession>& chain, const Ed25519PublicKey& current,
                     const std::string& serverId, DataReport& report) {
    try {
        return followSuccessions(serverId, chain, current, "signing keys");
    } catch (const Error& error) {
        report.problems.emplace_back(error.what());
        return {{}, current};
    }
}

void checkRows(MetadataReader& reader, const DataFolder& folder, DataReport& report) {
    const std::vector<SignedSuccession> chain = reader.keySuccessions();
    const std::string serverId = readServerId(folder, chain);
    checkVersions(reader, checkKeys(chain, readPublicKey(folder, chain), serverId, report),
                  serverId, report);
    forEachContribution(reader, [&](const Contribution&) { ++report.contributions; });
    for (const std::string& model : reader.gold().models()) {
        report.goldCases += reader.gold().cases(model).size();
    }
    append(report.problems, auditProblems(reader.audit()));
    const std::optional<AuditRecord> last = reader.audit().last();
    report.auditEntries = last ? static_cast<std::size_t>(last->number) : 0;
}

void checkBlob(const FolderBlobStore& store, const std::string& sha256, const NamedBlob& blob,
               DataReport& report) {
    const std::string who = "blob " + sha256 + " of " + blob.owner;
    try {
        const fs::path file = store.uncheckedPath(sha256);
        const std::uint64_t size = fs::file_size(file);
        if (blob.size && size != *blob.size) {
            report.problems.push_back(who + " has " + std::to_string(size) + " bytes, not " +
                                      std::to_string(*blob.size));
        } else if (sha256HexOfFile(file) != sha256) {
            report.problems.push_back(who + " was changed: its bytes have another digest");
        }
        ++report.blobs;
        report.blobBytes += size;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::NotFound) {
            report.problems.push_back(who + ": " + error.what());
        } else if (blob.needed) {
            report.problems.push_back(who + " is missing");
        }
    }
}

void checkBlobs(const FolderBlobStore& store, const NamedBlobs& named, DataReport& report) {
    for (const auto& [sha256, blob] : named) {
        checkBlob(store, sha256, blob, report);
    }
    for (const std::string& sha256 : store.list()) {
        if (named.count(sha256) == 0) {
            report.orphanBlobs.push_back(sha256);
        }
    }
}

} // namespace

NamedBlobs namedBlobs(MetadataStore& metadata) {
    return namedBlobs(*metadata.beginRead());
}

DataReport checkData(const DataFolder& folder) {
    if (!fs::is_regular_file(folder.database())) {
        throw Error(ErrorCode::NotFound, folder.database().string() + " does not exist");
    }
    SqliteMetadataStore metadata(folder.database(), 1);
    const FolderBlobStore blobs(folder.blobs());
    DataReport report;
    report.problems = metadata.integrityProblems();
    NamedBlobs named;
    {
        const std::unique_ptr<MetadataReader> reader = metadata.beginRead();
        checkRows(*reader, folder, report);
        named = namedBlobs(*reader);
    } // hashing the blobs takes long, and a reader holds up the write-ahead log
    checkBlobs(blobs, named, report);
    return report;
}

} // namespace laurel
