#include "running_server.h"

#include "support/expect_error.h"

#include <atomic>
#include <future>

/// How a server ends.
namespace laurel {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// Answers /slow when it is let go, everything else at once.
class Gate {
  public:
    HttpServer::Handler handler() {
        return [this](const HttpRequest& request) {
            if (request.path == "/slow") {
                entered_.set_value();
                open_.get_future().wait();
            }
            return echo(request);
        };
    }
    void awaitEntered() { entered_.get_future().wait(); }
    void open() { open_.set_value(); }

  private:
    std::promise<void> entered_;
    std::promise<void> open_;
};

TEST(Drain, letsAnAnswerUnderWayFinishAndRefusesTheNext) {
    Gate gate;
    RunningServer server(gate.handler());
    RawClient slow(server.port());
    slow.send(get("/slow") + get("/after"));
    gate.awaitEntered();
    RawClient idle(server.port());
    EXPECT_EQ(idle.exchange(get("/x")).status, 200);

    const auto start = Clock::now();
    std::thread draining([&] { server.drain(10s); });
    EXPECT_TRUE(idle.isEnded());
    EXPECT_LT(Clock::now() - start, HttpLimits().idleTime / 2) << "who waits is let go at once";
    EXPECT_EQ(RawClient(server.port()).exchange(get("/x")).status, 503);
    gate.open();
    const RawResponse response = slow.response();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "GET /slow");
    draining.join();
    EXPECT_FALSE(RawClient(server.port()).connected());
}

TEST(Drain, waitsForABodyUnderWay) {
    std::promise<void> begun;
    RunningServer server([&](const HttpRequest& request) {
        std::array<std::byte, 5> first{};
        request.body.read(first);
        begun.set_value();
        std::vector<std::byte> rest(1000);
        std::size_t total = 0;
        while (const std::size_t got = request.body.read(rest)) {
            total += got;
        }
        HttpResponse response;
        response.body = std::to_string(total);
        return response;
    });
    RawClient client(server.port());
    client.send(putHead("/x", 105) + "first");
    begun.get_future().wait();
    std::thread draining([&] { server.drain(10s); });
    while (RawClient(server.port()).exchange(get("/x")).status != 503) {
    }
    EXPECT_FALSE(client.hears(50ms));
    const auto start = Clock::now();
    const RawResponse response = client.exchange(std::string(100, 'x'));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "100");
    EXPECT_EQ(response.headers.at("Connection"), "close");
    draining.join();
    EXPECT_LT(Clock::now() - start, HttpLimits().idleTime / 2);
}

TEST(Drain, cutsABodyThatTakesTooLong) {
    std::promise<std::string> outcome;
    RunningServer server([&](const HttpRequest& request) {
        outcome.set_value(errorTextOf([&] { request.body.readAll(100); }));
        return HttpResponse{};
    });
    RawClient client(server.port());
    client.send(putHead("/x", 100) + "first");
    EXPECT_FALSE(client.hears(50ms)); // the handler waits
    const auto start = Clock::now();
    server.drain(200ms);
    EXPECT_LT(Clock::now() - start, 5s);
    EXPECT_THAT(outcome.get_future().get(), ::testing::HasSubstr("after 5 of 100 bytes"));
}

TEST(Drain, cutsWhatTakesTooLong) {
    class Endless final : public BlobReader {
      public:
        std::uint64_t size() const override { return std::uint64_t{1} << 40; }
        void read(std::uint64_t, std::span<std::byte> into) const override {
            std::fill(into.begin(), into.end(), std::byte{0});
        }
    };
    RunningServer server([](const HttpRequest&) {
        HttpResponse response;
        response.blob = BlobSlice{std::make_shared<Endless>(), 0, std::uint64_t{1} << 40};
        return response;
    });
    RawClient client(server.port());
    client.send(get("/x"));
    pollfd waiting{client.socket(), POLLIN, 0};
    ASSERT_EQ(::poll(&waiting, 1, 5000), 1);
    const auto start = Clock::now();
    server.drain(200ms);
    EXPECT_LT(Clock::now() - start, 5s);
}

TEST(Drain, ofAServerThatJustBeganEndsIt) {
    for (int i = 0; i < 50; ++i) {
        RunningServer server(echo);
        server.drain(0ms);
    }
}

TEST(Drain, underLoadLosesNoAnswer) {
    RunningServer server(echo);
    std::atomic<int> broken = 0;
    constexpr int threads = 8;
    std::vector<std::thread> clients;
    clients.reserve(threads);
    for (int i = 0; i < threads; ++i) {
        clients.emplace_back([&] {
            for (;;) {
                RawClient client(server.port());
                if (!client.connected() || !client.send(get("/x"))) {
                    return;
                }
                const RawResponse response = client.response();
                if (response.status == 0 || response.status == 503) {
                    return; // refused as a whole
                }
                broken += response.body == "GET /x" ? 0 : 1;
            }
        });
    }
    std::this_thread::sleep_for(100ms);
    server.drain(5s);
    for (std::thread& client : clients) {
        client.join();
    }
    EXPECT_EQ(broken, 0);
}

} // namespace
} // namespace laurel
