#include "support/server_folder.h"

#include "support/expect_error.h"

#include <optional>
#include <thread>

#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

Ed25519Signature signatureOf(const VersionInfo& version) {
    Ed25519Signature signature{};
    fromHex(version.signature, signature);
    return signature;
}

fs::path workFolder(const ServerFolder& server) {
    return server.blobs.stagingFolder() / "publish";
}

std::string contentOf(const BlobReader& blob) {
    std::string text(blob.size(), '\0');
    blob.read(0, std::as_writable_bytes(std::span(text)));
    return text;
}

TEST(Publisher, signsWhatItStores) {
    ServerFolder server;
    const fs::path package = server.package(1);
    const VersionInfo version = server.publish(package);
    EXPECT_EQ(version.model, "tiny");
    EXPECT_EQ(version.number, 1);

    const VersionStatement statement = verifyStatement(
        version.statement, signatureOf(version), server.identity.key().publicKey(), "statement");
    EXPECT_EQ(statement.serverId, server.identity.id());
    EXPECT_EQ(statement.modelId, "tiny");
    EXPECT_EQ(statement.number, 1);
    EXPECT_EQ(statement.created, "2026-01-31T23:59:59Z");
    EXPECT_TRUE(statement.parents.empty());
    EXPECT_NO_THROW(verifyPackageFiles(package, statement));
    for (const StatementFile& file : statement.files) {
        EXPECT_EQ(contentOf(*server.blobs.open(file.sha256)),
                  readTextFile(package / file.file, 1 << 20));
    }
}

TEST(Publisher, numbersVersionsPerModelAndMakesTheLastCurrent) {
    ServerFolder server;
    EXPECT_EQ(server.publish(server.package(1)).number, 1);
    EXPECT_EQ(server.publish(server.package(2)).number, 2);
    EXPECT_EQ(server.publish(server.package(1, "other")).number, 1);
    EXPECT_EQ(server.metadata.beginRead()->currentNumber("tiny"), 2);
    EXPECT_EQ(server.metadata.beginRead()->currentNumber("other"), 1);
}

TEST(Publisher, doesNotPublishTheSameTwiceInARow) {
    ServerFolder server;
    const fs::path package = server.package(1);
    server.publish(package);
    expectError(ErrorCode::AlreadyExists, "version 1 of model \"tiny\"",
                [&] { server.publish(package); });
    server.publish(server.package(2));
    EXPECT_EQ(server.publish(package).number, 3);
}

TEST(Publisher, refusesWhatIsNoPackage) {
    ServerFolder server;
    expectError(ErrorCode::NotFound, "nowhere",
                [&] { server.publish(server.folder.path() / "nowhere"); });

    const fs::path withoutWeights = server.package(1);
    fs::remove(withoutWeights / weightsFileName);
    expectError(ErrorCode::NotFound, weightsFileName, [&] { server.publish(withoutWeights); });

    const fs::path withLink = server.package(3);
    fs::create_symlink("/etc/passwd", withLink / "CARD.md");
    expectError(ErrorCode::InvalidInput, "expected a regular file",
                [&] { server.publish(withLink); });

    const fs::path truncated = server.package(4);
    fs::resize_file(truncated / weightsFileName, fs::file_size(truncated / weightsFileName) - 1);
    expectError(ErrorCode::InvalidInput, weightsFileName, [&] { server.publish(truncated); });

    EXPECT_TRUE(server.metadata.beginRead()->currentVersions().empty());
    EXPECT_TRUE(fs::is_empty(workFolder(server)));
}

TEST(Publisher, leavesOutWhatIsNoPartOfAPackage) {
    ServerFolder server;
    const fs::path package = server.package(1);
    writeFileAtomically(package / "CARD.md", "# Card");
    writeFileAtomically(package / "native.so", "code");
    writeFileAtomically(package / "train.toml", "seed = 1");
    fs::create_directory(package / "notes");
    server.publish(package);
    std::vector<std::string> names;
    const std::optional<PublishedVersion> version = server.metadata.beginRead()->version("tiny", 1);
    for (const StatementFile& file : version->files) {
        names.push_back(file.file);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"CARD.md", manifestFileName, weightsFileName}));
}

