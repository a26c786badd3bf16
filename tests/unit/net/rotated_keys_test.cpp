#include "model_cache_fixture.h"

#include "support/expect_error.h"

namespace laurel {
namespace {

class RotatedKeys : public Cache {
  protected:
    RotatedKeys() { registry_.add(pinned(fake_), std::nullopt); }

    KnownServer known() const { return registry_.choose("fake"); }
    PulledVersion pullKnown(std::optional<std::int64_t> number = std::nullopt) {
        ServerClient client(registry_, known(), {}, limits_);
        NoProgress progress;
        return ModelCache(home_).pull(client, "tiny", number, progress);
    }

    ServerRegistry registry_{folder_.path() / "registry"};
};

TEST_F(RotatedKeys, areFollowedAndKept) {
    const KnownServer before = known();
    EXPECT_EQ(pullKnown().version.number, 2);
    fake_.rotateKey(8);
    publish(3);
    fake_.rotateKey(9);
    publish(4);
    EXPECT_EQ(pullKnown().version.number, 4);
    const KnownServer after = known();
    EXPECT_EQ(toHexText(after.publicKey), fake_.info().publicKey);
    EXPECT_EQ(after.serverId, before.serverId);
    EXPECT_EQ(after.successions.size(), 2U);
    // What was pulled before stays good without a network; what was signed between, too.
    ModelCache cache(home_);
    EXPECT_NO_THROW(cache.open(cache.find(after.serverId, "tiny", 2).value(), after));
    EXPECT_EQ(pullKnown(3).version.number, 3);
    EXPECT_EQ(pullKnown(1).version.number, 1);
}

TEST_F(RotatedKeys, areFollowedByWhoMeetsTheServerLater) {
    fake_.rotateKey(8);
    publish(3);
    EXPECT_EQ(pull(1).version.number, 1);
    EXPECT_EQ(pull().version.number, 3);
}

TEST_F(RotatedKeys, areNotBelievedWithoutTheOldKeysWord) {
    const ServerInfo info = fake_.info();
    const Ed25519KeyPair stranger(std::array<std::uint8_t, 32>{66});
    fake_.state()->info.publicKey = toHexText(stranger.publicKey());
    expectError(ErrorCode::Refused, "no statement of the old key", [&] { pullKnown(); });
    Ed25519PublicKey pinnedKey{};
    fromHex(info.publicKey, pinnedKey);
    SignedSuccession forged =
        signSuccession({info.serverId,
                        "2026-01-31T23:59:59Z",
                        stranger.publicKey(),
                        Ed25519KeyPair(std::array<std::uint8_t, 32>{67}).publicKey(),
                        {}},
                       stranger);
    // As if the pinned key had said so.
    const std::string from = toHexText(stranger.publicKey());
    forged.statement.replace(forged.statement.find(from), from.size(), info.publicKey);
    forged.signature = toHexText(stranger.sign(std::as_bytes(std::span(forged.statement))));
    fake_.state()->info.publicKey =
        toHexText(Ed25519KeyPair(std::array<std::uint8_t, 32>{67}).publicKey());
    fake_.state()->info.successors = {{forged.statement, forged.signature}};
    expectError(ErrorCode::Refused, "signature is not that of the key", [&] { pullKnown(); });
    EXPECT_EQ(toHexText(known().publicKey), info.publicKey) << "what is pinned stays";
}

/// Whoever has the old key may not go back to it, nor sign what it had not signed.
TEST_F(RotatedKeys, areOfNoUseToWhomHasTheOldOne) {
    const Ed25519KeyPair old(fake_.key.seed());
    const ServerInfo before = fake_.info();
    fake_.rotateKey(8);
    pullKnown();
    const ServerInfo after = fake_.info();
    fake_.state()->info = before;
    expectError(ErrorCode::Refused, "not the server", [&] { pullKnown(); });
    fake_.state()->info = after;
    fake_.key = Ed25519KeyPair(old.seed());
    publish(3);
    expectError(ErrorCode::InvalidInput, "replaced before", [&] { pullKnown(); });
}

} // namespace
} // namespace laurel
