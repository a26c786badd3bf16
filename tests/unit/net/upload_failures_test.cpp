// When the queue tries again, when it waits for a person, and when it gives up.

#include "queue_fixture.h"

#include "support/expect_error.h"
#include "support/file_size_limit.h"

#include <fstream>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

TEST_F(Queue, waitsLongerAfterEveryFailure) {
    const std::string id = add();
    for (int i = 0; i < 8; ++i) {
        fake_.failNext("POST", "contributions", 503);
    }
    const SentEntry sent = sendPersistently(id, 10);
    EXPECT_EQ(sent.entry.state, UploadState::Sent);
    EXPECT_EQ(sent.entry.failures, 0);
    ASSERT_EQ(clock_.waits.size(), 8U);
    for (std::size_t i = 0; i < clock_.waits.size(); ++i) {
        const auto whole = std::min(1000ms * (1 << i), 60'000ms);
        EXPECT_GE(clock_.waits[i], whole / 2) << i;
        EXPECT_LE(clock_.waits[i], whole) << i;
    }
    expectOneComplete(id);
}

TEST_F(Queue, endsAfterSoManyAttemptsThatBroughtNothing) {
    const std::string id = add();
    fake_.server.stop();
    const QueueEntry entry = sendPersistently(id, 3).entry;
    EXPECT_EQ(entry.failures, 3);
    EXPECT_EQ(entry.state, UploadState::Queued);
    EXPECT_THAT(entry.problem, HasSubstr("cannot connect"));
    EXPECT_GT(entry.nextAttempt, clock_.now());
    EXPECT_EQ(clock_.waits.size(), 2U);
    EXPECT_EQ(queue().entry(id), entry);
    fake_.server.restart();
    send(id);
    expectOneComplete(id);
}

TEST_F(Queue, keepsAtItWhileItAdvances) {
    const std::string id = add();
    for (int i = 0; i < 5; ++i) {
        fake_.failNext("PUT", "content", [this](const FakeRequest& request, FakeConnection& to) {
            FakeLaurel::Received& received = fake_.state()->contributions.begin()->second;
            received.bytes += request.body;
            to.answer(204, "", {{uploadOffsetHeader, std::to_string(received.bytes.size())}});
            fake_.state()->faults.push_front(
                {"PUT", "content", [](const FakeRequest&, FakeConnection&) {}});
        });
    }
    EXPECT_EQ(sendPersistently(id, 2).entry.state, UploadState::Sent);
    expectOneComplete(id);
    EXPECT_EQ(clock_.waits.size(), 5U);
}

TEST_F(Queue, givesUpOnARefusalAndKeepsTheReason) {
    for (const auto& [method, path, code] :
         {std::tuple{"POST", "contributions", ErrorCode::Refused},
          {"POST", "contributions", ErrorCode::InvalidInput},
          {"POST", "contributions", ErrorCode::NotFound},
          {"POST", "contributions", ErrorCode::AlreadyExists},
          {"PUT", "content", ErrorCode::LimitExceeded},
          {"PUT", "content", ErrorCode::Refused}}) {
        const std::string id = add();
        fake_.failNext(method, path, code, "not this one");
        const QueueEntry entry = sendPersistently(id, 10).entry;
        EXPECT_EQ(entry.state, UploadState::Refused) << toString(code);
        EXPECT_THAT(entry.problem, HasSubstr("not this one"));
        EXPECT_EQ(entry.problemCode, code);
        EXPECT_EQ(queue().entry(id), entry);
        EXPECT_FALSE(fs::exists(folderOf(id) / "weights.safetensors"));
        fake_.state()->requests.clear();
        send(id);
        EXPECT_TRUE(fake_.state()->requests.empty());
    }
}

TEST_F(Queue, doesNotSendWhatTheServerDoesNotTake) {
    const std::string id = add();
    fake_.state()->info.limits.fileBytes = 100;
    const QueueEntry entry = send(id).entry;
    EXPECT_EQ(entry.state, UploadState::Refused);
    EXPECT_EQ(entry.problemCode, ErrorCode::LimitExceeded);
    EXPECT_TRUE(fake_.state()->contributions.empty());
}

TEST_F(Queue, pausesUntilSomebodyHasCaredForTheKey) {
    const std::string id = add();
    fake_.state()->requiredKey = exampleKey;
    const QueueEntry paused = sendPersistently(id, 10).entry;
    EXPECT_TRUE(paused.paused);
    EXPECT_EQ(paused.state, UploadState::Queued);
    EXPECT_EQ(paused.problemCode, ErrorCode::Unauthenticated);
    key_ = ApiKey::parse(exampleKey, "test");
    fake_.state()->requests.clear();
    EXPECT_TRUE(send(id).entry.paused);
    EXPECT_TRUE(fake_.state()->requests.empty());
    queue().resume(id);
    send(id);
    expectOneComplete(id);
    EXPECT_THAT(readTextFile(folderOf(id) / "entry.json", 1 << 20),
                ::testing::Not(HasSubstr("aaaa")));
}

TEST_F(Queue, pausesWhenAnotherServerAnswers) {
    const std::string id = add();
    KnownServer other = pinned(fake_);
    other.publicKey = Ed25519KeyPair(std::array<std::uint8_t, 32>{9}).publicKey();
    const QueueEntry entry = send(id, other).entry;
    EXPECT_TRUE(entry.paused);
    EXPECT_THAT(entry.problem, HasSubstr("not the server that was added"));
    EXPECT_TRUE(fake_.state()->contributions.empty());
}

TEST_F(Queue, beginsAgainWhereTheServerHasForgotten) {
    const std::string id = add();
    fake_.failNext("PUT", "content", 503);
    send(id);
    fake_.state()->contributions.clear(); // restored from a backup of before
    const QueueEntry forgotten = send(id).entry;
    EXPECT_EQ(forgotten.state, UploadState::Queued);
    send(id);
    expectOneComplete(id);
    // But not for ever.
    fake_.state()->contributions.clear();
    const std::string again = add();
    for (int i = 0; i < 2; ++i) {
        fake_.failNext("PUT", "content", ErrorCode::NotFound, "no such contribution");
    }
    EXPECT_EQ(sendPersistently(again, 10).entry.state, UploadState::Refused);
}

TEST_F(Queue, isSentByOneProcessAtATime) {
    const std::string id = add();
    std::string second;
    fake_.failNext("POST", "contributions", [&](const FakeRequest&, FakeConnection& to) {
        second = errorTextOf([&] { send(id); });
        to.answer(503, "");
    });
    send(id);
    EXPECT_THAT(second, HasSubstr("conflict: "));
    EXPECT_THAT(second, HasSubstr("another process"));
    send(id);
    expectOneComplete(id);
}

TEST_F(Queue, stopsWhenItIsCancelled) {
    const std::string id = add();
    CancellationSource source;
    ServerClient client(pinned(fake_), std::nullopt, source.token(), hastyLimits());
    fake_.failNext("PUT", "content", [&](const FakeRequest&, FakeConnection&) { source.cancel(); });
    expectError(ErrorCode::Cancelled, "",
                [&] { queue().sendPersistently(id, 3, client, progress_); });
    send(id);
    expectOneComplete(id);
}

TEST_F(Queue, refusesAFileThatWasAltered) {
    const std::string id = add();
    std::ofstream(folderOf(id) / "weights.safetensors", std::ios::app) << "x";
    expectError(ErrorCode::InvalidInput, "altered", [&] { send(id); });
    EXPECT_TRUE(fake_.state()->contributions.empty());
}

TEST_F(Queue, namesTheEntryThatIsBroken) {
    const std::string id = add();
    std::ofstream(folderOf(id) / "entry.json") << "{}";
    expectError(ErrorCode::InvalidInput, id, [&] { queue().entries(); });
}

TEST_F(Queue, aFullDiskQueuesNothing) {
    {
        const FileSizeLimit limit(100);
        expectError(ErrorCode::Io, "", [&] { add(); });
    }
    EXPECT_TRUE(queue().entries().empty());
    EXPECT_TRUE(fs::is_empty(home_ / "queue"));
}

} // namespace
} // namespace laurel
