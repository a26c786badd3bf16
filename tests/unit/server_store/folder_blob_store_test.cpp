#include "support/expect_error.h"

#include "laurel/base/files.h"
#include "laurel/server_store/folder_blob_store.h"

#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

/// FIPS 180-4 examples: the SHA-256 of "abc".
const std::string digestOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

class FolderBlobStoreTest : public ::testing::Test {
  protected:
    fs::path stage(const std::string& name, const std::string& text) {
        fs::path file = store_.stagingFolder() / name;
        writeFileAtomically(file, text);
        return file;
    }

    static std::string read(const BlobReader& blob, std::uint64_t offset, std::size_t size) {
        std::string text(size, '\0');
        blob.read(offset, std::as_writable_bytes(std::span(text)));
        return text;
    }

    TemporaryFolder folder_;
    FolderBlobStore store_{folder_.path() / "blobs"};
};

TEST_F(FolderBlobStoreTest, keepsBytesUnderTheirDigest) {
    EXPECT_EQ(store_.take(stage("a", "abc")), digestOfAbc);
    const auto blob = FolderBlobStore(folder_.path() / "blobs").open(digestOfAbc);
    EXPECT_EQ(blob->size(), 3U);
    EXPECT_EQ(read(*blob, 0, 3), "abc");
    EXPECT_EQ(read(*blob, 1, 2), "bc");
    EXPECT_EQ(read(*blob, 3, 0), "");
    EXPECT_TRUE(fs::is_empty(store_.stagingFolder()));
}

TEST_F(FolderBlobStoreTest, takesTheSameTwice) {
    store_.take(stage("a", "abc"));
    const auto before = store_.open(digestOfAbc);
    EXPECT_EQ(store_.take(stage("b", "abc")), digestOfAbc);
    EXPECT_EQ(read(*before, 0, 3), "abc");
    EXPECT_EQ(read(*store_.open(digestOfAbc), 0, 3), "abc");
    EXPECT_TRUE(fs::is_empty(store_.stagingFolder()));
}

TEST_F(FolderBlobStoreTest, listsAndRemoves) {
    EXPECT_TRUE(store_.list().empty());
    const std::string another = store_.take(stage("b", "another"));
    store_.take(stage("a", "abc"));
    stage("c", "not yet a blob");
    std::vector<std::string> both{digestOfAbc, another};
    std::sort(both.begin(), both.end());
    EXPECT_EQ(store_.list(), both);
    EXPECT_EQ(readTextFile(store_.path(digestOfAbc), 10), "abc");
    store_.remove(digestOfAbc);
    store_.remove(digestOfAbc);
    EXPECT_EQ(store_.list(), std::vector<std::string>{another});
    expectError(ErrorCode::NotFound, digestOfAbc, [&] { store_.path(digestOfAbc); });
}

TEST_F(FolderBlobStoreTest, makesBlobsReadOnly) {
    store_.take(stage("a", "abc"));
    const fs::path file = folder_.path() / "blobs" / "ba" / digestOfAbc;
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read);
}

TEST_F(FolderBlobStoreTest, saysWhatItCannotGive) {
    expectError(ErrorCode::NotFound, digestOfAbc, [&] { store_.open(digestOfAbc); });
    expectError(ErrorCode::NotFound, "absent",
                [&] { store_.take(store_.stagingFolder() / "absent"); });
    store_.take(stage("a", "abc"));
    const auto blob = store_.open(digestOfAbc);
    expectError(ErrorCode::Io, "shorter", [&] { read(*blob, 2, 2); });
}

class DamagedBlob : public FolderBlobStoreTest {
  protected:
    /// Writes into the blob's file, as a failing disk would change it.
    void damage(const std::string& sha256, const std::string& bytes) {
        const fs::path file = folder_.path() / "blobs" / sha256.substr(0, 2) / sha256;
        fs::permissions(file, fs::perms::owner_all);
        std::fstream(file, std::ios::in | std::ios::out | std::ios::binary) << bytes;
    }
    void expectRefused(const std::string& sha256) {
        EXPECT_THROW(checked_.open(sha256), BlobDamaged);
        EXPECT_THROW(checked_.path(sha256), BlobDamaged);
    }

    std::vector<std::string> told_;
    FolderBlobStore checked_{folder_.path() / "blobs",
                             [this](const std::string& sha256) { told_.push_back(sha256); }};
};

TEST_F(DamagedBlob, isGivenToNobody) {
    store_.take(stage("a", "abc"));
    damage(digestOfAbc, "abd");
    expectRefused(digestOfAbc);
    EXPECT_EQ(told_, (std::vector<std::string>{digestOfAbc, digestOfAbc}));
    EXPECT_NO_THROW(checked_.uncheckedPath(digestOfAbc));
}

TEST_F(DamagedBlob, isFoundAlsoAfterItWasServed) {
    store_.take(stage("a", "abc"));
    EXPECT_EQ(read(*checked_.open(digestOfAbc), 0, 3), "abc");
    damage(digestOfAbc, "x");
    expectRefused(digestOfAbc);
}

TEST_F(DamagedBlob, isReplacedByTheSameBytesAgain) {
    store_.take(stage("a", "abc"));
    damage(digestOfAbc, "abcd");
    expectRefused(digestOfAbc);
    store_.take(stage("b", "abc"));
    EXPECT_EQ(read(*checked_.open(digestOfAbc), 0, 3), "abc");
    EXPECT_EQ(told_.size(), 2U);
}

} // namespace
} // namespace laurel
