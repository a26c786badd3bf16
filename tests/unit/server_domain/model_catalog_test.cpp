#include "support/server_folder.h"

#include "support/expect_error.h"

#include "laurel/server_domain/model_catalog.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(ModelCatalog, tellsWhatWasPublished) {
    ServerFolder server;
    const ModelCatalog catalog(server.metadata, server.blobs);
    EXPECT_TRUE(catalog.models().empty());
    const auto package = server.package(1);
    const VersionInfo first = server.publish(package);
    const VersionInfo second = server.publish(server.package(2));
    server.publish(server.package(1, "another"));

    const std::vector<ModelSummary> expected{
        {"another", "A tiny model", "For tests", "Apache-2.0", 1},
        {"tiny", "A tiny model", "For tests", "Apache-2.0", 2}};
    EXPECT_EQ(catalog.models(), expected);
    EXPECT_EQ(catalog.model("tiny"), expected[1]);
    EXPECT_EQ(catalog.version("tiny", 1), first);
    EXPECT_EQ(catalog.version("tiny", 2), second);
    EXPECT_EQ(catalog.currentVersion("tiny"), second);

    const std::vector<VersionSummary> versions = catalog.versions("tiny");
    ASSERT_EQ(versions.size(), 2U);
    EXPECT_EQ(versions[0].number, 1);
    EXPECT_EQ(versions[0].created, "2026-01-31T23:59:59Z");
    EXPECT_EQ(versions[0].bytes, std::filesystem::file_size(package / manifestFileName) +
                                     std::filesystem::file_size(package / weightsFileName));
}

/// Also what another process publishes, though most answers come from memory.
TEST(ModelCatalog, tellsAtOnceWhatIsNew) {
    ServerFolder server;
    const ModelCatalog catalog(server.metadata, server.blobs, &server.metadata);
    SqliteMetadataStore elsewhere(server.folder.path() / "db.sqlite", 1);
    Publisher publisher(elsewhere, server.blobs, server.identity);
    for (int number = 1; number <= 3; ++number) {
        const auto package = server.package(static_cast<float>(number));
        number == 2 ? server.publish(package) : publisher.publish(package);
        EXPECT_EQ(catalog.model("tiny").current, number);
        EXPECT_EQ(catalog.models().at(0).current, number);
    }
    EXPECT_TRUE(catalog.keySuccessions().empty());
}

TEST(ModelCatalog, opensFilesByTheirNames) {
    ServerFolder server;
    const ModelCatalog catalog(server.metadata, server.blobs);
    const auto package = server.package(1);
    server.publish(package);
    const VersionFile file = catalog.file("tiny", 1, weightsFileName);
    EXPECT_EQ(file.description.sha256, sha256HexOfFile(package / weightsFileName));
    EXPECT_EQ(file.content->size(), file.description.size);
}

TEST(ModelCatalog, describesGoldCasesWithoutTheirPixels) {
    ServerFolder server;
    server.publish(server.package(1));
    const ModelCatalog catalog(server.metadata, server.blobs);
    EXPECT_TRUE(catalog.goldCases("tiny").empty());
    const auto writer = server.metadata.beginWrite();
    for (const char* id : {"b", "a"}) {
        writer->gold().add({id,
                            "tiny",
                            "t1",
                            {"Soleus"},
                            25,
                            exampleTimeMs,
                            std::string(64, 'a'),
                            std::string(64, 'b')});
    }
    writer->gold().remove("b", exampleTimeMs);
    writer->commit();
    EXPECT_EQ(catalog.goldCases("tiny"), (std::vector<GoldCaseDescription>{
                                             {"a", "2026-01-31T23:59:59Z", "t1", {"Soleus"}, 25}}));
}

TEST(ModelCatalog, showsTheAuditLogInPages) {
    ServerFolder server;
    const ModelCatalog catalog(server.metadata, server.blobs);
    const auto writer = server.metadata.beginWrite();
    for (const char* subject : {"a", "b", "c"}) {
        writer->audit().append({exampleTimeMs, "local", "key.create", subject, "{}"});
    }
    writer->commit();
    const AuditEntry second{2, "2026-01-31T23:59:59Z", "local", "key.create", "b", "{}"};
    EXPECT_EQ(catalog.audit(1, 1), std::vector<AuditEntry>{second});
    EXPECT_EQ(catalog.audit(0, 10).size(), 3U);
    EXPECT_TRUE(catalog.audit(3, 10).empty());
    EXPECT_TRUE(catalog.audit(0, -1).empty());
}

TEST(ModelCatalog, saysWhatIsNotThere) {
    ServerFolder server;
    const ModelCatalog catalog(server.metadata, server.blobs);
    server.publish(server.package(1));
    expectError(ErrorCode::NotFound, "\"absent\"", [&] { catalog.model("absent"); });
    expectError(ErrorCode::NotFound, "\"absent\"", [&] { catalog.versions("absent"); });
    expectError(ErrorCode::NotFound, "\"absent\"", [&] { catalog.currentVersion("absent"); });
    expectError(ErrorCode::NotFound, "version 2", [&] { catalog.version("tiny", 2); });
    for (const char* name : {"absent", "", "../db.sqlite", "statement.json"}) {
        expectError(ErrorCode::NotFound, "has no file", [&] { catalog.file("tiny", 1, name); });
    }
    for (const char* id : {"", "Tiny", "../tiny", "a b"}) {
        expectError(ErrorCode::InvalidArgument, "expected a model id", [&] { catalog.model(id); });
    }
}

} // namespace
} // namespace laurel
