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

TEST(SqliteStore, isMadeOnceByManyAtOnce) {
    const TemporaryFolder folder;
    std::vector<std::thread> threads;
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

} // namespace
} // namespace laurel
