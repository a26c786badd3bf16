#include "served_folder.h"

#include "support/expect_error.h"

#include "laurel/server_store/backup.h"

#include <atomic>
#include <set>
#include <thread>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

class Backup : public ::testing::Test {
  protected:
    fs::path target() const { return folder_.path() / "backup"; }
    DataFolder restored() const { return {folder_.path() / "restored"}; }

    std::set<std::string> namesIn(const fs::path& folder) {
        std::set<std::string> names;
        for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
            names.insert(entry.path().filename().string());
        }
        return names;
    }

    TemporaryFolder folder_;
    ServedFolder served_{folder_.path() / "data"};
};

TEST_F(Backup, comesBackAsItWas) {
    const DataReport before = checkData(served_.folder);
    const BackupReport report = backUpData(served_.folder, target(), true);
    EXPECT_EQ(report.blobs, before.blobs);
    EXPECT_EQ(report.blobBytes, before.blobBytes);
    EXPECT_EQ(restoreData(target(), restored()), before);

    SqliteMetadataStore metadata(restored().database(), 2);
    const FolderBlobStore blobs(restored().blobs());
    const auto then = served_.metadata.beginRead();
    const auto now = metadata.beginRead();
    EXPECT_EQ(now->versions("tiny"), then->versions("tiny"));
    EXPECT_EQ(now->currentNumber("tiny"), 2);
    EXPECT_EQ(now->contributions().page("", 10), then->contributions().page("", 10));
    EXPECT_EQ(now->keys().all(), then->keys().all());
    EXPECT_EQ(now->audit().entries(0, 100), then->audit().entries(0, 100));
    EXPECT_EQ(blobs.list(), served_.blobs.list());
    for (const std::string& sha256 : blobs.list()) {
        EXPECT_EQ(sha256HexOfFile(blobs.path(sha256)), sha256);
    }
    EXPECT_EQ(openIdentity(restored()).id(), served_.identity.id());
    EXPECT_EQ(readTextFile(restored().keySecret(), 100),
              readTextFile(served_.folder.keySecret(), 100));
}

TEST_F(Backup, keepsSecretsToItselfUnlessAsked) {
    backUpData(served_.folder, target(), false);
    EXPECT_EQ(namesIn(target()), (std::set<std::string>{"blobs", "laurel.sqlite", "server.pub"}));
    EXPECT_EQ(fs::status(target()).permissions(), fs::perms::owner_all);
    restoreData(target(), restored());
    expectError(ErrorCode::NotFound, "private key back", [&] { openIdentity(restored()); });

    const fs::path whole = folder_.path() / "whole";
    backUpData(served_.folder, whole, true);
    EXPECT_EQ(namesIn(whole), (std::set<std::string>{"blobs", "key.secret", "laurel.sqlite",
                                                     "server.key", "server.pub"}));
    for (const char* secret : {"server.key", "key.secret", "laurel.sqlite"}) {
        EXPECT_EQ(fs::status(whole / secret).permissions(),
                  fs::perms::owner_read | fs::perms::owner_write);
    }
}

TEST_F(Backup, leavesOutOrphansAndUploads) {
    const std::string orphan = served_.store("an orphan");
    fs::create_directory(served_.blobs.stagingFolder() / "uploads");
    writeFileAtomically(served_.blobs.stagingFolder() / "uploads" / "half", "bytes");
    backUpData(served_.folder, target(), false);
    const FolderBlobStore blobs(target() / "blobs");
    expectError(ErrorCode::NotFound, orphan, [&] { blobs.open(orphan); });
    EXPECT_TRUE(fs::is_empty(target() / "blobs" / "staging"));
}

TEST_F(Backup, touchesNothingThatExists) {
    fs::create_directory(target());
    expectError(ErrorCode::AlreadyExists, "exists already",
                [&] { backUpData(served_.folder, target(), false); });
    fs::remove(target());
    backUpData(served_.folder, target(), false);
    fs::create_directory(restored().root);
    writeFileAtomically(restored().root / "something", "of somebody");
    expectError(ErrorCode::AlreadyExists, "not an empty folder",
                [&] { restoreData(target(), restored()); });
    EXPECT_EQ(namesIn(restored().root), std::set<std::string>{"something"});
    fs::remove(restored().root / "something");
    EXPECT_NO_THROW(restoreData(target(), restored()));
}

TEST_F(Backup, appearsWholeOrNotAtAll) {
    const std::set<std::string> before = namesIn(folder_.path());
    served_.blobs.remove(sha256Hex("in work"));
    expectError(ErrorCode::NotFound, sha256Hex("in work"),
                [&] { backUpData(served_.folder, target(), false); });
    EXPECT_EQ(namesIn(folder_.path()), before);
    served_.store("in work");

    const fs::path blob = served_.blobs.path(sha256Hex("in work"));
    fs::remove(blob);
    writeFileAtomically(blob, "changed");
    expectError(ErrorCode::InvalidInput, "was changed",
                [&] { backUpData(served_.folder, target(), false); });
    EXPECT_EQ(namesIn(folder_.path()), before);
    expectError(ErrorCode::NotFound, "laurel.sqlite",
                [&] { backUpData({folder_.path() / "elsewhere"}, target(), false); });
    EXPECT_EQ(namesIn(folder_.path()), before);
}

TEST_F(Backup, isNotRestoredWhenItIsDamaged) {
    backUpData(served_.folder, target(), false);
    const fs::path blob = FolderBlobStore(target() / "blobs").path(sha256Hex("gold image"));
    fs::remove(blob);
    const std::set<std::string> before = namesIn(folder_.path());
    expectError(ErrorCode::InvalidInput, "1 problems", [&] { restoreData(target(), restored()); });
    writeFileAtomically(blob, "gold imagf");
    expectError(ErrorCode::InvalidInput, "was changed", [&] { restoreData(target(), restored()); });
    EXPECT_EQ(namesIn(folder_.path()), before);
    expectError(ErrorCode::NotFound, "laurel.sqlite",
                [&] { restoreData(folder_.path() / "elsewhere", restored()); });
}

/// While versions are published and pieces of an upload noted: each backup is one moment, complete.
TEST_F(Backup, isTakenOfARunningServer) {
    std::atomic<bool> enough = false;
    std::thread publishing([&] {
        for (int value = 3; !enough; ++value) {
            served_.publish(static_cast<float>(value));
        }
    });
    for (int round = 0; round < 4; ++round) {
        const fs::path backup = folder_.path() / ("backup-" + std::to_string(round));
        const DataFolder data{folder_.path() / ("restored-" + std::to_string(round))};
        backUpData(served_.folder, backup, false);
        const DataReport report = restoreData(backup, data);
        EXPECT_THAT(report.orphanBlobs, ElementsAre());
        EXPECT_GE(report.versions, 2U);
    }
    enough = true;
    publishing.join();
    EXPECT_THAT(checkData(served_.folder).problems, ElementsAre());
}

} // namespace
} // namespace laurel