TEST(Publisher, clearsWhatACrashLeft) {
    ServerFolder server;
    const fs::path others = server.blobs.stagingFolder() / "upload";
    fs::create_directories(workFolder(server) / ".laurel-old");
    writeFileAtomically(workFolder(server) / ".laurel-old" / "half", "written");
    fs::create_directory(others);
    server.publish(server.package(1));
    EXPECT_TRUE(fs::is_empty(workFolder(server)));
    EXPECT_TRUE(fs::exists(others)) << "what others have there is theirs";
}

TEST(Publisher, rollsBackForwards) {
    ServerFolder server;
    server.publish(server.package(1));
    server.publish(server.package(2));
    server.publish(server.package(3));
    Publisher publisher(server.metadata, server.blobs, server.identity,
                        [] { return exampleTimeMs; });
    const VersionInfo version = publisher.rollback("tiny", 1, "key7");
    EXPECT_EQ(version.number, 4);
    const VersionStatement statement = verifyStatement(
        version.statement, signatureOf(version), server.identity.key().publicKey(), "statement");
    EXPECT_EQ(statement.parents, (std::vector<std::int64_t>{1, 3}));

    const auto reader = server.metadata.beginRead();
    const PublishedVersion earlier = reader->version("tiny", 1).value();
    const PublishedVersion now = reader->version("tiny", 4).value();
    EXPECT_EQ(reader->currentNumber("tiny"), 4);
    EXPECT_EQ(now.files, earlier.files);
    EXPECT_EQ(statement.files, earlier.files);
    EXPECT_EQ(now.name, earlier.name);
    EXPECT_EQ(now.license, earlier.license);
    EXPECT_EQ(now.action, VersionAction::Rollback);
    EXPECT_EQ(now.parents, statement.parents);
    const AuditEvent event = reader->audit().last()->event;
    EXPECT_EQ(event.actor, "key7");
    EXPECT_EQ(event.action, "model.rollback");
    EXPECT_EQ(event.subject, "tiny@4");
    EXPECT_EQ(event.detail, R"({"from":3,"to":1})");
}

TEST(Publisher, rollsBackOnlyToWhatIsAnother) {
    ServerFolder server;
    server.publish(server.package(1));
    server.publish(server.package(2));
    Publisher publisher(server.metadata, server.blobs, server.identity);
    expectError(ErrorCode::AlreadyExists, "version 2 of model \"tiny\"",
                [&] { publisher.rollback("tiny", 2, "local"); });
    expectError(ErrorCode::NotFound, "version 3", [&] { publisher.rollback("tiny", 3, "local"); });
    expectError(ErrorCode::NotFound, "\"absent\"",
                [&] { publisher.rollback("absent", 1, "local"); });
    EXPECT_EQ(publisher.rollback("tiny", 1, "local").number, 3);
    expectError(ErrorCode::AlreadyExists, "version 3 of model \"tiny\"",
                [&] { publisher.rollback("tiny", 1, "local"); });
    EXPECT_EQ(server.metadata.beginRead()->audit().last()->number, 3);
}

TEST(Publisher, writesDownWhoPublished) {
    ServerFolder server;
    server.publish(server.package(1));
    const AuditEvent event = server.metadata.beginRead()->audit().last()->event;
    EXPECT_EQ(event.actor, "local");
    EXPECT_EQ(event.action, "model.publish");
    EXPECT_EQ(event.subject, "tiny@1");
    EXPECT_EQ(event.timeMs, exampleTimeMs);
    EXPECT_EQ(server.metadata.beginRead()->version("tiny", 1)->action, VersionAction::Publish);
}

/// Fails when its turn has come, as a full disk or a crash would.
struct Fuse {
    int left = 0;
    void burn() {
        if (left-- == 0) {
            throw Error(ErrorCode::Io, "the fuse blew");
        }
    }
};

class FusedBlobs final : public BlobStore {
  public:
    FusedBlobs(BlobStore& inner, Fuse& fuse) : inner_(inner), fuse_(fuse) {}
    fs::path stagingFolder() const override { return inner_.stagingFolder(); }
    std::string take(const fs::path& file) override {
        fuse_.burn();
        return inner_.take(file);
    }
    std::unique_ptr<BlobReader> open(const std::string& sha256) const override {
        return inner_.open(sha256);
    }
    fs::path path(const std::string& sha256) const override { return inner_.path(sha256); }
    void remove(const std::string& sha256) override { inner_.remove(sha256); }

