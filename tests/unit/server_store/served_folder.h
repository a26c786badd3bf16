#pragma once

#include "example_rows.h"

#include "support/tiny_package.h"

#include "laurel/base/files.h"
#include "laurel/server_domain/publisher.h"
#include "laurel/server_store/data_check.h"

#include <string>

namespace laurel {

/// The folder of a server that has everything in it: two versions, a contribution in work and one
/// that is done with, an upload, a gold case, keys, and an audit log.
class ServedFolder {
  public:
    explicit ServedFolder(const std::filesystem::path& root)
        : folder{made(root)}, identity(openIdentity(folder)), metadata(folder.database(), 2),
          blobs(folder.blobs()) {
        writeFileAtomically(folder.keySecret(), std::string(64, '5') + "\n");
        std::filesystem::permissions(folder.keySecret(), std::filesystem::perms::owner_read |
                                                             std::filesystem::perms::owner_write);
        publish(1);
        publish(2);
        const auto writer = metadata.beginWrite();
        writer->keys().add(exampleKey("key"));
        addContribution(*writer, 1, "in work", ContributionState::Screened);
        addContribution(*writer, 2, "done", ContributionState::Rejected);
        addContribution(*writer, 3, "", ContributionState::Receiving);
        GoldCase gold = exampleGold("gold", "tiny");
        gold.imageSha256 = store("gold image");
        gold.labelsSha256 = store("gold labels");
        writer->gold().add(gold);
        writer->audit().append({1, "local", "key.create", "key", "{}"});
        writer->commit();
    }

    std::int64_t publish(float value) {
        const TemporaryFolder package;
        writeTinyPackage(package.path() / "p", value);
        return Publisher(metadata, blobs, identity).publish(package.path() / "p").number;
    }

    std::string store(const std::string& content) {
        const TemporaryFolder aside(blobs.stagingFolder());
        writeFileAtomically(aside.path() / "blob", content);
        return blobs.take(aside.path() / "blob");
    }

    DataFolder folder;
    ServerIdentity identity;
    SqliteMetadataStore metadata;
    FolderBlobStore blobs;

  private:
    static const std::filesystem::path& made(const std::filesystem::path& root) {
        std::filesystem::create_directory(root);
        return root;
    }

    void addContribution(MetadataWriter& writer, int number, const std::string& content,
                         ContributionState to) {
        Contribution contribution = exampleContribution(number, "tiny");
        if (!content.empty()) {
            contribution.request.sha256 = store(content);
            contribution.request.size = content.size();
        }
        ContributionWriter& table = writer.contributions();
        table.add(contribution);
        if (to == ContributionState::Receiving) {
            return;
        }
        table.recordBytes(contribution.id, 0, contribution.request.size, 1);
        table.advance(contribution.id, ContributionState::Receiving, ContributionState::Received,
                      1);
        table.advance(contribution.id, ContributionState::Received, to, 1);
    }
};

} // namespace laurel
