#include "served_folder.h"

#include "support/expect_error.h"

#include <algorithm>
#include <sqlite3.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DataCheck : public ::testing::Test {
  protected:
    /// As somebody would who has the file, but not our program.
    void change(const std::string& sql) {
        sqlite3* database = nullptr;
        ASSERT_EQ(sqlite3_open(served_.folder.database().c_str(), &database), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(database);
    }

    std::vector<std::string> problems() { return checkData(served_.folder).problems; }

    void overwrite(const std::string& sha256, const std::string& content) {
        const fs::path file = served_.blobs.uncheckedPath(sha256);
        fs::remove(file);
        writeFileAtomically(file, content);
    }

    std::string digestOf(const std::string& file) {
        const auto version = served_.metadata.beginRead()->version("tiny", 2);
        const auto found = std::find_if(version->files.begin(), version->files.end(),
                                        [&](const StatementFile& one) { return one.file == file; });
        return found->sha256;
    }

    TemporaryFolder folder_;
    ServedFolder served_{folder_.path() / "data"};
};

TEST_F(DataCheck, findsNothingWrongWithAServer) {
    const DataReport report = checkData(served_.folder);
    EXPECT_THAT(report.problems, ElementsAre());
    EXPECT_THAT(report.orphanBlobs, ElementsAre());
    EXPECT_EQ(report.models, 1U);
    EXPECT_EQ(report.versions, 2U);
    EXPECT_EQ(report.contributions, 3U);
    EXPECT_EQ(report.goldCases, 1U);
    EXPECT_EQ(report.auditEntries, served_.metadata.beginRead()->audit().entries(0, 100).size());
    EXPECT_EQ(report.blobs, served_.blobs.list().size());
    std::uint64_t bytes = 0;
    for (const std::string& sha256 : served_.blobs.list()) {
        bytes += fs::file_size(served_.blobs.uncheckedPath(sha256));
    }
    EXPECT_EQ(report.blobBytes, bytes);
}

TEST_F(DataCheck, listsBlobsThatNoRowNames) {
    const std::string orphan = served_.store("an orphan");
    EXPECT_THAT(problems(), ElementsAre());
    EXPECT_THAT(checkData(served_.folder).orphanBlobs, ElementsAre(orphan));
}

TEST_F(DataCheck, findsLostAndChangedBlobs) {
    const std::string manifest = digestOf(manifestFileName);
    const std::string weights = digestOf(weightsFileName);
    served_.blobs.remove(manifest);
    EXPECT_THAT(problems(), ElementsAre(HasSubstr(manifest + " of version 1 of model \"tiny\", "
                                                             "manifest.json is missing")));
    served_.blobs.remove(weights);
    EXPECT_EQ(problems().size(), 2U);
}

TEST_F(DataCheck, findsChangedBytes) {
    const std::string weights = digestOf(weightsFileName);
    std::string content = readTextFile(served_.blobs.uncheckedPath(weights), 1 << 20);
    content.back() = static_cast<char>(content.back() ^ 1);
    overwrite(weights, content);
    EXPECT_THAT(problems(), ElementsAre(HasSubstr("was changed")));
    overwrite(weights, content + "x");
    EXPECT_THAT(problems(), ElementsAre(HasSubstr("bytes, not")));
}

TEST_F(DataCheck, needsTheBytesOfWhatIsStillToBeDone) {
    served_.blobs.remove(sha256Hex("done"));
    EXPECT_THAT(problems(), ElementsAre());
    served_.blobs.remove(sha256Hex("in work"));
    EXPECT_THAT(problems(), ElementsAre(HasSubstr(exampleContribution(1).id +
                                                  ", which is screened is missing")));
}

TEST_F(DataCheck, needsGoldCasesUntilTheyAreRemoved) {
    served_.blobs.remove(sha256Hex("gold image"));
    EXPECT_THAT(problems(), ElementsAre(HasSubstr("gold case gold, image is missing")));
    const auto writer = served_.metadata.beginWrite();
    writer->gold().remove("gold", 1);
    writer->commit();
    EXPECT_THAT(problems(), ElementsAre());
    EXPECT_THAT(checkData(served_.folder).orphanBlobs, ElementsAre(sha256Hex("gold labels")));
}

