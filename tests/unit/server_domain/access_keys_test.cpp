#include "support/expect_error.h"
#include "support/server_folder.h"

#include "laurel/server_domain/access_keys.h"
#include "laurel/server_domain/secret_file.h"

#include <set>

namespace laurel {
namespace {

using ::testing::MatchesRegex;

const std::string invalid = "the access key is not valid";

class AccessKeysTest : public ::testing::Test {
  protected:
    std::string make(Role role, std::vector<std::string> models = {}) {
        return keys_.create({"Klinik A", role, std::move(models)}, "local").key;
    }

    std::vector<AuditRecord> audit() {
        return server_.metadata.beginRead()->audit().entries(0, 100);
    }

    ServerFolder server_;
    std::int64_t now_ = exampleTimeMs;
    std::string secret_ = std::string(32, '\x5a');
    AccessKeys keys_{server_.metadata, secret_, [this] { return now_; }};
};

TEST_F(AccessKeysTest, areShownOnceAndRecognised) {
    const CreatedKey created = keys_.create({"Klinik A", Role::Contributor, {"leg"}}, "local");
    EXPECT_THAT(created.key, MatchesRegex("lk_[0-9a-f]+_[0-9a-f]{64}"));
    EXPECT_TRUE(created.key.starts_with("lk_" + created.id + "_"));
    const Principal who = keys_.authenticate(created.key);
    EXPECT_EQ(who.keyId, created.id);
    EXPECT_EQ(who.role, Role::Contributor);
    EXPECT_EQ(who.models, std::vector<std::string>{"leg"});
}

TEST_F(AccessKeysTest, differEachTime) {
    std::set<std::string> secrets;
    for (int i = 0; i < 20; ++i) {
        const std::string key = make(Role::Reader);
        secrets.insert(key.substr(key.size() - 64));
    }
    EXPECT_EQ(secrets.size(), 20U);
}

/// HMAC-SHA-256 under the server's secret, and nothing else of the key.
TEST_F(AccessKeysTest, areKeptAsDigests) {
    const CreatedKey created = keys_.create({"Klinik A", Role::Reader, {}}, "local");
    const KeyRecord record = server_.metadata.beginRead()->keys().find(created.id).value();
    EXPECT_EQ(record.digest, hmacSha256Hex(secret_, created.key));
    const std::string secretPart = created.key.substr(created.key.size() - 64);
    for (const auto& entry : std::filesystem::directory_iterator(server_.folder.path())) {
        if (entry.is_regular_file()) {
            EXPECT_EQ(readTextFile(entry.path(), 64 << 20).find(secretPart), std::string::npos)
                << entry.path();
        }
    }
}

TEST_F(AccessKeysTest, areWorthNothingUnderAnotherSecret) {
    const std::string key = make(Role::Admin);
    const AccessKeys others(server_.metadata, std::string(32, '\x5b'), [] { return 0; });
    expectError(ErrorCode::Unauthenticated, invalid, [&] { others.authenticate(key); });
}

TEST_F(AccessKeysTest, areRefusedWithOneMessageWhateverIsWrong) {
    const std::string key = make(Role::Admin);
    const std::string revoked = make(Role::Admin);
    keys_.revoke(revoked.substr(3, revoked.size() - 68), "local");
    std::string wrongSecret = key;
    wrongSecret.back() = wrongSecret.back() == '0' ? '1' : '0';
    std::string wrongId = key;
    wrongId[3] = wrongId[3] == '0' ? '1' : '0';
    std::string upperCase = key;
    upperCase[0] = 'L';
    const std::vector<std::string> refused{revoked,
                                           wrongSecret,
                                           wrongId,
                                           upperCase,
                                           "",
                                           "lk_",
                                           key + " ",
                                           key.substr(0, key.size() - 1),
                                           " " + key,
                                           key + key,
                                           std::string(key.size(), '_'),
                                           std::string(100'000, 'a')};
    for (const std::string& one : refused) {
        EXPECT_EQ(errorTextOf([&] { keys_.authenticate(one); }), "unauthenticated: " + invalid);
    }
    EXPECT_NO_THROW(keys_.authenticate(key));
}

TEST_F(AccessKeysTest, areRevokedAtOnceAndForEver) {
    const CreatedKey created = keys_.create({"Klinik A", Role::Reader, {}}, "local");
    AccessKeys another(server_.metadata, secret_, [] { return exampleTimeMs; });
    EXPECT_NO_THROW(keys_.authenticate(created.key));
    another.revoke(created.id, "local");
    expectError(ErrorCode::Unauthenticated, invalid, [&] { keys_.authenticate(created.key); });
    now_ += 3'600'000;
    EXPECT_NO_THROW(keys_.revoke(created.id, "local"));
    EXPECT_EQ(keys_.list().at(0).revoked, "2026-01-31T23:59:59Z");
    expectError(ErrorCode::NotFound, "absent", [&] { keys_.revoke("absent", "local"); });
}

TEST_F(AccessKeysTest, expireWhenTheirTimeHasCome) {
    constexpr std::int64_t day = std::int64_t{24} * 3'600'000;
    const CreatedKey created = keys_.create({"Klinik A", Role::Reader, {}, 2}, "local");
    EXPECT_EQ(keys_.list().at(0).expires, "2026-02-02T23:59:59Z");
    now_ += 2 * day - 1;
    EXPECT_NO_THROW(keys_.authenticate(created.key));
    ++now_;
    expectError(ErrorCode::Unauthenticated, invalid, [&] { keys_.authenticate(created.key); });
    EXPECT_THAT(audit().at(0).event.detail, ::testing::HasSubstr("2026-02-02T23:59:59Z"));
    for (const std::int64_t days : {0, -1, 36'501}) {
        expectError(ErrorCode::InvalidInput, "expires_days", [&] {
            keys_.create({"Klinik A", Role::Reader, {}, days}, "local");
        });
    }
}

TEST_F(AccessKeysTest, areListedWithoutTheKeys) {
    const CreatedKey created =
        keys_.create({"Klinik B", Role::Admin, {"thigh", "leg", "leg"}}, "x");
    const KeyDescription expected{
        created.id,  "Klinik B", Role::Admin, {"leg", "thigh"}, "2026-01-31T23:59:59Z",
        std::nullopt};
    EXPECT_EQ(keys_.list(), std::vector<KeyDescription>{expected});
}

TEST_F(AccessKeysTest, permitWhatTheirRoleAndModelsSay) {
    const Principal reader = keys_.authenticate(make(Role::Reader));
    EXPECT_TRUE(reader.may(Role::Reader, "leg"));
    EXPECT_FALSE(reader.may(Role::Contributor, "leg"));
    const Principal ofLeg = keys_.authenticate(make(Role::Contributor, {"leg"}));
    EXPECT_TRUE(ofLeg.may(Role::Reader, "leg"));
    EXPECT_TRUE(ofLeg.may(Role::Contributor, "leg"));
    EXPECT_FALSE(ofLeg.may(Role::Admin, "leg"));
    EXPECT_FALSE(ofLeg.may(Role::Reader, "thigh"));
    const Principal adminOfLeg = keys_.authenticate(make(Role::Admin, {"leg"}));
    EXPECT_TRUE(adminOfLeg.may(Role::Admin, "leg"));
    EXPECT_FALSE(adminOfLeg.may(Role::Admin, "thigh"));
    EXPECT_FALSE(adminOfLeg.isAdmin());
    EXPECT_TRUE(keys_.authenticate(make(Role::Admin)).isAdmin());
}

TEST_F(AccessKeysTest, areNotMadeFromNonsense) {
    for (const std::string& name :
         {std::string(), std::string(129, 'a'), std::string("a\nb"), std::string("\xff")}) {
        expectError(ErrorCode::InvalidInput, "name", [&] {
            keys_.create({name, Role::Reader, {}}, "local");
        });
    }
    for (const char* model : {"", "Leg", "../leg"}) {
        expectError(ErrorCode::InvalidInput, "models", [&] {
            keys_.create({"Klinik A", Role::Reader, {model}}, "local");
        });
    }
    EXPECT_TRUE(keys_.list().empty());
    EXPECT_TRUE(audit().empty());
}

TEST_F(AccessKeysTest, leaveATraceInTheAuditLog) {
    const CreatedKey created = keys_.create({"Klinik A", Role::Contributor, {"leg"}}, "local");
    keys_.revoke(created.id, "0123456789abcdef");
    keys_.revoke(created.id, "0123456789abcdef"); // nothing more to do
    const std::vector<AuditRecord> entries = audit();
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].event,
              (AuditEvent{exampleTimeMs, "local", "key.create", created.id,
                          R"({"models":["leg"],"name":"Klinik A","role":"contributor"})"}));
    EXPECT_EQ(entries[1].event,
              (AuditEvent{exampleTimeMs, "0123456789abcdef", "key.revoke", created.id, "{}"}));
}

} // namespace
} // namespace laurel
