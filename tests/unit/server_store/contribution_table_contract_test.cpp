#include "example_rows.h"
#include "store_contract.h"

#include "support/expect_error.h"

#include <atomic>
#include <set>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace laurel {
namespace {

using State = ContributionState;

constexpr std::int64_t later = 4'102'444'900'000;

class ContributionTableContract : public StoreContract {
  protected:
    void SetUp() override {
        publish("leg", 1);
        publish("leg", 2);
        publish("thigh", 1);
        write([](MetadataWriter& writer) {
            writer.keys().add(exampleKey("key"));
            writer.keys().add(exampleKey("another"));
        });
    }

    void add(const Contribution& contribution) {
        write([&](MetadataWriter& writer) { writer.contributions().add(contribution); });
    }

    /// Through all states up to that one.
    void bring(const Contribution& contribution, State to,
               const ContributionOutcome& outcome = {}) {
        write([&](MetadataWriter& writer) {
            State at = writer.contributions().find(contribution.id)->state;
            while (at != to) {
                const State next =
                    mayAdvance(at, to) ? to : static_cast<State>(static_cast<int>(at) + 1);
                writer.contributions().advance(contribution.id, at, next, later, outcome);
                at = next;
            }
        });
    }

    Contribution addReceived(int number, const std::string& modelId = "leg") {
        const Contribution contribution = exampleContribution(number, modelId);
        add(contribution);
        bring(contribution, State::Received);
        return contribution;
    }

    std::optional<std::string> nextOf(const std::string& modelId) {
        const std::optional<Contribution> next = store_->beginRead()->contributions().next(modelId);
        return next ? std::optional(next->id) : std::nullopt;
    }