  private:
    BlobStore& inner_;
    Fuse& fuse_;
};

class FusedWriter final : public MetadataWriter {
  public:
    FusedWriter(std::unique_ptr<MetadataWriter> inner, Fuse& fuse)
        : inner_(std::move(inner)), fuse_(fuse) {}
    std::vector<PublishedVersion> currentVersions() override { return inner_->currentVersions(); }
    std::vector<PublishedVersion> versions(const std::string& id) override {
        return inner_->versions(id);
    }
    std::optional<PublishedVersion> version(const std::string& id, std::int64_t number) override {
        return inner_->version(id, number);
    }
    std::optional<std::int64_t> currentNumber(const std::string& id) override {
        return inner_->currentNumber(id);
    }
    std::optional<std::int64_t> greatestNumber(const std::string& id) override {
        return inner_->greatestNumber(id);
    }
    void addVersion(const PublishedVersion& version) override {
        fuse_.burn();
        inner_->addVersion(version);
    }
    void setCurrent(const std::string& id, std::optional<std::int64_t> expected,
                    std::int64_t number) override {
        fuse_.burn();
        inner_->setCurrent(id, expected, number);
    }
    std::vector<SignedSuccession> keySuccessions() override { return inner_->keySuccessions(); }
    void addKeySuccession(const SignedSuccession& one) override { inner_->addKeySuccession(one); }
    KeyWriter& keys() override { return inner_->keys(); }
    ContributionWriter& contributions() override { return inner_->contributions(); }
    GoldWriter& gold() override { return inner_->gold(); }
    EvaluationWriter& evaluations() override { return inner_->evaluations(); }
    UsageWriter& usage() override { return inner_->usage(); }
    AuditWriter& audit() override { return inner_->audit(); }
    void commit() override {
        fuse_.burn();
        inner_->commit();
    }

  private:
    std::unique_ptr<MetadataWriter> inner_;
    Fuse& fuse_;
};

class FusedMetadata final : public MetadataStore {
  public:
    FusedMetadata(MetadataStore& inner, Fuse& fuse) : inner_(inner), fuse_(fuse) {}
    std::unique_ptr<MetadataReader> beginRead() override { return inner_.beginRead(); }
    std::unique_ptr<MetadataWriter> beginWrite() override {
        fuse_.burn();
        return std::make_unique<FusedWriter>(inner_.beginWrite(), fuse_);
    }

  private:
    MetadataStore& inner_;
    Fuse& fuse_;
};

/// Steps that can fail: two blobs, begin, add, set current, commit.
TEST(Publisher, showsNothingOfAPublicationThatFailedAtAnyStep) {
    ServerFolder server;
    server.publish(server.package(1));
    const fs::path package = server.package(2);
    constexpr int steps = 6;
    for (int step = 0; step < steps; ++step) {
        Fuse fuse{step};
        FusedBlobs blobs(server.blobs, fuse);
        FusedMetadata metadata(server.metadata, fuse);
        expectError(ErrorCode::Io, "the fuse blew",
                    [&] { Publisher(metadata, blobs, server.identity).publish(package); });
        EXPECT_EQ(server.metadata.beginRead()->currentNumber("tiny"), 1) << "step " << step;
        EXPECT_EQ(server.metadata.beginRead()->versions("tiny").size(), 1U) << "step " << step;
        EXPECT_TRUE(fs::is_empty(workFolder(server))) << "step " << step;
    }
    EXPECT_EQ(server.publish(package).number, 2);
}

TEST(Publisher, servesManyAtOnce) {
    ServerFolder server;
    constexpr int count = 6;
    std::vector<fs::path> packages;
    packages.reserve(count);
    for (int i = 0; i < count; ++i) {
        packages.push_back(server.package(static_cast<float>(i)));
    }
    std::vector<std::thread> threads;
    threads.reserve(packages.size());
    for (const fs::path& package : packages) {
        threads.emplace_back([&] { server.publish(package); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    const std::vector<PublishedVersion> versions = server.metadata.beginRead()->versions("tiny");
    ASSERT_EQ(versions.size(), static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        EXPECT_EQ(versions[static_cast<std::size_t>(i)].number, i + 1);
    }
    EXPECT_EQ(server.metadata.beginRead()->currentNumber("tiny"), count);
}

} // namespace
} // namespace laurel
