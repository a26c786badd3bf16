#include "served_folder.h"

#include "support/expect_error.h"

#include "laurel/server_store/backup.h"
#include "laurel/server_store/data_check.h"
#include "laurel/server_store/key_rotation.h"

#include <gmock/gmock.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

struct EndsHere {};

class KeyRotation : public ::testing::Test {
  protected:
    Ed25519PublicKey rotate(const StepObserver& observer = {}) {
        return rotateSigningKey(served_.folder, served_.metadata, served_.identity, 5, "local",
                                observer);
    }
    /// Ends after that step.
    void breakOffAfter(std::string_view last) {
        const auto observer = [&](std::string_view step, const std::string&) {
            if (step == last) {
                throw EndsHere();
            }
        };
        EXPECT_THROW(rotate(observer), EndsHere);
    }
    std::vector<SignedSuccession> chain() { return served_.metadata.beginRead()->keySuccessions(); }
    std::string keyOfVersion(std::int64_t number) {
        return parseStatement(served_.metadata.beginRead()->version("tiny", number)->statement, "x")
            .keyId;
    }
    /// What another process finds that starts now.
    std::string signsNow() {
        return fingerprint(openIdentity(served_.folder, chain()).key().publicKey());
    }

    TemporaryFolder folder_;
    ServedFolder served_{folder_.path() / "data"};
    const std::string first_ = served_.identity.id();
};

TEST_F(KeyRotation, letsTheNewKeySignAtOnceAndTheOldNoMore) {
    const std::string oldSecret = readTextFile(served_.folder.privateKey(), 100);
    const std::string second = fingerprint(rotate());
    EXPECT_NE(second, first_);
    EXPECT_EQ(served_.publish(3), 3); // by the identity that was opened before
    EXPECT_EQ(keyOfVersion(2), first_);
    EXPECT_EQ(keyOfVersion(3), second);
    const std::string third = fingerprint(rotate());
    EXPECT_EQ(served_.publish(4), 4);
    EXPECT_EQ(keyOfVersion(4), third);
    EXPECT_EQ(served_.identity.id(), first_) << "the server is the same";
    EXPECT_EQ(
        parseStatement(served_.metadata.beginRead()->version("tiny", 4)->statement, "x").serverId,
        first_);
    EXPECT_EQ(signsNow(), third);

    EXPECT_THAT(checkData(served_.folder).problems, ElementsAre());
    EXPECT_NE(readTextFile(served_.folder.privateKey(), 100), oldSecret);
    EXPECT_FALSE(fs::exists(served_.folder.nextPrivateKey()));
    EXPECT_EQ(fs::status(served_.folder.privateKey()).permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
    const ServerKeys keys =
        followSuccessions(first_, chain(), readPublicKey(served_.folder), "chain");
    EXPECT_EQ(fingerprint(keys.current), third);
    EXPECT_EQ(keys.retired.at(0).lastVersions.at("tiny"), 2);
    EXPECT_EQ(keys.retired.at(1).lastVersions.at("tiny"), 3);
}

TEST_F(KeyRotation, isInTheAuditLog) {
    const std::string second = fingerprint(rotate());
    const AuditRecord last = served_.metadata.beginRead()->audit().last().value();
    EXPECT_EQ(last.event.action, "signing_key.rotate");
    EXPECT_EQ(last.event.actor, "local");
    EXPECT_EQ(last.event.subject, second);
    EXPECT_EQ(last.event.detail, R"({"from":")" + first_ + "\"}");
}

TEST_F(KeyRotation, thatEndsBeforeItIsRecordedNeverWas) {
    breakOffAfter("key.made");
    EXPECT_TRUE(chain().empty());
    EXPECT_EQ(signsNow(), first_);
    EXPECT_EQ(served_.publish(3), 3);
    EXPECT_EQ(keyOfVersion(3), first_);
    const std::string left = readTextFile(served_.folder.nextPrivateKey(), 100);
    const std::string second = fingerprint(rotate());
    EXPECT_EQ(signsNow(), second);
    EXPECT_NE(readTextFile(served_.folder.privateKey(), 100), left) << "that one was discarded";
    EXPECT_THAT(checkData(served_.folder).problems, ElementsAre());
}

TEST_F(KeyRotation, thatEndsOnceItIsRecordedIsCompletedByTheNext) {
    breakOffAfter("key.succeeded");
    EXPECT_EQ(chain().size(), 1U);
    EXPECT_EQ(served_.publish(3), 3) << "the process that still has the old key";
    EXPECT_NE(keyOfVersion(3), first_);
    EXPECT_EQ(keyOfVersion(3), signsNow());
    EXPECT_FALSE(fs::exists(served_.folder.nextPrivateKey()));
    EXPECT_EQ(fingerprint(readPublicKey(served_.folder)), signsNow());
    EXPECT_THAT(checkData(served_.folder).problems, ElementsAre());
}

TEST_F(KeyRotation, isInBackups) {
    breakOffAfter("key.succeeded");
    backUpData(served_.folder, folder_.path() / "backup", true);
    restoreData(folder_.path() / "backup", {folder_.path() / "restored"});
    const DataFolder restored{folder_.path() / "restored"};
    EXPECT_EQ(openIdentity(restored, chain()).id(), first_);
    EXPECT_EQ(openIdentity(restored, chain()).key().seed(),
              openIdentity(served_.folder, chain()).key().seed());
}

TEST_F(KeyRotation, refusesAnotherPrivateKeyInItsPlace) {
    const std::string oldSecret = readTextFile(served_.folder.privateKey(), 100);
    rotate();
    writeFileAtomically(served_.folder.privateKey(), oldSecret);
    fs::permissions(served_.folder.privateKey(), fs::perms::owner_read | fs::perms::owner_write);
    expectError(ErrorCode::Conflict, "since the last rotation", [&] { signsNow(); });
    fs::remove(served_.folder.privateKey());
    expectError(ErrorCode::NotFound, "private key back", [&] { signsNow(); });
}

TEST_F(KeyRotation, isCheckedAfterwards) {
    rotate();
    const SignedSuccession real = chain().front();
    {
        const auto writer = served_.metadata.beginWrite();
        writer->addKeySuccession(real);
        writer->commit();
    }
    EXPECT_THAT(checkData(served_.folder).problems,
                ::testing::Contains(::testing::HasSubstr("key statement 2")));
}

} // namespace
} // namespace laurel
