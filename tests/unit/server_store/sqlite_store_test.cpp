#include "example_version.h"

#include "support/expect_error.h"

#include "laurel/base/files.h"
#include "laurel/server_store/sqlite_metadata_store.h"

#include <sqlite3.h>
#include <thread>

#include <gtest/gtest.h>

/// What is SQLite's own, looked at through SQLite's C interface.
namespace laurel {
namespace {

namespace fs = std::filesystem;

int execute(const fs::path& file, const char* sql) {
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
    const int result = sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
    sqlite3_close(database);
    return result;
}

TEST(SqliteStore, isPrivateAndMayLieUnderAnyPath) {
    const TemporaryFolder folder;
    const fs::path odd = folder.path() / "with space = and 'quotes'";
    fs::create_directory(odd);
    const SqliteMetadataStore store(odd / "db.sqlite");
    EXPECT_EQ(fs::status(odd / "db.sqlite").permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
    expectError(ErrorCode::InvalidArgument, "quotation mark",
                [&] { const SqliteMetadataStore other(folder.path() / "a\"b.sqlite"); });
}

TEST(SqliteStore, isNotOpenedWhenANewerLaurelMadeIt) {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "db.sqlite";
    { const SqliteMetadataStore store(file); }
    ASSERT_EQ(execute(file, "PRAGMA user_version = 999"), SQLITE_OK);
    expectError(ErrorCode::Unsupported, "schema 999",
                [&] { const SqliteMetadataStore store(file); });
}

TEST(SqliteStore, isNotOpenedWhenItIsNoDatabase) {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "db.sqlite";
    writeFileAtomically(file, std::string(8192, 'x'));
    expectError(ErrorCode::Internal, "not a database",
                [&] { const SqliteMetadataStore store(file); });
}

TEST(SqliteStore, refusesAVersionWithTwoFilesOfOneName) {
    const TemporaryFolder folder;
    SqliteMetadataStore store(folder.path() / "db.sqlite");
    PublishedVersion twice = exampleVersion("leg", 1);
    twice.files[1] = twice.files[0];
    const auto writer = store.beginWrite();
    expectError(ErrorCode::Internal, "UNIQUE", [&] { writer->addVersion(twice); });
}

/// A database as the first release made it, with a version in it.
TEST(SqliteStore, bringsAnOlderDatabaseAlong) {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "db.sqlite";
    const fs::path first =
        fs::path(LAUREL_SOURCE_DIR) / "server/store/migrations/sqlite" / "001_versions.sql";
    ASSERT_EQ(execute(file, readTextFile(first, 1 << 20).c_str()), SQLITE_OK);
    ASSERT_EQ(execute(file, "INSERT INTO models VALUES ('leg');"
                            "INSERT INTO versions VALUES ('leg', 1, 'n', 'd', 'l', 5, '{}', 's');"
                            "INSERT INTO current_versions VALUES ('leg', 1);"
                            "PRAGMA user_version = 1"),
              SQLITE_OK);
    SqliteMetadataStore store(file);
    PublishedVersion expected;
    expected.modelId = "leg";
    expected.number = 1;
    expected.name = "n";
    expected.description = "d";
    expected.license = "l";
    expected.createdMs = 5;
    expected.statement = "{}";
    expected.signature = "s";
    EXPECT_EQ(store.beginRead()->version("leg", 1), expected);
    EXPECT_EQ(store.beginRead()->currentNumber("leg"), 1);
    EXPECT_TRUE(store.beginRead()->keys().all().empty());
}

class TamperedAudit : public ::testing::Test {
  protected:
    void SetUp() override {
        SqliteMetadataStore store(file_);
        for (int i = 1; i <= 4; ++i) {
            const auto writer = store.beginWrite();
            writer->audit().append({i, "local", "key.create", std::to_string(i), "{}"});
            writer->commit();
        }
    }

    std::vector<std::string> problemsAfter(const char* sql) {
        EXPECT_EQ(execute(file_, sql), SQLITE_OK);
        SqliteMetadataStore store(file_);
        return auditProblems(store.beginRead()->audit());
    }

    TemporaryFolder folder_;
    fs::path file_ = folder_.path() / "db.sqlite";
};

TEST_F(TamperedAudit, isWellAtFirst) {
    EXPECT_TRUE(problemsAfter("SELECT 1").empty());
}

TEST_F(TamperedAudit, showsAChangedEntry) {
    EXPECT_EQ(problemsAfter("UPDATE audit_log SET subject = '9' WHERE number = 2"),
              std::vector<std::string>{"audit entry 2 or the one before it was changed"});
}

TEST_F(TamperedAudit, showsARecomputedEntry) {
    AuditEvent forged{2, "local", "key.create", "9", "{}"};
    std::string sql;
    {
        SqliteMetadataStore store(file_);
        const std::string before = store.beginRead()->audit().entries(0, 1)[0].hash;
        sql = "UPDATE audit_log SET subject = '9', hash = '" + auditHash(before, 2, forged) +
              "' WHERE number = 2";
    }
    EXPECT_EQ(problemsAfter(sql.c_str()),
              std::vector<std::string>{"audit entry 3 or the one before it was changed"});
}

TEST_F(TamperedAudit, showsAMissingEntry) {
    EXPECT_EQ(
        problemsAfter("DELETE FROM audit_log WHERE number = 3"),
        std::vector<std::string>{"audit entry 4 follows 2: entries between them are missing"});
    EXPECT_EQ(problemsAfter("DELETE FROM audit_log WHERE number = 1").size(), 2U);
}

TEST(SqliteStore, isMadeOnceByManyAtOnce) {
    const TemporaryFolder folder;
    std::vector<std::thread> threads;
    threads.reserve(8);
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            SqliteMetadataStore store(folder.path() / "db.sqlite", 2);
            EXPECT_TRUE(store.beginRead()->currentVersions().empty());
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

TEST(SqliteStore, tellsOfEveryCommitByWhomever) {
    const TemporaryFolder folder;
    SqliteMetadataStore store(folder.path() / "db.sqlite", 2);
    SqliteMetadataStore other(folder.path() / "db.sqlite", 1);
    const auto commit = [](SqliteMetadataStore& to, const std::string& subject) {
        const auto writer = to.beginWrite();
        writer->audit().append({1, "local", "test", subject, "{}"});
        writer->commit();
    };
    std::int64_t last = store.revision();
    EXPECT_EQ(store.revision(), last);
    for (SqliteMetadataStore* const by : {&store, &other, &store}) {
        commit(*by, "x");
        EXPECT_NE(store.revision(), last);
        last = store.revision();
        EXPECT_EQ(store.revision(), last);
    }
    store.beginWrite()->audit().append({1, "local", "test", "never committed", "{}"});
    EXPECT_EQ(store.revision(), last);
}

} // namespace
} // namespace laurel