TEST_F(DataCheck, findsRowsThatDifferFromWhatWasSigned) {
    const std::string one = "version 1 of model \"tiny\": its statement has another ";
    change("UPDATE versions SET created_ms = created_ms + 1000 WHERE number = 1");
    EXPECT_THAT(problems(), ElementsAre(one + "time"));
    change("UPDATE versions SET created_ms = created_ms - 1000 WHERE number = 1");
    EXPECT_THAT(problems(), ElementsAre());
    change("DELETE FROM version_files WHERE number = 1 AND name = 'manifest.json'");
    EXPECT_THAT(problems(), ElementsAre(one + "list of files"));
}

TEST_F(DataCheck, findsParentsThatWereNotSigned) {
    const bool hasParents = !served_.metadata.beginRead()->version("tiny", 2)->parents.empty();
    change(hasParents ? "DELETE FROM version_parents"
                      : "INSERT INTO version_parents VALUES ('tiny', 2, 1)");
    EXPECT_THAT(problems(), ElementsAre(HasSubstr("list of parents")));
}

TEST_F(DataCheck, findsForgedStatements) {
    change("UPDATE versions SET signature = replace(signature, substr(signature, 1, 4), '0000') "
           "WHERE number = 2");
    EXPECT_THAT(problems(), ElementsAre(HasSubstr("version 2 of model \"tiny\": ")));
    change("UPDATE versions SET statement = (SELECT statement FROM versions WHERE number = 2), "
           "signature = (SELECT signature FROM versions WHERE number = 2) WHERE number = 1");
    EXPECT_GE(problems().size(), 2U);
}

TEST_F(DataCheck, findsAnAuditLogThatWasChanged) {
    change("UPDATE audit_log SET actor = 'nobody' WHERE number = 1");
    EXPECT_THAT(problems(), ElementsAre(HasSubstr("audit entry 1")));
}

TEST_F(DataCheck, findsReferencesToRowsThatAreMissing) {
    change("PRAGMA foreign_keys = OFF; DELETE FROM access_keys");
    EXPECT_THAT(problems(),
                ::testing::Contains(HasSubstr("a row of contributions refers to one")).Times(3));
    EXPECT_THAT(problems(), ::testing::Contains(HasSubstr("a row of access_key_models")).Times(2));
}

TEST_F(DataCheck, saysWhatIsNoServersFolder) {
    expectError(ErrorCode::NotFound, "laurel.sqlite",
                [&] { checkData({folder_.path() / "elsewhere"}); });
    EXPECT_FALSE(fs::exists(folder_.path() / "elsewhere"));
}

TEST_F(DataCheck, worksWithTheMetadataKeptApartFromThePrivateKey) {
    fs::remove(served_.folder.privateKey());
    EXPECT_THAT(problems(), ElementsAre());
    fs::remove(served_.folder.publicKey());
    expectError(ErrorCode::NotFound, "neither server.pub nor server.key", [&] { problems(); });
}

TEST(DataFolder, keepsItsIdentity) {
    const TemporaryFolder folder;
    const DataFolder data{folder.path()};
    const std::string id = openIdentity(data).id();
    EXPECT_EQ(openIdentity(data).id(), id);
    EXPECT_EQ(fingerprint(readPublicKey(data)), id);
    const fs::path kept = folder.path() / "kept";
    fs::rename(data.privateKey(), kept);
    expectError(ErrorCode::NotFound, "put the server's private key back",
                [&] { openIdentity(data); });
    EXPECT_FALSE(fs::exists(data.privateKey()));
    ServerIdentity::loadOrCreate(data.privateKey()); // another
    expectError(ErrorCode::Conflict, "not the private key", [&] { openIdentity(data); });
    fs::rename(kept, data.privateKey());
    EXPECT_EQ(openIdentity(data).id(), id);
}

/// As a folder of the first release has it.
TEST(DataFolder, learnsThePublicKeyFromAPrivateOne) {
    const TemporaryFolder folder;
    const DataFolder data{folder.path()};
    const std::string id = ServerIdentity::loadOrCreate(data.privateKey()).id();
    EXPECT_EQ(fingerprint(readPublicKey(data)), id);
    EXPECT_FALSE(fs::exists(data.publicKey()));
    EXPECT_EQ(openIdentity(data).id(), id);
    EXPECT_TRUE(fs::exists(data.publicKey()));
}

} // namespace
} // namespace laurel
