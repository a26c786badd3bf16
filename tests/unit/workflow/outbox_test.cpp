#include "laurel/workflow/outbox.h"

#include "service_fixture.h"
#include "support/expect_error.h"

#include "laurel/weights/crypto.h"

#include <algorithm>

namespace laurel {
namespace {

using ::testing::HasSubstr;

class Contributions : public Services {
  protected:
    Contributions() { pull(); }

    Outbox outbox() const { return Outbox(home_, {"laurel", "test"}); }
    std::string queued(float value = 5) {
        return outbox().queue(learntFrom(ModelOrigin::Server, value), progress_, {}).id;
    }
    std::vector<OutboxEntry> round() { return outbox().round(progress_, {}); }
    std::ptrdiff_t asked(const std::string& method, const std::string& pathStart) const {
        return std::count_if(fake_.state()->requests.begin(), fake_.state()->requests.end(),
                             [&](const FakeRequest& request) {
                                 return request.method == method &&
                                        request.path.starts_with(pathStart);
                             });
    }
};

TEST_F(Contributions, ShowBeforehandExactlyWhatIsSent) {
    const ShelvedModel learnt = learntFrom(ModelOrigin::Server);
    const ConsentFacts facts = outbox().prepare(learnt, progress_, {});
    EXPECT_TRUE(outbox().entries().empty()) << "nothing is queued by looking";
    EXPECT_EQ(facts.server, pinned(fake_));
    EXPECT_EQ(facts.model, "tiny");
    EXPECT_EQ(facts.baseVersion, 1);
    EXPECT_EQ(facts.slices, 12);
    EXPECT_EQ(facts.dice, 0.8);

    outbox().queue(learnt, progress_, {});
    round();
    ASSERT_EQ(fake_.state()->contributions.size(), 1U);
    const FakeLaurel::Received& received = fake_.state()->contributions.begin()->second;
    EXPECT_EQ(facts.bytes, received.bytes.size());
    EXPECT_EQ(facts.sha256, sha256Hex(received.bytes));
    EXPECT_EQ(facts.client, received.request.client);
}

TEST_F(Contributions, SayBeforehandWhatNoiseTheyHold) {
    EXPECT_EQ(outbox().prepare(learntFrom(ModelOrigin::Server), progress_, {}).privacy,
              std::nullopt);
    const PrivateRelease release{{0.5, 2, 1e-6}, 4.5}; // clip, noise multiplier, δ; ε
    const ShelvedModel noisy = learntFrom(ModelOrigin::Server, 6, release);
    const PrivacyRecord expected{4.5, 1e-6, 0.5, 2}; // ε, δ, clip, noise multiplier
    EXPECT_EQ(outbox().prepare(noisy, progress_, {}).privacy, expected);
}

TEST_F(Contributions, FromTheShippedPackageHaveNoServer) {
    const ShelvedModel learnt = learntFrom(ModelOrigin::Shipped);
    const std::string expected = "This model was learnt from the shipped package, not from a "
                                 "server's version. Pull tiny from a server and learn from that.";
    expectError(ErrorCode::InvalidInput, expected,
                [&] { outbox().prepare(learnt, progress_, {}); });
    expectError(ErrorCode::InvalidInput, expected, [&] { outbox().queue(learnt, progress_, {}); });
    expectError(ErrorCode::InvalidInput, "not learnt here",
                [&] { outbox().prepare(modelOf(ModelOrigin::Server), progress_, {}); });
    EXPECT_TRUE(outbox().entries().empty());
}

TEST_F(Contributions, AreQueuedOnce) {
    const ShelvedModel learnt = learntFrom(ModelOrigin::Server);
    outbox().queue(learnt, progress_, {});
    expectError(ErrorCode::AlreadyExists, "on its way to fake",
                [&] { outbox().queue(learnt, progress_, {}); });
    round();
    expectError(ErrorCode::AlreadyExists, "on its way",
                [&] { outbox().queue(learnt, progress_, {}); });
}

TEST_F(Contributions, AreAskedAfterUntilTheyAreSettled) {
    queued();
    std::vector<OutboxEntry> all = round();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].entry.state, UploadState::Sent);
    EXPECT_EQ(all[0].serverName, "fake");
    ASSERT_TRUE(all[0].status);
    EXPECT_EQ(all[0].status->state, ContributionState::Received);

    fake_.state()->contributions.begin()->second.state = ContributionState::Rejected;
    fake_.state()->contributions.begin()->second.reason = "it is worse";
    EXPECT_EQ(round().at(0).status->reason, "it is worse");
    const auto before = asked("GET", contributionPath(""));
    EXPECT_EQ(round().at(0).status->state, ContributionState::Rejected);
    EXPECT_EQ(asked("GET", contributionPath("")), before) << "a verdict is not asked for again";
    EXPECT_EQ(outbox().entries().at(0).status->reason, "it is worse") << "and is known offline";
}

