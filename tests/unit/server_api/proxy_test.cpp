#include "running_server.h"

#include "laurel/base/error.h"

#include <future>

#include <gmock/gmock.h>

/// Who a request comes from, when proxies stand between.
namespace laurel {
namespace {

using namespace std::chrono_literals;

HttpResponse tellClient(const HttpRequest& request) {
    HttpResponse response;
    response.body = request.remoteAddress;
    return response;
}

HttpLimits limitsWithProxy() {
    HttpLimits limits;
    limits.trustedProxies = {*AddressRange::parse("127.0.0.3")};
    return limits;
}

std::string from(const std::string& addresses) {
    return get("/x", "X-Forwarded-For: " + addresses + "\r\n");
}

TEST(Proxy, isBelievedWhereItIsTrusted) {
    RunningServer server(tellClient, limitsWithProxy());
    RawClient proxy(server.port(), "127.0.0.3");
    EXPECT_EQ(proxy.exchange(from("192.0.2.1")).body, "192.0.2.1");
    EXPECT_EQ(proxy.exchange(from("192.0.2.1, 2001:DB8::2")).body, "2001:db8::2");
    EXPECT_EQ(proxy.exchange(from("<lie>, 192.0.2.1, 127.0.0.3")).body, "192.0.2.1");
    EXPECT_EQ(
        proxy.exchange(get("/x", "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 192.0.2.2\r\n"))
            .body,
        "192.0.2.2");
    EXPECT_EQ(proxy.exchange(get("/x")).body, "127.0.0.3");
    server.recordsOnceThereAre(5);
    EXPECT_EQ(RawClient(server.port(), "127.0.0.2").exchange(from("192.0.2.1")).body, "127.0.0.2");
    const std::vector<RequestRecord> records = server.recordsOnceThereAre(6);
    ASSERT_EQ(records.size(), 6U);
    EXPECT_EQ(records[0].remoteAddress, "192.0.2.1");
    EXPECT_EQ(records[5].remoteAddress, "127.0.0.2");
}

TEST(Proxy, thatWritesNoAddressIsToldSo) {
    RunningServer server(tellClient, limitsWithProxy());
    RawClient proxy(server.port(), "127.0.0.3");
    for (const char* list : {"unknown", "192.0.2.1:80", "192.0.2.1,"}) {
        EXPECT_EQ(proxy.exchange(from(list)).status, 400) << list;
    }
    EXPECT_EQ(RawClient(server.port(), "127.0.0.2").exchange(from("unknown")).body, "127.0.0.2");
}

TEST(Proxy, isAnIpv4AddressToASocketOfBothKindsToo) {
    try {
        RunningServer server(tellClient, limitsWithProxy(), "::");
        EXPECT_EQ(RawClient(server.port(), "127.0.0.2").exchange(from("192.0.2.1")).body,
                  "127.0.0.2");
        EXPECT_EQ(RawClient(server.port(), "127.0.0.3").exchange(from("192.0.2.1")).body,
                  "192.0.2.1");
    } catch (const Error& error) {
        GTEST_SKIP() << "no IPv6 here: " << error.what();
    }
}

/// Requests under way count for each client behind a proxy, as connections do without one.
TEST(Proxy, doesNotLetAClientTakeMoreThanItsShare) {
    std::promise<void> go;
    std::shared_future<void> gone = go.get_future().share();
    std::atomic<int> waiting = 0;
    HttpLimits limits = limitsWithProxy();
    limits.connectionsPerAddress = 2;
    RunningServer server(
        [&, gone](const HttpRequest& request) {
            if (request.path == "/x") {
                ++waiting;
                gone.wait();
            }
            return tellClient(request);
        },
        limits);
    std::vector<RawClient> slow;
    for (int i = 0; i < 2; ++i) {
        slow.emplace_back(server.port(), "127.0.0.3");
        slow.back().send(from("192.0.2.1"));
    }
    for (int i = 0; i < 500 && waiting < 2; ++i) {
        std::this_thread::sleep_for(10ms);
    }
    RawClient proxy(server.port(), "127.0.0.3");
    const auto quick = [](const std::string& address) {
        return get("/quick", "X-Forwarded-For: " + address + "\r\n");
    };
    EXPECT_EQ(proxy.exchange(quick("192.0.2.1")).status, 503);
    EXPECT_EQ(proxy.exchange(quick("192.0.2.2")).status, 200) << "on the same connection";
    go.set_value();
    for (RawClient& client : slow) {
        EXPECT_EQ(client.response().body, "192.0.2.1");
    }
    int status = 503; // the slow requests end a moment after their answers
    for (int i = 0; i < 100 && status == 503; ++i) {
        status = proxy.exchange(quick("192.0.2.1")).status;
    }
    EXPECT_EQ(status, 200);
}

} // namespace
} // namespace laurel