    std::optional<std::int64_t> positionOf(const Contribution& contribution) {
        return store_->beginRead()->contributions().queuePosition(contribution.id);
    }
};

TEST_P(ContributionTableContract, keepsEveryFieldAcrossARestart) {
    Contribution expected = exampleContribution(7);
    expected.idempotencyKey = "once; --";
    add(expected);
    reopen();
    EXPECT_EQ(store_->beginRead()->contributions().find(expected.id), expected);

    ContributionOutcome outcome{"code", "läuft", 3, 2, 0.1, 1e-300};
    bring(expected, State::Received);
    write([&](MetadataWriter& writer) {
        writer.contributions().advance(expected.id, State::Received, State::Failed, later, outcome);
    });
    reopen();
    expected.state = State::Failed;
    expected.sequence = 1;
    expected.reasonCode = "code";
    expected.reason = "läuft";
    expected.staleness = 3;
    expected.version = 2;
    expected.alpha = 0.1;
    expected.deltaNorm = 1e-300;
    expected.attempts = 1;
    expected.updatedMs = later;
    EXPECT_EQ(store_->beginRead()->contributions().find(expected.id), expected);
    EXPECT_FALSE(store_->beginRead()->contributions().find("absent"));
}

TEST_P(ContributionTableContract, keepsWhatALaterStepDoesNotSayButForTheReason) {
    const Contribution contribution = addReceived(1);
    const ContributionOutcome screened{"", "", 1, std::nullopt, 0.5, 2.5};
    bring(contribution, State::Screened, screened);
    bring(contribution, State::Failed, {"io", "the disk", {}, {}, {}, {}});
    bring(contribution, State::Received);
    const auto found = store_->beginRead()->contributions().find(contribution.id);
    EXPECT_EQ(found->staleness, 1);
    EXPECT_EQ(found->alpha, 0.5);
    EXPECT_EQ(found->deltaNorm, 2.5);
    EXPECT_EQ(found->reasonCode, "");
    EXPECT_EQ(found->reason, "");
}

/// The contract's own list (proto/contributions.h).
TEST(ContributionStates, knowNoOtherWays) {
    const std::set<std::pair<State, State>> onwards{
        {State::Receiving, State::Received},  {State::Received, State::Screened},
        {State::Screened, State::Evaluating}, {State::Evaluating, State::Merging},
        {State::Merging, State::Published},   {State::Failed, State::Received}};
    for (int from = 0; from < 8; ++from) {
        for (int to = 0; to < 8; ++to) {
            const auto a = static_cast<State>(from);
            const auto b = static_cast<State>(to);
            const bool ends = from <= static_cast<int>(State::Merging) &&
                              (b == State::Rejected || b == State::Failed);
            EXPECT_EQ(mayAdvance(a, b), ends || onwards.count({a, b}) == 1)
                << toString(a) << " to " << toString(b);
        }
    }
}

TEST_P(ContributionTableContract, advancesByCompareAndSet) {
    const Contribution contribution = addReceived(1);
    const auto writer = store_->beginWrite();
    ContributionWriter& table = writer->contributions();
    expectError(ErrorCode::Conflict, "is received, no longer receiving",
                [&] { table.advance(contribution.id, State::Receiving, State::Received, later); });
    expectError(ErrorCode::InvalidArgument, "from received to merging",
                [&] { table.advance(contribution.id, State::Received, State::Merging, later); });
    expectError(ErrorCode::NotFound, "no contribution",
                [&] { table.advance("absent", State::Received, State::Screened, later); });
    expectError(ErrorCode::NotFound, "no such version", [&] {
        ContributionOutcome outcome;
        outcome.version = 99;
        table.advance(contribution.id, State::Received, State::Screened, later, outcome);
    });
}

TEST_P(ContributionTableContract, letsOneOfManyTakeAStep) {
    const Contribution contribution = addReceived(1);
    std::atomic<int> took = 0;
    std::atomic<int> conflicts = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) {
        threads.emplace_back([&] {
            const auto own = open(); // as another process would
            const auto writer = own->beginWrite();
            try {
                writer->contributions().advance(contribution.id, State::Received, State::Screened,
                                                later);
                writer->commit();
                ++took;
            } catch (const Error& error) {
                conflicts += error.code() == ErrorCode::Conflict ? 1 : 0;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(took, 1);
    EXPECT_EQ(conflicts, 5);
}

TEST_P(ContributionTableContract, recordsBytesByCompareAndSet) {
    const Contribution contribution = exampleContribution(1);
    add(contribution);
    write([&](MetadataWriter& writer) {
        writer.contributions().recordBytes(contribution.id, 0, std::uint64_t{3} << 32, later);
    });
    const auto found = store_->beginRead()->contributions().find(contribution.id);
    EXPECT_EQ(found->received, std::uint64_t{3} << 32);
    EXPECT_EQ(found->updatedMs, later);
    {
        const auto writer = store_->beginWrite();
        expectError(ErrorCode::Conflict, "not receiving with 0",
                    [&] { writer->contributions().recordBytes(contribution.id, 0, 10, later); });
        expectError(ErrorCode::NotFound, "no contribution",
                    [&] { writer->contributions().recordBytes("absent", 0, 10, later); });
    }
    bring(contribution, State::Received);
    const auto writer = store_->beginWrite();
    expectError(ErrorCode::Conflict, "is received", [&] {
        writer->contributions().recordBytes(contribution.id, std::uint64_t{3} << 32, 1, later);
    });
}

TEST_P(ContributionTableContract, givesTurnsInTheOrderOfReception) {
    for (const int number : {1, 2, 3}) {
        add(exampleContribution(number));
    }
    add(exampleContribution(4, "thigh"));
    EXPECT_FALSE(nextOf("leg"));
    EXPECT_TRUE(store_->beginRead()->contributions().modelsWithWork().empty());
    const Contribution first = exampleContribution(3);
    const Contribution second = exampleContribution(1);
    const Contribution elsewhere = exampleContribution(4, "thigh");
    bring(first, State::Received);
    bring(elsewhere, State::Received);
    bring(second, State::Received);
    EXPECT_EQ(nextOf("leg"), first.id);
    EXPECT_EQ(nextOf("thigh"), elsewhere.id);
    EXPECT_EQ(store_->beginRead()->contributions().modelsWithWork(),
              (std::vector<std::string>{"leg", "thigh"}));
    EXPECT_EQ(positionOf(first), 0);
    EXPECT_EQ(positionOf(second), 1);
    EXPECT_EQ(positionOf(elsewhere), 0);
    EXPECT_FALSE(positionOf(exampleContribution(2))); // still receiving

    bring(first, State::Merging);
    EXPECT_EQ(nextOf("leg"), first.id); // it keeps its turn until it is done
    bring(first, State::Rejected);
    EXPECT_EQ(nextOf("leg"), second.id);
    EXPECT_EQ(positionOf(second), 0);
    EXPECT_FALSE(positionOf(first));
}

TEST_P(ContributionTableContract, putsARetryLastAndCountsFailures) {
    const Contribution first = addReceived(1);
    const Contribution second = addReceived(2);
    bring(first, State::Failed);
    EXPECT_EQ(nextOf("leg"), second.id);
    const auto retryable = [&](std::int64_t attempts, std::int64_t before) {
        return store_->beginRead()->contributions().retryable(attempts, before).size();
    };
    EXPECT_EQ(retryable(2, later + 1), 1U);
    EXPECT_EQ(retryable(2, later), 0U);
    EXPECT_EQ(retryable(1, later + 1), 0U);
    bring(first, State::Received);
    EXPECT_EQ(nextOf("leg"), second.id);
    EXPECT_EQ(positionOf(first), 1);
    EXPECT_EQ(store_->beginRead()->contributions().find(first.id)->attempts, 1);
}

TEST_P(ContributionTableContract, knowsIdempotencyKeysPerAccessKey) {
    Contribution one = exampleContribution(1);
    one.idempotencyKey = "once";
    add(one);
    Contribution others = exampleContribution(2);
    others.keyId = "another";
    others.idempotencyKey = "once";
    add(others);
    add(exampleContribution(3));
    add(exampleContribution(4));
    const auto writer = store_->beginWrite();
    Contribution again = exampleContribution(5);
    again.idempotencyKey = "once";
    expectError(ErrorCode::AlreadyExists, "same idempotency key",
                [&] { writer->contributions().add(again); });
    expectError(ErrorCode::AlreadyExists, one.id,
                [&] { writer->contributions().add(exampleContribution(1)); });
    EXPECT_EQ(writer->contributions().findByIdempotencyKey("key", "once")->id, one.id);
    EXPECT_EQ(writer->contributions().findByIdempotencyKey("another", "once")->id, others.id);
    EXPECT_FALSE(writer->contributions().findByIdempotencyKey("key", "twice"));
}

TEST_P(ContributionTableContract, refersToKeysAndVersionsThatExist) {
    const auto writer = store_->beginWrite();
    Contribution contribution = exampleContribution(1);
    contribution.request.baseVersion = 3;
    expectError(ErrorCode::NotFound, "version 3",
                [&] { writer->contributions().add(contribution); });
    contribution = exampleContribution(1);
    contribution.keyId = "absent";
    expectError(ErrorCode::NotFound, "access key",
                [&] { writer->contributions().add(contribution); });
    contribution = exampleContribution(1);
    contribution.state = State::Received;
    expectError(ErrorCode::InvalidArgument, "begins as receiving",
                [&] { writer->contributions().add(contribution); });
}

TEST_P(ContributionTableContract, listsWhatIsOpenAndWhatIsIdle) {
    add(exampleContribution(1));
    addReceived(2);
    bring(addReceived(3), State::Rejected);
    Contribution others = exampleContribution(4);
    others.keyId = "another";
    add(others);
    const auto reader = store_->beginRead();
    ContributionReader& table = reader->contributions();
    ASSERT_EQ(table.openOfKey("key").size(), 2U);
    EXPECT_EQ(table.openOfKey("key")[0].id, exampleContribution(1).id);
    EXPECT_EQ(table.openOfKey("key")[1].id, exampleContribution(2).id);
    EXPECT_TRUE(table.openOfKey("absent").empty());
    EXPECT_EQ(table.idleUploads(exampleContribution(1).updatedMs).size(), 0U);
    EXPECT_EQ(table.idleUploads(exampleContribution(1).updatedMs + 1).size(), 1U);
    EXPECT_EQ(table.idleUploads(later).size(), 2U);

    std::vector<std::string> paged;
    std::string after;
    for (;;) {
        const std::vector<Contribution> page = table.page(after, 3);
        for (const Contribution& one : page) {
            paged.push_back(one.id);
        }
        if (page.empty()) {
            break;
        }
        after = page.back().id;
    }
    EXPECT_EQ(paged,
              (std::vector<std::string>{exampleContribution(1).id, exampleContribution(2).id,
                                        exampleContribution(3).id, exampleContribution(4).id}));
}

TEST_P(ContributionTableContract, findsADigestThatWasReceivedBefore) {
    const Contribution earlier = exampleContribution(1);
    add(earlier);
    const auto found = [&](const std::string& model) {
        return store_->beginRead()->contributions().earlierWithDigest(model, earlier.request.sha256,
                                                                      "another id");
    };
    EXPECT_FALSE(found("leg")); // its bytes may never come
    bring(earlier, State::Received);
    EXPECT_EQ(found("leg"), earlier.id);
    EXPECT_FALSE(found("thigh"));
    EXPECT_FALSE(store_->beginRead()->contributions().earlierWithDigest(
        "leg", earlier.request.sha256, earlier.id));
    bring(earlier, State::Failed);
    EXPECT_FALSE(found("leg")); // it was never judged
    bring(earlier, State::Received);
    bring(earlier, State::Rejected);
    EXPECT_EQ(found("leg"), earlier.id);

    const Contribution wrong = exampleContribution(2);
    add(wrong);
    bring(wrong, State::Rejected); // its bytes were others
    EXPECT_FALSE(store_->beginRead()->contributions().earlierWithDigest("leg", wrong.request.sha256,
                                                                        "another id"));
}

TEST_P(ContributionTableContract, remembersTheNormsOfAcceptedOnes) {
    for (const int number : {1, 2, 3, 4}) {
        const Contribution contribution = addReceived(number);
        ContributionOutcome outcome;
        outcome.deltaNorm = number * 1.5;
        outcome.version = 2;
        bring(contribution, number == 3 ? State::Rejected : State::Published, outcome);
    }
    const auto reader = store_->beginRead();
    EXPECT_EQ(reader->contributions().acceptedDeltaNorms("leg", 10),
              (std::vector<double>{6.0, 3.0, 1.5}));
    EXPECT_EQ(reader->contributions().acceptedDeltaNorms("leg", 2),
              (std::vector<double>{6.0, 3.0}));
    EXPECT_TRUE(reader->contributions().acceptedDeltaNorms("thigh", 2).empty());
}

TEST_P(ContributionTableContract, keepsTriesAndScores) {
    const Contribution contribution = addReceived(1);
    const GoldScores scores{{"case-a", "t1", {{"Soleus_L", 0.1}, {"Soleus_R", 0.1 + 0.2}}},
                            {"case-b", "t1", {{"Soleus_L", 1.0}}}};
    const GoldScores others{{"case-b", "t1", {{"Soleus_R", 0.0}}}};
    const MergeTryRecord first{0.5, std::nullopt, "gate2_label"};
    const MergeTryRecord second{0.25, 0.1 + 0.7, "accepted"};
    write([&](MetadataWriter& writer) {
        writer.gold().add(exampleGold("case-a"));
        writer.gold().add(exampleGold("case-b"));
        ContributionWriter& table = writer.contributions();
        table.setTry(contribution.id, 2, {0.3, 0.4, "to be replaced"});
        table.setTry(contribution.id, 2, second);
        table.setTry(contribution.id, 1, first);
        table.setScores(contribution.id, MeasuredWeights::merged(2), scores);
        table.setScores(contribution.id, MeasuredWeights::merged(2), others);
        table.setScores(contribution.id, MeasuredWeights::current(), scores);
        table.setScores(contribution.id, MeasuredWeights::candidate(), others);
    });
    reopen();
    {
        const auto reader = store_->beginRead();
        ContributionReader& table = reader->contributions();
        EXPECT_EQ(table.tries(contribution.id), (std::vector<MergeTryRecord>{first, second}));
        EXPECT_EQ(table.scores(contribution.id, MeasuredWeights::current()), scores);
        EXPECT_EQ(table.scores(contribution.id, MeasuredWeights::candidate()), others);
        EXPECT_EQ(table.scores(contribution.id, MeasuredWeights::merged(2)), others);
        EXPECT_TRUE(table.scores(contribution.id, MeasuredWeights::merged(1)).empty());
    }
    write([&](MetadataWriter& writer) {
        writer.contributions().clearMeasurements(contribution.id);
        EXPECT_TRUE(writer.contributions().tries(contribution.id).empty());
        EXPECT_TRUE(
            writer.contributions().scores(contribution.id, MeasuredWeights::current()).empty());
        expectError(ErrorCode::NotFound, "case-c", [&] {
            writer.contributions().setScores(contribution.id, MeasuredWeights::current(),
                                             {{"case-c", "", {{"Soleus_L", 0.5}}}});
        });
        expectError(ErrorCode::NotFound, "absent",
                    [&] { writer.contributions().setTry("absent", 1, first); });
    });
}

/// Each of two processes notes a byte more, again and again; none may be refused or lost.
TEST_P(ContributionTableContract, letsProcessesWriteAtOnce) {
    constexpr int rounds = 50;
    const Contribution contribution = exampleContribution(1);
    add(contribution);
    store_ = nullptr; // no connection may be shared with a forked process
    std::vector<pid_t> children;
    for (int process = 0; process < 2; ++process) {
        children.push_back(::fork());
        if (children.back() == 0) {
            int status = 1;
            try {
                const auto own = open();
                for (int round = 0; round < rounds; ++round) {
                    const auto writer = own->beginWrite();
                    const auto before = writer->contributions().find(contribution.id)->received;
                    writer->contributions().recordBytes(contribution.id, before, before + 1, later);
                    writer->commit();
                }
                status = 0;
            } catch (const std::exception& error) {
                std::fputs(error.what(), stderr);
            }
            ::_exit(status);
        }
    }
    for (const pid_t child : children) {
        int status = -1;
        EXPECT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_EQ(status, 0);
    }
    store_ = open();
    EXPECT_EQ(store_->beginRead()->contributions().find(contribution.id)->received, 2U * rounds);
}

INSTANTIATE_TEST_SUITE_P(Backends, ContributionTableContract, backends(), nameOfBackend);

} // namespace
} // namespace laurel
