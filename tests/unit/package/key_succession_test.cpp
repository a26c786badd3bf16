#include "laurel/package/key_succession.h"

#include "support/expect_error.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

Ed25519KeyPair keyNumber(std::uint8_t number) {
    return Ed25519KeyPair(std::array<std::uint8_t, 32>{number});
}

const std::string serverId = fingerprint(keyNumber(1).publicKey());

KeySuccession succession(std::uint8_t from, std::uint8_t to, std::int64_t last) {
    return {serverId,
            "2026-01-31T23:59:59Z",
            keyNumber(from).publicKey(),
            keyNumber(to).publicKey(),
            {{"leg", last}}};
}

SignedSuccession link(std::uint8_t from, std::uint8_t to, std::int64_t last) {
    return signSuccession(succession(from, to, last), keyNumber(from));
}

ServerKeys follow(const std::vector<SignedSuccession>& chain, std::uint8_t current) {
    return followSuccessions(serverId, chain, keyNumber(current).publicKey(), "server");
}

VersionStatement statementOf(std::uint8_t key, std::int64_t number,
                             const std::string& model = "leg") {
    VersionStatement statement;
    statement.serverId = serverId;
    statement.modelId = model;
    statement.number = number;
    statement.created = "2026-01-31T23:59:59Z";
    statement.files = {{"manifest.json", 1, std::string(64, 'a')},
                       {"weights.safetensors", 1, std::string(64, 'b')}};
    statement.keyId = fingerprint(keyNumber(key).publicKey());
    return statement;
}

void verify(const VersionStatement& statement, std::uint8_t key, const ServerKeys& keys) {
    EXPECT_EQ(verifyStatement(serializeStatement(statement),
                              signStatement(statement, keyNumber(key)), keys, "statement"),
              statement);
}

/// The format is the published contract.
TEST(KeySuccession, isWrittenAsDocumented) {
    const SignedSuccession made = link(1, 2, 7);
    EXPECT_EQ(made.statement,
              R"({"created":"2026-01-31T23:59:59Z","format":"laurel-key/1","from":")" +
                  toHexText(keyNumber(1).publicKey()) +
                  R"(","last_versions":[{"model_id":"leg","number":7}],)"
                  R"("server_id":")" +
                  serverId + R"(","to":")" + toHexText(keyNumber(2).publicKey()) + "\"}");
    EXPECT_EQ(parseSuccession(made.statement, "x"), succession(1, 2, 7));
    expectError(ErrorCode::InvalidArgument, "another key",
                [] { signSuccession(succession(1, 2, 7), keyNumber(2)); });
}

TEST(KeySuccession, isFollowedFromTheFirstKey) {
    EXPECT_EQ(follow({}, 1), (ServerKeys{{}, keyNumber(1).publicKey()}));
    const ServerKeys keys = follow({link(1, 2, 7), link(2, 3, 9)}, 3);
    EXPECT_EQ(keys.current, keyNumber(3).publicKey());
    ASSERT_EQ(keys.retired.size(), 2U);
    EXPECT_EQ(keys.retired[1].key, keyNumber(2).publicKey());
    EXPECT_EQ(keys.retired[1].lastVersions.at("leg"), 9);
}

TEST(KeySuccession, isNotBelievedWhereALinkDoesNotHold) {
    const auto refuse = [](const std::string& why, const std::vector<SignedSuccession>& chain,
                           std::uint8_t current) {
        expectError(ErrorCode::InvalidInput, why, [&] { follow(chain, current); });
    };
    refuse("does not lead to", {link(1, 2, 7)}, 3);
    refuse("does not continue", {link(2, 3, 7)}, 3);
    refuse("does not continue", {link(1, 2, 7), link(1, 3, 7)}, 3);
    refuse("replaced", {link(1, 2, 7), link(2, 1, 7)}, 1);
    SignedSuccession forged = link(1, 2, 7);
    forged.signature = toHexText(keyNumber(9).sign(std::as_bytes(std::span(forged.statement))));
    refuse("signature", {forged}, 2);
    forged = link(1, 2, 7);
    forged.statement.replace(forged.statement.find(":7}"), 3, ":8}");
    refuse("signature", {forged}, 2);
    forged = link(1, 2, 7);
    forged.signature = "00";
    refuse("signature", {forged}, 2);
    KeySuccession other = succession(1, 2, 7);
    other.serverId = "another";
    refuse("another server", {signSuccession(other, keyNumber(1))}, 2);
    refuse("format", {{"{}", std::string(128, '0')}}, 2);
    refuse("not canonical", {{" " + link(1, 2, 7).statement, link(1, 2, 7).signature}}, 2);
}

TEST(KeySuccession, retiredKeysSignWhatTheyHadSigned) {
    const ServerKeys keys = follow({link(1, 2, 7), link(2, 3, 9)}, 3);
    verify(statementOf(1, 7), 1, keys);
    verify(statementOf(2, 9), 2, keys);
    verify(statementOf(3, 10), 3, keys);
    const auto refuse = [&](const VersionStatement& statement, std::uint8_t key) {
        expectError(ErrorCode::InvalidInput, "replaced before",
                    [&] { verify(statement, key, keys); });
    };
    refuse(statementOf(1, 8), 1);
    refuse(statementOf(2, 10), 2);
    refuse(statementOf(1, 1, "thigh"), 1);
    expectError(ErrorCode::InvalidInput, "signature", [&] { verify(statementOf(4, 1), 4, keys); });
    const VersionStatement claimed = statementOf(1, 7);
    expectError(ErrorCode::InvalidInput, "signature", [&] {
        verifyStatement(serializeStatement(claimed), signStatement(statementOf(3, 7), keyNumber(3)),
                        keys, "statement");
    });
}

} // namespace
} // namespace laurel
