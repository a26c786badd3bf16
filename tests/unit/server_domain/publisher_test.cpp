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
    EXPECT_TRUE(fs::is_empty(server.blobs.stagingFolder()));
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
    fs::create_directory(server.blobs.stagingFolder() / ".laurel-old");
    writeFileAtomically(server.blobs.stagingFolder() / ".laurel-old" / "half", "written");
    server.publish(server.package(1));
    EXPECT_TRUE(fs::is_empty(server.blobs.stagingFolder()));
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
        EXPECT_TRUE(fs::is_empty(server.blobs.stagingFolder())) << "step " << step;
    }
    EXPECT_EQ(server.publish(package).number, 2);
}

TEST(Publisher, servesManyAtOnce) {
    ServerFolder server;
    constexpr int count = 6;
    std::vector<fs::path> packages;
    for (int i = 0; i < count; ++i) {
        packages.push_back(server.package(static_cast<float>(i)));
    }
    std::vector<std::thread> threads;
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
