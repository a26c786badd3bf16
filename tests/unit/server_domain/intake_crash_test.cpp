#include "intake_rig.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

/// Ends a server's process at every step of an intake, and goes on as a client and the next process
/// would.
namespace laurel {
namespace {

namespace fs = std::filesystem;

constexpr int killed = 77;
constexpr std::size_t contentBytes = 1000;
constexpr std::size_t pieceBytes = 400;

/// Ends the process when it has been passed so often.
class KillSwitch {
  public:
    explicit KillSwitch(int passes) : left_(passes) {}
    void pass() {
        if (left_-- == 0) {
            ::_exit(killed);
        }
    }

  private:
    int left_;
};

/// Takes files, with a chance to end before and after.
class MortalBlobs final : public BlobStore {
  public:
    MortalBlobs(BlobStore& inner, KillSwitch& end) : inner_(inner), end_(end) {}
    fs::path stagingFolder() const override { return inner_.stagingFolder(); }
    std::string take(const fs::path& file) override {
        end_.pass();
        fs::permissions(file, fs::perms::owner_read); // as far as the real one gets before it moves
        end_.pass();
        std::string digest = inner_.take(file);
        end_.pass();
        return digest;
    }
    std::unique_ptr<BlobReader> open(const std::string& sha256) const override {
        return inner_.open(sha256);
    }
    fs::path path(const std::string& sha256) const override { return inner_.path(sha256); }
    void remove(const std::string& sha256) override { inner_.remove(sha256); }

  private:
    BlobStore& inner_;
    KillSwitch& end_;
};

class IntakeCrash : public ::testing::Test {
  protected:
    void SetUp() override {
        const ServerIdentity identity(Ed25519KeyPair(std::array<std::uint8_t, 32>{7}));
        SqliteMetadataStore metadata(pristine() / "db.sqlite", 2);
        FolderBlobStore blobs(pristine() / "blobs");
        writeTinyPackage(folder_.path() / "package", 1);
        Publisher(metadata, blobs, identity).publish(folder_.path() / "package");
        addKeys(metadata);
    } // no connection may be shared with a forked process

    fs::path pristine() {
        fs::create_directories(folder_.path() / "pristine");
        return folder_.path() / "pristine";
    }
    fs::path data() const { return folder_.path() / "data"; }

    void beginAnew() {
        fs::remove_all(data());
        fs::copy(pristine(), data(), fs::copy_options::recursive);
    }

    struct Outcome {
        std::string id;
        ContributionStatus status;
        int receivedCalls = 0;
    };

    /// What a client does until its contribution is done with, however often it has to begin again.
    Outcome contribute(std::string_view content, KillSwitch* end) {
        SqliteMetadataStore metadata(data() / "db.sqlite", 2);
        FolderBlobStore blobs(data() / "blobs");
        KillSwitch never(-1);
        MortalBlobs mortal(blobs, end == nullptr ? never : *end);
        Outcome outcome;
        ContributionIntake desk(metadata, mortal, {},
                                {[] { return exampleTimeMs; },
                                 [&](const std::string&) { ++outcome.receivedCalls; },
                                 [&](std::string_view, const std::string&) {
                                     if (end != nullptr) {
                                         end->pass();
                                     }
                                 }});
        outcome.id = desk.create("tiny", requestFor(announced_), contributor, "once");
        outcome.status = desk.status(outcome.id, contributor);
        while (outcome.status.state == ContributionState::Receiving) {
            const std::uint64_t from = outcome.status.received;
            const std::uint64_t to = std::min<std::uint64_t>(from + pieceBytes, content.size());
            send(desk, outcome.id, content, from, to);
            outcome.status = desk.status(outcome.id, contributor);
        }
        return outcome;
    }

    /// @return whether the process was ended there; else it got through
    bool endsAtPass(std::string_view content, int pass) {
        const pid_t child = ::fork();
        if (child == 0) {
            try {
                KillSwitch end(pass);
                contribute(content, &end);
                ::_exit(0);
            } catch (const std::exception& error) {
                std::fputs(error.what(), stderr);
                ::_exit(1);
            }
        }
        int status = -1;
        EXPECT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFEXITED(status));
        EXPECT_TRUE(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == killed)
            << WEXITSTATUS(status);
        return WEXITSTATUS(status) == killed;
    }

    /// What is there afterwards: one row, and no file of an upload.
    void expectOneTrace(const Outcome& outcome) {
        SqliteMetadataStore metadata(data() / "db.sqlite", 1);
        EXPECT_EQ(metadata.beginRead()->contributions().page("", 10).size(), 1U);
        EXPECT_EQ(metadata.beginRead()->contributions().find(outcome.id)->sequence,
                  outcome.status.state == ContributionState::Received ? 1 : 0);
        EXPECT_TRUE(fs::is_empty(data() / "blobs" / "staging" / "uploads"));
    }

    TemporaryFolder folder_;
    std::string announced_ = exampleContent(contentBytes);
};

TEST_F(IntakeCrash, endsAsWithoutIt) {
    // created, three times bytes, before, in and after take, blob, received
    constexpr int passes = 9;
    int pass = 0;
    for (beginAnew(); endsAtPass(announced_, pass); ++pass, beginAnew()) {
        SCOPED_TRACE("ended at pass " + std::to_string(pass));
        const Outcome outcome = contribute(announced_, nullptr);
        EXPECT_EQ(outcome.status.state, ContributionState::Received);
        expectOneTrace(outcome);
        const FolderBlobStore blobs(data() / "blobs");
        EXPECT_EQ(contentOf(*blobs.open(sha256Hex(announced_))), announced_);
    }
    EXPECT_EQ(pass, passes);
}

TEST_F(IntakeCrash, rejectsWrongBytesAllTheSame) {
    const std::string wrong = exampleContent(contentBytes, 2);
    constexpr int passes = 5; // created, three times bytes, rejected
    int pass = 0;
    for (beginAnew(); endsAtPass(wrong, pass); ++pass, beginAnew()) {
        SCOPED_TRACE("ended at pass " + std::to_string(pass));
        const Outcome outcome = contribute(wrong, nullptr);
        EXPECT_EQ(outcome.status.state, ContributionState::Rejected);
        EXPECT_EQ(outcome.status.reasonCode, "digest");
        expectOneTrace(outcome);
    }
    EXPECT_EQ(pass, passes);
}

} // namespace
} // namespace laurel
