#include "contribution_contract.h"

#include "laurel/base/error.h"

#include <atomic>
#include <thread>
#include <vector>

/// Who is next, and what is known of those before.
#include <limits>

namespace laurel {
namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

using State = ContributionState;
using ContributionQueueContract = ContributionContract;

TEST_P(ContributionQueueContract, letsOneOfManyTakeAStep) {
    const Contribution contribution = addReceived(1);
    std::atomic<int> took = 0;
    std::atomic<int> conflicts = 0;
    std::vector<std::thread> threads;
    threads.reserve(6);
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

TEST_P(ContributionQueueContract, givesTurnsInTheOrderOfReception) {
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

/// A key that sends many waits for the others, each of which gets one of its own in every round.
TEST_P(ContributionQueueContract, isFairBetweenKeys) {
    const auto receive = [&](int number, const std::string& key) {
        Contribution contribution = exampleContribution(number);
        contribution.keyId = key;
        add(contribution);
        bring(contribution, State::Received);
        return contribution;
    };
    std::vector<Contribution> many;
    for (int number = 1; number <= 5; ++number) {
        many.push_back(receive(number, "key"));
    }
    bring(many[0], State::Evaluating);
    const Contribution first = receive(6, "another");
    const Contribution second = receive(7, "another");
    EXPECT_EQ(positionOf(many[0]), 0);
    EXPECT_EQ(positionOf(many[1]), 1);
    EXPECT_EQ(positionOf(first), 2);
    EXPECT_EQ(positionOf(many[2]), 3);
    EXPECT_EQ(positionOf(second), 4);
    EXPECT_EQ(positionOf(many[4]), 6);
    std::vector<std::string> order;
    for (const Contribution& one : store_->beginRead()->contributions().queue("leg", 100)) {
        order.push_back(one.id);
    }
    EXPECT_EQ(order, (std::vector<std::string>{many[0].id, many[1].id, first.id, many[2].id,
                                               second.id, many[3].id, many[4].id}));
    EXPECT_EQ(store_->beginRead()->contributions().queue("leg", 2).size(), 2U);
}

/// Whoever was away does not get ahead by it: turns that passed are gone.
TEST_P(ContributionQueueContract, savesNoTurnsUp) {
    for (int number = 1; number <= 3; ++number) {
        bring(addReceived(number), State::Rejected);
    }
    const Contribution waiting = addReceived(4);
    std::vector<Contribution> late;
    for (int number = 5; number <= 7; ++number) {
        Contribution contribution = exampleContribution(number);
        contribution.keyId = "another";
        add(contribution);
        bring(contribution, State::Received);
        late.push_back(contribution);
    }
    EXPECT_EQ(positionOf(waiting), 0);
    EXPECT_EQ(positionOf(late[0]), 1);
    const Contribution next = addReceived(8);
    EXPECT_EQ(positionOf(next), 3); // beside the second of the other key, which came before it
    EXPECT_EQ(positionOf(late[2]), 4);
}

TEST_P(ContributionQueueContract, tellsWhatAKeyAnnouncedSince) {
    add(exampleContribution(1));
    bring(addReceived(2), State::Rejected);
    Contribution others = exampleContribution(3);
    others.keyId = "another";
    add(others);
    const auto reader = store_->beginRead();
    ContributionReader& table = reader->contributions();
    const std::int64_t first = exampleContribution(1).createdMs;
    ASSERT_EQ(table.createdSince("key", first).size(), 2U);
    EXPECT_EQ(table.createdSince("key", first)[0].id, exampleContribution(1).id);
    EXPECT_EQ(table.createdSince("key", first + 1).size(), 1U);
    EXPECT_TRUE(table.createdSince("absent", 0).empty());
}

TEST_P(ContributionQueueContract, putsARetryLastAndCountsFailures) {
    const Contribution first = addReceived(1);
    const Contribution second = addReceived(2);
    bring(first, State::Failed);
    EXPECT_EQ(nextOf("leg"), second.id);
    const auto retryable = [&](std::int64_t attempts, std::int64_t before) {
        return store_->beginRead()->contributions().retryable(attempts, before, never).size();
    };
    EXPECT_EQ(retryable(2, later + 1), 1U);
    EXPECT_EQ(retryable(2, later), 0U);
    EXPECT_EQ(retryable(1, later + 1), 0U);
    EXPECT_EQ(store_->beginRead()->contributions().retryable(2, 0, later - 1).size(), 1U)
        << "dated by a clock that was wrong";
    bring(first, State::Received);
    EXPECT_EQ(nextOf("leg"), second.id);
    EXPECT_EQ(positionOf(first), 1);
    EXPECT_EQ(store_->beginRead()->contributions().find(first.id)->attempts, 1);
}

TEST_P(ContributionQueueContract, listsWhatIsOpenAndWhatIsIdle) {
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
    EXPECT_EQ(table.idleUploads(exampleContribution(1).updatedMs, never).size(), 0U);
    EXPECT_EQ(table.idleUploads(exampleContribution(1).updatedMs + 1, never).size(), 1U);
    EXPECT_EQ(table.idleUploads(0, exampleContribution(1).updatedMs).size(), 1U);
    EXPECT_EQ(table.idleUploads(later, never).size(), 2U);

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

TEST_P(ContributionQueueContract, countsByModelAndState) {
    add(exampleContribution(1));
    addReceived(2);
    addReceived(3);
    bring(addReceived(4), State::Rejected);
    add(exampleContribution(5, "thigh"));
    const auto reader = store_->beginRead();
    const auto count = [&](const char* model, State state) {
        return reader->contributions().count(model, state);
    };
    EXPECT_EQ(count("leg", State::Receiving), 1);
    EXPECT_EQ(count("leg", State::Received), 2);
    EXPECT_EQ(count("leg", State::Rejected), 1);
    EXPECT_EQ(count("leg", State::Published), 0);
    EXPECT_EQ(count("thigh", State::Receiving), 1);
    EXPECT_EQ(count("absent", State::Receiving), 0);
}

TEST_P(ContributionQueueContract, findsADigestThatWasReceivedBefore) {
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

TEST_P(ContributionQueueContract, remembersTheNormsOfAcceptedOnes) {
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

INSTANTIATE_TEST_SUITE_P(Backends, ContributionQueueContract, backends(), nameOfBackend);

} // namespace
} // namespace laurel
