// What reaches the server, whatever happens on the way.

#include "queue_fixture.h"

#include "support/expect_error.h"

#include <fstream>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

TEST_F(Queue, sendsInChunksOfTheServersSize) {
    const std::string id = add();
    const QueueEntry queued = queue().entry(id);
    EXPECT_EQ(queued.state, UploadState::Queued);
    EXPECT_EQ(queued.request.size, fs::file_size(folderOf(id) / "weights.safetensors"));
    const SentEntry sent = send(id);
    ASSERT_TRUE(sent.status);
    EXPECT_EQ(sent.status->state, ContributionState::Received);
    expectOneComplete(id);
    EXPECT_EQ(fake_.state()->contributions.begin()->second.request, queued.request);
    EXPECT_EQ(sentChunks(), (queued.request.size + 63) / 64);
    EXPECT_EQ(fake_.state()->requests.back().header("content-type"), "application/octet-stream");
    // Again does nothing.
    const std::size_t before = fake_.state()->requests.size();
    EXPECT_FALSE(send(id).status);
    EXPECT_EQ(fake_.state()->requests.size(), before);
}

TEST_F(Queue, keepsTheOrderAndEveryField) {
    const std::string first = add();
    clock_.waitUntil(clock_.now() + 1s, {});
    Contribution other = contribution(7);
    other.request.kind = ContributionKind::Delta;
    other.request.dice.reset();
    const QueueEntry second = queue().add(fake_.serverId(), other);
    EXPECT_EQ(second.request.kind, ContributionKind::Delta);
    EXPECT_FALSE(second.request.dice);
    const std::vector<QueueEntry> all = queue().entries();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].id, first);
    EXPECT_EQ(all[1], second);
    EXPECT_EQ(all[0].request.dice, 0.75);
    expectError(ErrorCode::NotFound, "../x", [&] { queue().entry("../x"); });
    expectError(ErrorCode::NotFound, "0000", [&] { queue().entry(std::string(32, '0')); });
}

TEST_F(Queue, goesOnFromWhereTheServerStands) {
    const std::string id = add();
    for (int chunk = 0; chunk < 3; ++chunk) { // two go through, the third is cut off
        fake_.failNext(
            "PUT", "content", [this, chunk](const FakeRequest& request, FakeConnection& to) {
                FakeLaurel::Received& received = fake_.state()->contributions.begin()->second;
                received.bytes += request.body;
                if (chunk < 2) {
                    to.answer(204, "",
                              {{uploadOffsetHeader, std::to_string(received.bytes.size())}});
                } // else: it is durable, but the answer is lost
            });
    }
    const QueueEntry cut = send(id).entry;
    EXPECT_EQ(cut.state, UploadState::Uploading);
    EXPECT_EQ(cut.failures, 1);
    EXPECT_THAT(cut.problem, HasSubstr("did not come"));
    EXPECT_EQ(queue().entry(id), cut);
    const std::size_t before = sentChunks();
    send(id);
    expectOneComplete(id);
    EXPECT_EQ(sentChunks() - before, (cut.request.size - 3 * 64 + 63) / 64);
}

TEST_F(Queue, survivesAConnectionCutWithinAChunk) {
    const std::string id = add();
    fake_.failNext("HEAD", "content", [this](const FakeRequest&, FakeConnection& to) {
        fake_.server.cutNextBodyAfter(10);
        to.answer(200, "", {{uploadOffsetHeader, "0"}});
    });
    EXPECT_EQ(send(id).entry.state, UploadState::Uploading);
    send(id);
    expectOneComplete(id);
}

TEST_F(Queue, followsAServerThatStandsElsewhere) {
    const std::string id = add();
    // It says 128, has less, and says so when bytes come.
    fake_.failNext("HEAD", "content", [](const FakeRequest&, FakeConnection& to) {
        to.answer(200, "", {{uploadOffsetHeader, "128"}});
    });
    send(id);
    expectOneComplete(id);
}

TEST_F(Queue, doesNotTryForEverWithAServerThatTakesNothing) {
    const std::string id = add();
    for (int i = 0; i < 3; ++i) {
        fake_.failNext("PUT", "content", [](const FakeRequest&, FakeConnection& to) {
            to.answer(409, serializeError(ErrorCode::Conflict, "no"), {{uploadOffsetHeader, "0"}});
        });
    }
    const QueueEntry entry = send(id).entry;
    EXPECT_THAT(entry.problem, HasSubstr("takes no more bytes"));
    EXPECT_EQ(entry.failures, 1);
    EXPECT_EQ(entry.state, UploadState::Uploading);
}

