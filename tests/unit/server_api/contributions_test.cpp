#include "running_server.h"

#include "support/api_parts.h"

#include "laurel/proto/contributions.h"
#include "laurel/proto/error_message.h"
#include "laurel/proto/paths.h"

#include <gmock/gmock.h>

/// Who may do what, and how bytes come in, over real connections.
namespace laurel {
namespace {

using ::testing::HasSubstr;

class Contributions : public ::testing::Test {
  protected:
    Contributions() { folder_.publish(folder_.package(1)); }

    RawResponse ask(const std::string& method, const std::string& path, const std::string& key,
                    const std::string& body = "", const std::string& headers = "") {
        RawClient client(server_.port());
        client.send(
            method + " " + path + " HTTP/1.1\r\nHost: test\r\n" +
            (key.empty() ? "" : "Authorization: Bearer " + key + "\r\n") +
            (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") +
            headers + "\r\n" + body);
        return client.response(method != "HEAD");
    }

    std::string request(const std::string& content) const {
        ContributionRequest asked;
        asked.size = content.size();
        asked.sha256 = sha256Hex(content);
        asked.slices = 6;
        asked.client = {"test", "1"};
        return serialize(asked);
    }
    std::string create(const std::string& content) {
        const RawResponse response =
            ask("POST", contributionsPath("tiny"), contributor_, request(content));
        EXPECT_EQ(response.status, 201) << response.body;
        return parseContributionId(response.body);
    }
    RawResponse putPart(const std::string& id, const std::string& content, std::size_t first,
                        std::size_t length) {
        const ContentRange range{first, first + length - 1, content.size()};
        return ask("PUT", contributionContentPath(id), contributor_, content.substr(first, length),
                   "Content-Range: " + toString(range) + "\r\n");
    }
    std::string offset(const std::string& id) {
        return ask("HEAD", contributionContentPath(id), contributor_).headers["Upload-Offset"];
    }

    ServerFolder folder_;
    ApiParts parts_{folder_, {.chunkBytes = 4096}};
    Router router_ = makeApi(parts_.services(), {});
    RunningServer server_{[this](const HttpRequest& request) { return router_.handle(request); }};
    const std::string contributor_ = parts_.key(Role::Contributor, {"tiny"});
    const std::string content_ = std::string(1000, 'w');
};

TEST_F(Contributions, comeInPieceByPiece) {
    const std::string id = create(content_);
    EXPECT_EQ(offset(id), "0");
    const RawResponse first = putPart(id, content_, 0, 400);
    EXPECT_EQ(first.status, 204) << first.body;
    EXPECT_EQ(first.headers.at("Upload-Offset"), "400");
    EXPECT_EQ(offset(id), "400");
    const RawResponse last = putPart(id, content_, 400, 600);
    EXPECT_EQ(last.status, 200) << last.body;
    EXPECT_EQ(parseContributionStatus(last.body).state, ContributionState::Received);
    const RawResponse status = ask("GET", contributionPath(id), contributor_);
    EXPECT_EQ(parseContributionStatus(status.body).received, content_.size());
}

TEST_F(Contributions, areToldWhereTheyStandWhenTheyGoOnElsewhere) {
    const std::string id = create(content_);
    putPart(id, content_, 0, 400);
    for (const std::size_t wrong : {0U, 399U, 401U, 800U}) {
        const RawResponse response = putPart(id, content_, wrong, 100);
        EXPECT_EQ(response.status, 409) << wrong;
        EXPECT_EQ(response.headers.at("Upload-Offset"), "400") << wrong;
    }
    EXPECT_EQ(putPart(id, content_, 400, 600).status, 200);
}

TEST_F(Contributions, keepWhatArrivedBeforeTheConnectionBroke) {
    const std::string id = create(content_);
    {
        RawClient client(server_.port());
        client.send("PUT " + contributionContentPath(id) +
                    " HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + contributor_ +
                    "\r\nContent-Length: 1000\r\nContent-Range: bytes 0-999/1000\r\n\r\n" +
                    content_.substr(0, 700));
    }
    std::string durable = "0";
    for (int i = 0; i < 500 && durable != "700"; ++i) {
        durable = offset(id);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_EQ(durable, "700");
    EXPECT_EQ(putPart(id, content_, 700, 300).status, 200);
}

TEST_F(Contributions, areRefusedWhereTheHeadIsWrong) {
    const std::string id = create(content_);
    const std::string path = contributionContentPath(id);
    EXPECT_EQ(ask("PUT", path, contributor_, "abc").status, 400) << "no Content-Range";
    EXPECT_EQ(ask("PUT", path, contributor_, "abc", "Content-Range: bytes 0-3/1000\r\n").status,
              400)
        << "four bytes announced, three sent";
    EXPECT_EQ(ask("PUT", path, contributor_, "abc", "Content-Range: bytes 0-2/999\r\n").status, 400)
        << "another total";
    EXPECT_EQ(ask("PUT", path, contributor_, std::string(5000, 'x'),
                  "Content-Range: bytes 0-4999/5000\r\n")
                  .status,
              413);
    EXPECT_EQ(ask("POST", contributionsPath("tiny"), contributor_, "{}").status, 400);
    EXPECT_EQ(
        ask("POST", contributionsPath("other"), parts_.key(Role::Admin), request(content_)).status,
        404);
    EXPECT_EQ(offset(id), "0");
}

TEST_F(Contributions, ofAnotherKeyAreNotToBeSeen) {
    const std::string id = create(content_);
    const std::string other = parts_.key(Role::Contributor);
    EXPECT_EQ(ask("GET", contributionPath(id), other).status, 404);
    EXPECT_EQ(ask("HEAD", contributionContentPath(id), other).status, 404);
    EXPECT_EQ(
        ask("PUT", contributionContentPath(id), other, "abc", "Content-Range: bytes 0-2/1000\r\n")
            .status,
        404);
    EXPECT_EQ(ask("GET", contributionPath(id), parts_.key(Role::Admin)).status, 200);
}

/// Every route that changes something or shows what is not public, by the least key that is wrong.
TEST_F(Contributions, needTheRightKeyBeforeTheBodyIsRead) {
    const std::string reader = parts_.key(Role::Reader);
    const std::string elsewhere = parts_.key(Role::Contributor, {"thigh"});
    const std::string body = request(content_);
    EXPECT_EQ(ask("POST", contributionsPath("tiny"), "", body).status, 401);
    EXPECT_EQ(ask("POST", contributionsPath("tiny"), "lk_a_b", body).status, 401);
    EXPECT_EQ(ask("POST", contributionsPath("tiny"), reader, body).status, 403);
    EXPECT_EQ(ask("POST", contributionsPath("tiny"), elsewhere, body).status, 403);
    // The server answers although not one byte of the body has come.
    RawClient waiting(server_.port());
    const RawResponse early =
        waiting.exchange("POST " + contributionsPath("tiny") +
                         " HTTP/1.1\r\nHost: test\r\nContent-Length: 60000\r\n"
                         "\r\n");
    EXPECT_EQ(early.status, 401);
    EXPECT_EQ(early.headers.at("WWW-Authenticate"), "Bearer");
    EXPECT_TRUE(waiting.isEnded());
}

TEST_F(Contributions, endWithTheirKey) {
    const std::string id = create(content_);
    parts_.keys.revoke(contributor_.substr(3, contributor_.find('_', 3) - 3), "local");
    EXPECT_EQ(ask("GET", contributionPath(id), contributor_).status, 401);
    EXPECT_EQ(putPart(id, content_, 0, 400).status, 401);
}

TEST_F(Contributions, areTheSameForTheSameIdempotencyKey) {
    const std::string header = "Idempotency-Key: 7f1c\r\n";
    const std::string body = request(content_);
    const RawResponse first = ask("POST", contributionsPath("tiny"), contributor_, body, header);
    const RawResponse again = ask("POST", contributionsPath("tiny"), contributor_, body, header);
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(first.body, again.body);
    EXPECT_EQ(ask("POST", contributionsPath("tiny"), contributor_, request("other"), header).status,
              409);
}

TEST_F(Contributions, countUsage) {
    const std::string report = serialize(UsageReport{1, {0.9, 0.5}, {"test", "1"}});
    EXPECT_EQ(ask("POST", usagePath("tiny"), "", report).status, 401);
    EXPECT_EQ(ask("POST", usagePath("tiny"), contributor_, report).status, 204);
    EXPECT_EQ(ask("POST", usagePath("tiny"), contributor_,
                  serialize(UsageReport{9, {0.9}, {"test", "1"}}))
                  .status,
              404);
    ASSERT_EQ(parts_.usage.summary("tiny").size(), 1U);
}

TEST_F(Contributions, tellAdministratorsWhatWasUsed) {
    const std::string admin = parts_.key(Role::Admin);
    ask("POST", usagePath("tiny"), contributor_,
        serialize(UsageReport{1, {0.9, 0.5, 0.995, 1, 0.05}, {"test", "1"}}));
    const RawResponse answer = ask("GET", adminUsagePath("tiny"), admin);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(parseUsageList(answer.body), (std::vector<UsageSummary>{{1, 2, 2, 1, 0.7}}));
    EXPECT_EQ(ask("GET", adminUsagePath("absent"), admin).status, 404);
}

TEST_F(Contributions, readingNeedsAKeyWhereItIsSaidSo) {
    const Router router = makeApi(parts_.services(false), {});
    RunningServer server([&](const HttpRequest& request) { return router.handle(request); });
    const auto status = [&](const std::string& path, const std::string& key) {
        return RawClient(server.port())
            .exchange(get(path, key.empty() ? "" : "Authorization: Bearer " + key + "\r\n"))
            .status;
    };
    const std::string elsewhere = parts_.key(Role::Reader, {"thigh"});
    EXPECT_EQ(status("/healthz", ""), 200);
    EXPECT_EQ(status(serverPath(), ""), 200);
    for (const std::string& path : {modelPath("tiny"), versionsPath("tiny"), versionPath("tiny", 1),
                                    versionFilePath("tiny", 1, "manifest.json")}) {
        EXPECT_EQ(status(path, ""), 401) << path;
        EXPECT_EQ(status(path, elsewhere), 403) << path;
        EXPECT_EQ(status(path, contributor_), 200) << path;
    }
    EXPECT_EQ(status(modelsPath(), ""), 401);
}

TEST_F(Contributions, areAdministeredByAdministratorsAlone) {
    const std::string admin = parts_.key(Role::Admin);
    const std::string ofOneModel = parts_.key(Role::Admin, {"tiny"});
    for (const std::string& path : {adminKeysPath(), adminGoldPath("tiny"), adminUsagePath("tiny"),
                                    adminAuditPath(), adminLogsPath()}) {
        EXPECT_EQ(ask("GET", path, "").status, 401) << path;
        EXPECT_EQ(ask("GET", path, contributor_).status, 403) << path;
        EXPECT_EQ(ask("GET", path, ofOneModel).status, 403) << path;
        EXPECT_EQ(ask("GET", path, admin).status, 200) << path;
    }
    EXPECT_EQ(ask("GET", adminAuditPath() + "?limit=0", admin).status, 400);
    EXPECT_EQ(ask("GET", adminAuditPath() + "?limti=5", admin).status, 400);
    EXPECT_EQ(parseAuditList(ask("GET", adminAuditPath() + "?limit=1", admin).body).size(), 1U);
    EXPECT_EQ(ask("GET", adminLogsPath(), admin).body, R"({"lines":[{"event":"test"}]})");

    const RawResponse made =
        ask("POST", adminKeysPath(), admin, serialize(KeyRequest{"Site", Role::Reader, {"tiny"}}));
    EXPECT_EQ(made.status, 201);
    const CreatedKey key = parseCreatedKey(made.body);
    EXPECT_EQ(made.headers.at("Cache-Control"), "no-store");
    EXPECT_THAT(ask("GET", adminKeysPath(), admin).body, Not(HasSubstr(key.key)));
    EXPECT_EQ(ask("DELETE", adminKeyPath(key.id), admin).status, 204);
    EXPECT_EQ(ask("DELETE", adminKeyPath("nobody"), admin).status, 404);
}

TEST_F(Contributions, rollingBackBringsTheEarlierBytesAsANewVersion) {
    const std::string admin = parts_.key(Role::Admin);
    folder_.publish(folder_.package(2));
    EXPECT_EQ(ask("POST", adminRollbackPath("tiny"), contributor_, serializeRollback(1)).status,
              403);
    EXPECT_EQ(ask("POST", adminRollbackPath("tiny"), admin, serializeRollback(7)).status, 404);
    EXPECT_EQ(ask("POST", adminRollbackPath("tiny"), admin, serializeRollback(2)).status, 409);
    const RawResponse response =
        ask("POST", adminRollbackPath("tiny"), admin, serializeRollback(1));
    EXPECT_EQ(response.status, 201) << response.body;
    EXPECT_EQ(parts_.catalog.model("tiny").current, 3);
    const auto weights = [&](std::int64_t number) {
        return ask("GET", versionFilePath("tiny", number, weightsFileName), "").body;
    };
    EXPECT_EQ(weights(3), weights(1));
    EXPECT_NE(weights(3), weights(2));
}

/// 429 and when to ask again; the body is not read.
TEST_F(Contributions, areAskedToComeLater) {
    ContributionIntake intake(folder_.metadata, folder_.blobs, {.contributionsPerDay = 1},
                              {systemTimeMs, {}, {}});
    ApiServices services{parts_.catalog, parts_.keys, intake, parts_.usage, parts_.publisher, {},
                         true,           {},          {}};
    const Router router = makeApi(services, {});
    RunningServer server([&](const HttpRequest& one) { return router.handle(one); });
    const auto announce = [&] {
        return RawClient(server.port())
            .exchange("POST " + contributionsPath("tiny") +
                      " HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer " + contributor_ +
                      "\r\nContent-Length: " + std::to_string(request(content_).size()) +
                      "\r\n\r\n" + request(content_));
    };
    EXPECT_EQ(announce().status, 201);
    const RawResponse refused = announce();
    EXPECT_EQ(refused.status, 429);
    EXPECT_THAT(refused.body, HasSubstr(R"("code":"unavailable")"));
    const int seconds = std::stoi(refused.headers.at("Retry-After"));
    EXPECT_GT(seconds, 24 * 3600 - 60);
    EXPECT_LE(seconds, 24 * 3600);
}

/// Whoever tried too many bad keys is not heard for a while, not even with a good one.
TEST_F(Contributions, areClosedToWhoeverGuessesKeys) {
    ApiServices services = parts_.services();
    services.rates.failuresAtOnce = 3;
    services.rates.failuresPerMinute = 1;
    services.rates.requestsAtOnce = 5;
    services.rates.requestsPerMinute = 1;
    const Router router = makeApi(services, {});
    RunningServer server([&](const HttpRequest& one) { return router.handle(one); });
    const auto answer = [&](const std::string& key) {
        return RawClient(server.port())
            .exchange(get(contributionPath(std::string(32, '0')),
                          "Authorization: Bearer " + key + "\r\n"));
    };
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(answer(contributor_).status, 404);
    }
    const RawResponse tooMany = answer(contributor_);
    EXPECT_EQ(tooMany.status, 429);
    EXPECT_EQ(tooMany.headers.at("Retry-After"), "60");
    const std::string bad = "lk_0123456789abcdef_" + std::string(64, '0');
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(answer(bad).status, 401);
    }
    EXPECT_EQ(answer(bad).status, 429);
    EXPECT_EQ(answer(parts_.key(Role::Admin)).status, 429);
    EXPECT_EQ(RawClient(server.port()).exchange(get("/healthz")).status, 200);
}

} // namespace
} // namespace laurel