TEST_F(Contributions, WaitWhileTheServerIsAway) {
    queued(5);
    queued(6);
    fake_.failNext("GET", serverPath(), 503);
    std::vector<OutboxEntry> all = round();
    EXPECT_EQ(all.at(0).entry.state, UploadState::Queued);
    EXPECT_EQ(all.at(1).entry.state, UploadState::Queued);
    EXPECT_EQ(all.at(1).entry.failures, 1);
    EXPECT_EQ(all.at(0).entry.failures, 0) << "one attempt a round tells that it is away";
    EXPECT_EQ(all.at(0).entry.request.sha256 == all.at(1).entry.request.sha256, false);
    all = round();
    EXPECT_EQ(all.at(0).entry.state, UploadState::Sent) << "the newer one is due at once";
    EXPECT_EQ(all.at(1).entry.state, UploadState::Queued) << "the other keeps its pause";
}

TEST_F(Contributions, CanBeTakenBackUntilTheyAreSent) {
    const std::string id = queued();
    outbox().withdraw(id);
    EXPECT_TRUE(outbox().entries().empty());
    EXPECT_TRUE(round().empty());
    EXPECT_TRUE(fake_.state()->contributions.empty());
    const std::string sent = queued();
    round();
    expectError(ErrorCode::Conflict, "sent", [&] { outbox().withdraw(sent); });
}

TEST_F(Contributions, OfAServerThatWasForgottenStayAndSaySo) {
    queued();
    ServerRegistry(home_).remove("fake");
    const std::vector<OutboxEntry> all = round();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].serverName, "");
    EXPECT_THAT(all[0].statusProblem, HasSubstr("not known any more"));
    EXPECT_EQ(all[0].entry.state, UploadState::Queued);
}

TEST_F(Contributions, StopWhenAsked) {
    queued();
    CancellationSource source;
    source.cancel();
    expectError(ErrorCode::Cancelled, "", [&] { outbox().round(progress_, source.token()); });
    EXPECT_EQ(outbox().entries().at(0).entry.state, UploadState::Queued);
}

TEST_F(Services, ServersSayWhoAnswersAndWhatTheyOffer) {
    std::vector<ServerState> states = askKnownServers(home_, {});
    ASSERT_EQ(states.size(), 1U);
    EXPECT_TRUE(states[0].reachable);
    ASSERT_EQ(states[0].models.size(), 1U);
    EXPECT_EQ(states[0].models[0].current, 1);
    fake_.failNext("GET", serverPath(), 503);
    states = askKnownServers(home_, {});
    EXPECT_FALSE(states[0].reachable);
    EXPECT_NE(states[0].problem, "");
}

TEST_F(Services, AServerIsKeptOnlyWithTheKeyThatWasShown) {
    ServerRegistry(home_).remove("fake");
    const FoundServer found = findServer(fake_.server.url(), false, {});
    EXPECT_EQ(found.fingerprint, fingerprint(fake_.key.publicKey()));
    EXPECT_EQ(found.info.name, "A server for tests");
    EXPECT_TRUE(ServerRegistry(home_).list().empty());

    const ServerInfo shown = fake_.info();
    const Ed25519KeyPair other(std::array<std::uint8_t, 32>{8});
    fake_.state()->info.publicKey = toHexText(other.publicKey());
    fake_.state()->info.serverId = fingerprint(other.publicKey());
    expectError(ErrorCode::Refused, "", [&] { addServer(home_, found, "", {}); });
    EXPECT_TRUE(ServerRegistry(home_).list().empty());

    fake_.state()->info = shown;
    fake_.state()->requiredKey = "lk_other_" + std::string(64, 'b');
    const std::string refusal = errorTextOf([&] { addServer(home_, found, exampleKey, {}); });
    EXPECT_THAT(refusal, HasSubstr("unauthenticated"));
    EXPECT_EQ(refusal.find(exampleKey), std::string::npos) << "keys are in no message";
    const std::string malformed = errorTextOf([&] { addServer(home_, found, "lk_secret", {}); });
    EXPECT_EQ(malformed.find("secret"), std::string::npos) << malformed;
    EXPECT_TRUE(ServerRegistry(home_).list().empty());

    fake_.state()->requiredKey = exampleKey;
    const KnownServer added = addServer(home_, found, exampleKey, {});
    EXPECT_EQ(ServerRegistry(home_).list().at(0), added);
    EXPECT_EQ(ServerRegistry(home_).key(added)->secret(), exampleKey);
}

} // namespace
} // namespace laurel