TEST_F(Queue, doesNotContributeTwiceWhenTheAnswerIsLost) {
    const std::string id = add();
    fake_.failNext("POST", "contributions", [&](const FakeRequest& request, FakeConnection&) {
        // It was made; then the line, or this client, went dead.
        fake_.state()->contributions[std::string(32, 'c')] = {
            "tiny", request.header("idempotency-key"), parseContributionRequest(request.body),
            "",     ContributionState::Receiving,      ""};
    });
    EXPECT_EQ(send(id).entry.state, UploadState::Queued);
    send(id);
    expectOneComplete(id);
    EXPECT_EQ(queue().entry(id).contribution, std::string(32, 'c'));
}

TEST_F(Queue, noticesThatTheLastAnswerWasLost) {
    for (const bool answersHead : {true, false}) {
        fake_.state()->contributions.clear();
        const std::string id = add();
        fake_.state()->info.limits.chunkBytes = 1U << 20; // one chunk
        fake_.failNext("PUT", "content", [&](const FakeRequest& request, FakeConnection&) {
            FakeLaurel::Received& received = fake_.state()->contributions.begin()->second;
            received.bytes = request.body;
            received.state = ContributionState::Received;
        });
        EXPECT_EQ(send(id).entry.state, UploadState::Uploading);
        if (!answersHead) {
            fake_.failNext("HEAD", "content", 409);
        }
        const SentEntry sent = send(id);
        ASSERT_TRUE(sent.status);
        EXPECT_EQ(sent.status->state, ContributionState::Received);
        expectOneComplete(id);
    }
}

TEST_F(Queue, startsAgainInEveryStateThatWasPersisted) {
    // Whatever request was the last before the process ended, the next process completes it.
    for (const auto& [method, path] : {std::pair{"GET", "server"},
                                       {"POST", "contributions"},
                                       {"HEAD", "content"},
                                       {"PUT", "content"}}) {
        fake_.state()->contributions.clear();
        const std::string id = add();
        fake_.failNext(method, path, [this](const FakeRequest&, FakeConnection& to) {
            to.answer(503, "");
            fake_.failNext("GET", "", 503); // with which a refused HEAD would be explained
        });
        EXPECT_FALSE(send(id).entry.isFinished()) << method;
        fake_.state()->faults.clear();
        send(id);
        expectOneComplete(id);
    }
}

TEST_F(Queue, takesBackWhatWasNotSent) {
    const std::string kept = add();
    const std::string id = add();
    queue().withdraw(id);
    EXPECT_FALSE(std::filesystem::exists(folderOf(id)));
    ASSERT_EQ(queue().entries().size(), 1U);
    EXPECT_EQ(queue().entries().at(0).id, kept);
    expectError(ErrorCode::NotFound, id, [&] { queue().withdraw(id); });
    expectError(ErrorCode::NotFound, id, [&] { send(id); });
    EXPECT_TRUE(fake_.state()->contributions.empty());
}

TEST_F(Queue, takesNothingBackThatWasOrIsBeingSent) {
    const std::string id = add();
    fake_.failNext("PUT", "content", [&](const FakeRequest&, FakeConnection& to) {
        expectError(ErrorCode::Conflict, "being sent", [&] { queue().withdraw(id); });
        to.answer(503, "");
    });
    EXPECT_EQ(send(id).entry.state, UploadState::Uploading);
    EXPECT_TRUE(fake_.state()->faults.empty());
    send(id);
    expectError(ErrorCode::Conflict, "sent", [&] { queue().withdraw(id); });
    expectOneComplete(id);
}

TEST_F(Queue, forgetsWhatWasRefusedWhenAsked) {
    const std::string id = add();
    fake_.failNext("POST", "contributions", ErrorCode::InvalidInput, "no such model");
    EXPECT_EQ(send(id).entry.state, UploadState::Refused);
    queue().withdraw(id);
    EXPECT_TRUE(queue().entries().empty());
}

TEST_F(Queue, isWithdrawnOrSentButNeverHalf) {
    for (int round = 0; round < 20; ++round) {
        const std::string id = add();
        const std::size_t known = fake_.state()->contributions.size();
        std::string sending;
        std::thread sender([&] { sending = errorTextOf([&] { send(id); }); });
        const std::string taking = errorTextOf([&] { queue().withdraw(id); });
        sender.join();
        if (taking == "no error") {
            // It came too late, or while the other one was at it: never half of each.
            EXPECT_TRUE(sending.starts_with("not_found") || sending.starts_with("conflict"))
                << sending;
            EXPECT_EQ(fake_.state()->contributions.size(), known);
            EXPECT_FALSE(std::filesystem::exists(folderOf(id)));
        } else {
            EXPECT_TRUE(taking.starts_with("conflict")) << taking;
            EXPECT_EQ(sending, "no error");
            EXPECT_EQ(queue().entry(id).state, UploadState::Sent);
        }
    }
}

} // namespace
} // namespace laurel
