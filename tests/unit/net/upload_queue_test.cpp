#include "laurel/net/upload_queue.h"

#include "net_test.h"

#include "support/expect_error.h"

#include "laurel/base/files.h"
#include "laurel/weights/safetensors.h"

#include <algorithm>
#include <fstream>
#include <thread>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Time that passes only when somebody waits for it.
class FakeClock final : public WallClock {
  public:
    std::chrono::system_clock::time_point now() override { return now_; }
    void waitUntil(std::chrono::system_clock::time_point time,
                   const CancellationToken& cancel) override {
        cancel.throwIfCancelled();
        waits.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(time - now_));
        now_ = std::max(now_, time);
        if (onWait) {
            onWait();
        }
    }

    std::vector<std::chrono::milliseconds> waits;
    std::function<void()> onWait;

  private:
    std::chrono::system_clock::time_point now_{std::chrono::hours(500'000)};
};

class Queue : public ::testing::Test {
  protected:
    Queue() {
        writeTinyPackage(folder_.path() / "package", 1);
        fake_.publish(folder_.path() / "package");
    }

    static Contribution contribution(float value = 5) {
        Contribution made;
        made.model = "tiny";
        made.request.baseVersion = 1;
        made.request.slices = 12;
        made.request.dice = 0.75;
        made.request.client = {"test", "1"};
        made.tensors.add("layer.weight", Tensor::fromFloats({64}, std::vector<float>(64, value)));
        return made;
    }
    /// A queue as the next process finds it.
    UploadQueue queue() { return UploadQueue(home_, clock_, {1000ms, 60'000ms}); }
    std::string add() { return queue().add(fake_.info.serverId, contribution()).id; }
    SentEntry send(const std::string& id, const std::optional<KnownServer>& server = {}) {
        ServerClient client(server.value_or(pinned(fake_)), key_, {}, hastyLimits());
        return queue().send(id, client, progress_);
    }
    SentEntry sendPersistently(const std::string& id, int attempts) {
        ServerClient client(pinned(fake_), key_, {}, hastyLimits());
        return queue().sendPersistently(id, attempts, client, progress_);
    }
    fs::path folderOf(const std::string& id) const { return home_ / "queue" / id; }
    /// What the server has, which must be what was queued, once.
    void expectOneComplete(const std::string& id) {
        ASSERT_EQ(fake_.contributions.size(), 1U);
        const FakeLaurel::Received& received = fake_.contributions.begin()->second;
        EXPECT_EQ(received.state, ContributionState::Received);
        EXPECT_EQ(received.idempotencyKey, id);
        EXPECT_EQ(parseSafetensors(std::as_bytes(std::span(received.bytes)), "test"),
                  contribution().tensors);
        const QueueEntry entry = queue().entry(id);
        EXPECT_EQ(entry.state, UploadState::Sent);
        EXPECT_EQ(entry.contribution, fake_.contributions.begin()->first);
        EXPECT_EQ(entry.problem, "");
        EXPECT_FALSE(fs::exists(folderOf(id) / "weights.safetensors"));
    }
    std::size_t sentChunks() const {
        return static_cast<std::size_t>(
            std::count_if(fake_.requests.begin(), fake_.requests.end(),
                          [](const FakeRequest& request) { return request.method == "PUT"; }));
    }

    TemporaryFolder folder_;
    fs::path home_ = folder_.path() / "home";
    FakeLaurel fake_;
    FakeClock clock_;
    NoProgress progress_;
    std::optional<ApiKey> key_;
};

TEST_F(Queue, sendsInChunksOfTheServersSize) {
    const std::string id = add();
    const QueueEntry queued = queue().entry(id);
    EXPECT_EQ(queued.state, UploadState::Queued);
    EXPECT_EQ(queued.request.size, fs::file_size(folderOf(id) / "weights.safetensors"));
    const SentEntry sent = send(id);
    ASSERT_TRUE(sent.status);
    EXPECT_EQ(sent.status->state, ContributionState::Received);
    expectOneComplete(id);
    EXPECT_EQ(fake_.contributions.begin()->second.request, queued.request);
    EXPECT_EQ(sentChunks(), (queued.request.size + 63) / 64);
    EXPECT_EQ(fake_.requests.back().header("content-type"), "application/octet-stream");
    // Again does nothing.
    const std::size_t before = fake_.requests.size();
    EXPECT_FALSE(send(id).status);
    EXPECT_EQ(fake_.requests.size(), before);
}

TEST_F(Queue, keepsTheOrderAndEveryField) {
    const std::string first = add();
    clock_.waitUntil(clock_.now() + 1s, {});
    Contribution other = contribution(7);
    other.request.kind = ContributionKind::Delta;
    other.request.dice.reset();
    const QueueEntry second = queue().add(fake_.info.serverId, other);
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
                FakeLaurel::Received& received = fake_.contributions.begin()->second;
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
        fake_.contributions[std::string(32, 'c')] = {
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
        fake_.contributions.clear();
        const std::string id = add();
        fake_.info.limits.chunkBytes = 1U << 20; // one chunk
        fake_.failNext("PUT", "content", [&](const FakeRequest& request, FakeConnection&) {
            FakeLaurel::Received& received = fake_.contributions.begin()->second;
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
        fake_.contributions.clear();
        const std::string id = add();
        fake_.failNext(method, path, [this](const FakeRequest&, FakeConnection& to) {
            to.answer(503, "");
            fake_.failNext("GET", "", 503); // with which a refused HEAD would be explained
        });
        EXPECT_FALSE(send(id).entry.isFinished()) << method;
        fake_.faults.clear();
        send(id);
        expectOneComplete(id);
    }
}

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
            FakeLaurel::Received& received = fake_.contributions.begin()->second;
            received.bytes += request.body;
            to.answer(204, "", {{uploadOffsetHeader, std::to_string(received.bytes.size())}});
            fake_.faults.push_front({"PUT", "content", [](const FakeRequest&, FakeConnection&) {}});
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
        fake_.requests.clear();
        send(id);
        EXPECT_TRUE(fake_.requests.empty());
    }
}

TEST_F(Queue, doesNotSendWhatTheServerDoesNotTake) {
    const std::string id = add();
    fake_.info.limits.fileBytes = 100;
    const QueueEntry entry = send(id).entry;
    EXPECT_EQ(entry.state, UploadState::Refused);
    EXPECT_EQ(entry.problemCode, ErrorCode::LimitExceeded);
    EXPECT_TRUE(fake_.contributions.empty());
}

TEST_F(Queue, pausesUntilSomebodyHasCaredForTheKey) {
    const std::string id = add();
    fake_.requiredKey = exampleKey;
    const QueueEntry paused = sendPersistently(id, 10).entry;
    EXPECT_TRUE(paused.paused);
    EXPECT_EQ(paused.state, UploadState::Queued);
    EXPECT_EQ(paused.problemCode, ErrorCode::Unauthenticated);
    key_ = ApiKey::parse(exampleKey, "test");
    fake_.requests.clear();
    EXPECT_TRUE(send(id).entry.paused);
    EXPECT_TRUE(fake_.requests.empty());
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
    EXPECT_TRUE(fake_.contributions.empty());
}

TEST_F(Queue, beginsAgainWhereTheServerHasForgotten) {
    const std::string id = add();
    fake_.failNext("PUT", "content", 503);
    send(id);
    fake_.contributions.clear(); // restored from a backup of before
    const QueueEntry forgotten = send(id).entry;
    EXPECT_EQ(forgotten.state, UploadState::Queued);
    send(id);
    expectOneComplete(id);
    // But not for ever.
    fake_.contributions.clear();
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
    EXPECT_TRUE(fake_.contributions.empty());
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
