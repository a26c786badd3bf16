#include "running_server.h"

#include "support/expect_error.h"

#include <netinet/tcp.h>

/// What connections may cost: slow clients, many clients, clients that do not read.
namespace laurel {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// Many megabytes that cost nothing.
class Zeros final : public BlobReader {
  public:
    explicit Zeros(std::uint64_t size) : size_(size) {}
    std::uint64_t size() const override { return size_; }
    void read(std::uint64_t, std::span<std::byte> into) const override {
        std::fill(into.begin(), into.end(), std::byte{0});
    }

  private:
    std::uint64_t size_;
};

/// @return the clients, still connected
std::vector<RawClient> twoHundredThatBegin(int port, const std::string& request) {
    std::vector<RawClient> slow;
    for (int i = 0; i < 200; ++i) {
        slow.emplace_back(port);
        EXPECT_TRUE(slow.back().connected()) << i;
        slow.back().send(request);
    }
    return slow;
}

/// Slow heads, slow bodies, and clients that take no answer: all from one address, which gets its
/// share of the threads and no more, from the very first moment.
TEST(ConnectionLimits, twoHundredSlowClientsDoNotStopANormalRequest) {
    HttpLimits limits;
    limits.connections = 100;
    limits.connectionsPerAddress = 32;
    for (const std::string& begun :
         {std::string("GET /never HTTP/1.1\r\nHo"), std::string(), putHead("/never", 1000) + "x",
          putHead("/never", 1000, "Expect: 100-continue\r\n")}) {
        RunningServer server(
            [](const HttpRequest& request) {
                request.body.readAll(1000);
                return echo(request);
            },
            limits);
        const std::vector<RawClient> slow = twoHundredThatBegin(server.port(), begun);
        const auto start = Clock::now();
        RawClient normal(server.port(), "127.0.0.2");
        EXPECT_EQ(normal.exchange(get("/x")).status, 200) << begun;
        EXPECT_EQ(normal.exchange(put("/x", "body")).status, 200) << begun;
        EXPECT_LT(Clock::now() - start, 2s) << begun;
    }
}

/// Those refused are told so, while they still send, and cost the log a line a second.
TEST(ConnectionLimits, whoIsRefusedHearsWhy) {
    HttpLimits limits;
    limits.connectionsPerAddress = 1;
    RunningServer server(echo, limits);
    RawClient admitted(server.port());
    EXPECT_EQ(admitted.exchange(get("/x")).status, 200);
    for (int i = 0; i < 50; ++i) {
        RawClient client(server.port());
        const RawResponse response =
            client.exchange(get("/x", "A: " + std::string(10'000, 'a') + "\r\n"));
        EXPECT_EQ(response.status, 503);
        EXPECT_THAT(response.body, ::testing::HasSubstr("unavailable"));
        EXPECT_EQ(response.headers.at("Connection"), "close");
        EXPECT_TRUE(client.isEnded());
        EXPECT_FALSE(client.wasReset());
    }
    EXPECT_LE(server.records().size(), 10U);
    // A reset would have told the system to send no more, and some systems to forget the answer.
    RawClient late(server.port());
    EXPECT_EQ(late.response().status, 503);
    EXPECT_TRUE(late.send("GET"));
    std::this_thread::sleep_for(50ms);
    EXPECT_TRUE(late.send(" / HTTP/1.1"));
}

TEST(ConnectionLimits, anAddressGetsSoManyConnections) {
    HttpLimits limits;
    limits.connectionsPerAddress = 3;
    limits.trustedProxies = {*AddressRange::parse("127.0.0.3")};
    RunningServer server(echo, limits);
    for (const char* address : {"127.0.0.1", "127.0.0.2", "127.0.0.3"}) {
        const bool isProxy = std::string(address) == "127.0.0.3";
        std::vector<RawClient> clients;
        for (int i = 0; i < 3; ++i) {
            clients.emplace_back(server.port(), address);
            EXPECT_EQ(clients.back().exchange(get("/x")).status, 200);
        }
        EXPECT_EQ(RawClient(server.port(), address).exchange(get("/x")).status,
                  isProxy ? 200 : 503);
    }
}

TEST(ConnectionLimits, aConnectionThatEndsMakesRoom) {
    HttpLimits limits;
    limits.connectionsPerAddress = 1;
    RunningServer server(echo, limits);
    for (int i = 0; i < 5; ++i) {
        RawClient client(server.port());
        EXPECT_EQ(client.exchange(get("/x", "Connection: close\r\n")).status, 200) << i;
        EXPECT_TRUE(client.isEnded());
    }
}

TEST(ConnectionLimits, beyondTheThreadsConnectionsAreRefusedAtOnce) {
    HttpLimits limits;
    limits.connections = 2;
    RunningServer server(echo, limits);
    RawClient first(server.port());
    RawClient second(server.port());
    EXPECT_EQ(first.exchange(get("/1")).status, 200);
    EXPECT_EQ(second.exchange(get("/2")).status, 200);
    EXPECT_EQ(RawClient(server.port()).exchange(get("/3")).status, 503);
    EXPECT_EQ(first.exchange(get("/4")).status, 200);
}

TEST(ConnectionLimits, aHeadThatDribblesIsCutAtItsDeadline) {
    HttpLimits limits;
    limits.headTime = 300ms;
    RunningServer server(echo, limits);
    RawClient client(server.port());
    const auto start = Clock::now();
    while (client.send("a") && Clock::now() - start < 5s) {
        std::this_thread::sleep_for(20ms);
    }
    EXPECT_LT(Clock::now() - start, 3s);
    EXPECT_EQ(client.response().status, 408);
}

TEST(ConnectionLimits, anIdleConnectionIsEnded) {
    HttpLimits limits;
    limits.idleTime = 200ms;
    RunningServer server(echo, limits);
    RawClient fresh(server.port());
    EXPECT_TRUE(fresh.isEnded());
    RawClient used(server.port());
    EXPECT_EQ(used.exchange(get("/x")).status, 200);
    EXPECT_TRUE(used.isEnded());
}

TEST(ConnectionLimits, aConnectionServesSoManyRequests) {
    HttpLimits limits;
    limits.requestsPerConnection = 2;
    RunningServer server(echo, limits);
    RawClient client(server.port());
    EXPECT_FALSE(client.exchange(get("/1")).headers.contains("Connection"));
    EXPECT_EQ(client.exchange(get("/2")).headers.at("Connection"), "close");
    EXPECT_TRUE(client.isEnded());
}

TEST(ConnectionLimits, aClientThatDoesNotReadIsCut) {
    HttpLimits limits;
    limits.stallTime = 200ms;
    limits.leastBytesPerSecond = 1U << 30;
    limits.connectionsPerAddress = 1;
    RunningServer server(
        [](const HttpRequest&) {
            HttpResponse response;
            response.blob = BlobSlice{std::make_shared<Zeros>(1U << 30), 0, 1U << 30};
            return response;
        },
        limits);
    RawClient client(server.port());
    client.send(get("/x"));
    const auto start = Clock::now();
    while (server.records().empty() && Clock::now() - start < 8s) {
        std::this_thread::sleep_for(20ms);
    }
    ASSERT_FALSE(server.records().empty()) << "the server still waits for the client";
    EXPECT_EQ(server.records().front().detail, "the answer could not be sent in full");
}

/// A body that never ends is refused and cut, not collected.
TEST(ConnectionLimits, anEndlessChunkedBodyIsCut) {
    RunningServer server(echo);
    RawClient client(server.port());
    client.send("POST /x HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
    const auto start = Clock::now();
    std::size_t sent = 0;
    while (client.send(chunk) && Clock::now() - start < 8s) {
        sent += chunk.size();
    }
    EXPECT_LT(Clock::now() - start, 8s);
    EXPECT_LT(sent, 64U << 20);
}

/// For a listening socket, Linux says in tcpi_sacked how many connections may wait to be accepted.
int greatestBacklogOfThisProcess() {
    int greatest = 0;
    for (int socket = 0; socket < 1024; ++socket) {
        int listening = 0;
        socklen_t size = sizeof listening;
        tcp_info info{};
        socklen_t infoSize = sizeof info;
        if (::getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 &&
            listening != 0 && ::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &infoSize) == 0) {
            greatest = std::max(greatest, static_cast<int>(info.tcpi_sacked));
        }
    }
    return greatest;
}

TEST(ConnectionLimits, hundredsMayWaitToBeAccepted) {
    RunningServer server(echo);
    EXPECT_GE(greatestBacklogOfThisProcess(), 128); // the system may allow less than was asked for
}

TEST(ConnectionLimits, aPortIsNotShared) {
    RunningServer server(echo);
    HttpServer second(echo, [](const RequestRecord&) {});
    expectError(ErrorCode::Io, "cannot listen", [&] { second.bind("127.0.0.1", server.port()); });
}

} // namespace
} // namespace laurel
