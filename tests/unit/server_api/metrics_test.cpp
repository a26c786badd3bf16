#include "running_server.h"

#include "support/api_parts.h"

/// Who may read /metrics, and what the statistics are told of a request.
namespace laurel {
namespace {

HttpLimits limitsWithProxy() {
    HttpLimits limits;
    limits.trustedProxies = {*AddressRange::parse("127.0.0.3")};
    return limits;
}

class Metrics : public ::testing::Test {
  protected:
    RawResponse ask(const std::string& key, const std::string& headers = "",
                    const char* from = "127.0.0.1") {
        return RawClient(server_.port(), from)
            .exchange(get("/metrics",
                          (key.empty() ? "" : "Authorization: Bearer " + key + "\r\n") + headers));
    }

    ServerFolder folder_;
    ApiParts parts_{folder_};
    Router router_ = makeApi(parts_.services(), {});
    RunningServer server_{[this](const HttpRequest& request) { return router_.handle(request); },
                          limitsWithProxy()};
};

TEST_F(Metrics, needNoKeyOnTheServersOwnMachine) {
    const RawResponse response = ask("");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "figures 1\n");
    EXPECT_EQ(response.headers.at("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_EQ(response.headers.at("Cache-Control"), "no-store");
}

TEST_F(Metrics, needAKeyBehindAProxy) {
    EXPECT_EQ(ask("", "", "127.0.0.3").status, 401) << "a trusted one that says nothing";
    EXPECT_EQ(ask("", "X-Forwarded-For: 192.0.2.1\r\n", "127.0.0.3").status, 401);
    EXPECT_EQ(ask("", "X-Forwarded-For: 127.0.0.1\r\n", "127.0.0.3").status, 401);
    EXPECT_EQ(ask("", "X-Forwarded-For: 127.0.0.1\r\n").status, 401) << "one that is not trusted";
    EXPECT_EQ(ask("", "Via: 1.1 proxy\r\n").status, 401);
    EXPECT_EQ(ask("", "Forwarded: for=127.0.0.1\r\n").status, 401);
}

TEST_F(Metrics, takeAnAdministratorsKeyOnly) {
    for (const char* peer : {"127.0.0.1", "127.0.0.3"}) {
        EXPECT_EQ(ask(parts_.key(Role::Admin), "", peer).status, 200) << peer;
        EXPECT_EQ(ask(parts_.key(Role::Admin, {"tiny"}), "", peer).status, 403) << peer;
        EXPECT_EQ(ask(parts_.key(Role::Contributor), "", peer).status, 403) << peer;
        EXPECT_EQ(ask("lk_x", "", peer).status, 401) << peer;
    }
}

TEST_F(Metrics, areToldTheOperationAndTheBytesOfARequest) {
    RawClient client(server_.port());
    client.exchange(get("/healthz"));
    client.exchange(get("/nowhere/lk_secret"));
    client.exchange(get("/api/v1/models/none"));
    const std::string admin = "Authorization: Bearer " + parts_.key(Role::Admin) + "\r\n";
    client.exchange("POST /api/v1/admin/keys HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\n" + admin +
                    "\r\n{\"a\"");
    const std::vector<RequestRecord> records = server_.recordsOnceThereAre(4);
    ASSERT_EQ(records.size(), 4U);
    EXPECT_EQ(records[0].operation, "getHealth");
    EXPECT_EQ(records[1].operation, "");
    EXPECT_EQ(records[2].operation, "getModel") << "also where its handler throws";
    EXPECT_EQ(records[2].status, 404);
    EXPECT_EQ(records[3].operation, "createKey");
    EXPECT_EQ(records[3].receivedBytes, 4U);
    EXPECT_EQ(records[0].receivedBytes, 0U);
}

TEST(OpenConnections, areCounted) {
    HttpServer server(echo, [](const RequestRecord&) {});
    const int port = server.bind("127.0.0.1", 0);
    std::thread running([&] { server.run(); });
    {
        RawClient first(port);
        RawClient second(port);
        first.exchange(get("/x"));
        second.exchange(get("/x"));
        EXPECT_EQ(server.openConnections(), 2U);
    }
    for (int i = 0; i < 500 && server.openConnections() > 0; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_EQ(server.openConnections(), 0U);
    server.drain(std::chrono::milliseconds(0));
    running.join();
}

} // namespace
} // namespace laurel
