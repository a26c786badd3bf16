#pragma once

#include "net_test.h"

#include "laurel/base/files.h"
#include "laurel/net/upload_queue.h"
#include "laurel/weights/safetensors.h"

#include <algorithm>
#include <chrono>
#include <vector>

namespace laurel {

using namespace std::chrono_literals;

/// Time that passes only when somebody waits for it.
class FakeClock final : public WallClock {
  public:
    std::chrono::system_clock::time_point now() override { return now_; }
    void waitUntil(std::chrono::system_clock::time_point time,
                   const CancellationToken& cancel) override {
        cancel.throwIfCancelled();
        waits.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(time - now_));
        now_ = std::max(now_, time);
    }

    std::vector<std::chrono::milliseconds> waits;

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
    std::string add() { return queue().add(fake_.serverId(), contribution()).id; }
    SentEntry send(const std::string& id, const std::optional<KnownServer>& server = {}) {
        ServerClient client(server.value_or(pinned(fake_)), key_, {}, hastyLimits());
        return queue().send(id, client, progress_);
    }
    SentEntry sendPersistently(const std::string& id, int attempts) {
        ServerClient client(pinned(fake_), key_, {}, hastyLimits());
        return queue().sendPersistently(id, attempts, client, progress_);
    }
    std::filesystem::path folderOf(const std::string& id) const { return home_ / "queue" / id; }
    /// What the server has, which must be what was queued, once.
    void expectOneComplete(const std::string& id) {
        ASSERT_EQ(fake_.state()->contributions.size(), 1U);
        const FakeLaurel::Received& received = fake_.state()->contributions.begin()->second;
        EXPECT_EQ(received.state, ContributionState::Received);
        EXPECT_EQ(received.idempotencyKey, id);
        EXPECT_EQ(parseSafetensors(std::as_bytes(std::span(received.bytes)), "test"),
                  contribution().tensors);
        const QueueEntry entry = queue().entry(id);
        EXPECT_EQ(entry.state, UploadState::Sent);
        EXPECT_EQ(entry.contribution, fake_.state()->contributions.begin()->first);
        EXPECT_EQ(entry.problem, "");
        EXPECT_FALSE(std::filesystem::exists(folderOf(id) / "weights.safetensors"));
    }
    std::size_t sentChunks() const {
        return static_cast<std::size_t>(
            std::count_if(fake_.state()->requests.begin(), fake_.state()->requests.end(),
                          [](const FakeRequest& request) { return request.method == "PUT"; }));
    }

    TemporaryFolder folder_;
    std::filesystem::path home_ = folder_.path() / "home";
    FakeLaurel fake_;
    FakeClock clock_;
    NoProgress progress_;
    std::optional<ApiKey> key_;
};

} // namespace laurel
