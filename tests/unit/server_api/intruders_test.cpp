#include "running_server.h"

#include "support/api_parts.h"

#include "laurel/proto/contributions.h"
#include "laurel/proto/paths.h"

#include <gmock/gmock.h>
#include <set>

/// Requests that nobody honest sends, over real connections: each with the refusal that it gets.
/// Afterwards the server is as it was.
namespace laurel {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// What is sent, and what may come back.
struct HostileRequest {
    std::string bytes;
    std::set<int> refusals;
};

class Intruders : public ::testing::Test {
  protected:
    Intruders() {
        folder_.publish(folder_.package(1));
        folder_.publish(folder_.package(1, "other"));
        revoke(revoked_);
        id_ = announce();
    }

    /// A request with a key and a body, well-formed but for what the test makes of it.
    static std::string request(const std::string& method, const std::string& path,
                               const std::string& key = "", const std::string& body = "",
                               const std::string& headers = "") {
        return method + " " + path + " HTTP/1.1\r\nHost: t\r\n" +
               (key.empty() ? "" : "Authorization: Bearer " + key + "\r\n") +
               (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") +
               headers + "\r\n" + body;
    }

    std::string announcement(const std::string& field = "", const std::string& value = "") const {
        nlohmann::json document = nlohmann::json::parse(serialize(honest_));
        if (!field.empty()) {
            document[field] = nlohmann::json::parse(value);
        }
        return document.dump();
    }
    std::string contribute(const std::string& body, const std::string& headers = "") const {
        return request("POST", contributionsPath("tiny"), contributor_, body, headers);
    }
    std::string put(const std::string& range, const std::string& body = "0123456789") const {
        return request("PUT", contributionContentPath(id_), contributor_, body,
                       "Content-Range: " + range + "\r\n");
    }

    void expectRefused(const std::vector<HostileRequest>& requests) {
        for (const HostileRequest& one : requests) {
            const int status = RawClient(server_.port()).exchange(one.bytes).status;
            EXPECT_TRUE(one.refusals.contains(status))
                << status << " for " << one.bytes.substr(0, 300);
            ++refused_;
        }
        expectUnharmed();
    }

    void expectUnharmed() {
        EXPECT_EQ(RawClient(server_.port()).exchange(get("/readyz")).status, 200);
        const auto reader = folder_.metadata.beginRead();
        EXPECT_EQ(reader->currentNumber("tiny"), 1);
        EXPECT_EQ(reader->contributions().page("", 100).size(), 1U);
        EXPECT_EQ(reader->contributions().find(id_)->received, 0U);
        EXPECT_EQ(reader->keys().all().size(), keys_);
    }

    ServerFolder folder_;
    ApiParts parts_{folder_, {.chunkBytes = 4096}};
    Router router_ = makeApi(services(), {});
    RunningServer server_{[this](const HttpRequest& one) { return router_.handle(one); }};
    const std::string contributor_ = parts_.key(Role::Contributor, {"tiny"});
    const std::string foreign_ = parts_.key(Role::Contributor, {"other"});
    const std::string reader_ = parts_.key(Role::Reader);
    const std::string modelAdmin_ = parts_.key(Role::Admin, {"tiny"});
    const std::string admin_ = parts_.key(Role::Admin);
    const std::string revoked_ = parts_.key(Role::Admin);
    const std::size_t keys_ = 6;
    ContributionRequest honest_;
    std::string id_;
    int refused_ = 0;

  private:
    /// Bad keys are asked for more often here than an address may.
    ApiServices services() {
        ApiServices services = parts_.services();
        services.rates.failuresAtOnce = 1000;
        return services;
    }
    void revoke(const std::string& key) { parts_.keys.revoke(key.substr(3, 16), "local"); }
    std::string announce() {
        honest_.size = 1000;
        honest_.sha256 = sha256Hex(std::string(1000, 'x'));
        honest_.slices = 6;
        honest_.client = {"t", "1"};
        const RawResponse response = RawClient(server_.port()).exchange(contribute(announcement()));
        EXPECT_EQ(response.status, 201) << response.body;
        return parseContributionId(response.body);
    }
};

TEST_F(Intruders, findNoWayOutOfAPath) {
    std::vector<HostileRequest> requests;
    for (const char* path : {"/../../etc/passwd",
                             "/api/v1/../../server.key",
                             "/api/v1/models/..",
                             "/api/v1/models/../admin/keys",
                             "/api/v1/models/%2e%2e/versions",
                             "/api/v1/models/..%2f..%2fserver.key",
                             "/api/v1/models/tiny%00",
                             "/api/v1/models/tiny/versions/1/files/..%2f..%2flaurel.sqlite",
                             "/api/v1/models/tiny/versions/1/files/%2e%2e%2f%2e%2e%2fserver.key",
                             "/api/v1/models/tiny/versions/1/files/....//....//server.key",
                             "/api/v1/models/tiny/versions/1/files/..\\..\\server.key",
                             "/api/v1/models/tiny/versions/1/files//etc/passwd",
                             "/api/v1/models/tiny/versions/1/files/manifest.json%00.txt",
                             "/api/v1/models/tiny/versions/1/files/manifest.json/..",
                             "/api/v1/models/tiny/versions/-1",
                             "/api/v1/models/tiny/versions/1e3",
                             "/api/v1/models/tiny/versions/18446744073709551617",
                             "/api/v1/models/tiny/versions/0x1",
                             "/api/v1/models/tiny/versions/1;drop",
                             "/api/v1/models/tiny'%20OR%20'1'='1",
                             "/api/v1/models/%F0%28%8C%BC",
                             "/api/v1/models/tiny#fragment",
                             "/api/v1/models/tiny\t",
                             "//",
                             "/%",
                             "/%zz",
                             "/staging/uploads",
                             "/blobs/aa",
                             "/.git/config",
                             "/laurel.sqlite"}) {
        requests.push_back({request("GET", path), {400, 404}});
    }
    expectRefused(requests);
    EXPECT_GE(refused_, 30);
}

TEST_F(Intruders, smuggleNothing) {
    const std::string inner = "GET /api/v1/admin/keys HTTP/1.1\r\nHost: t\r\n\r\n";
    std::vector<HostileRequest> requests;
    for (const char* headers :
         {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
          "Content-Length: 5\r\nContent-Length: 50\r\n", "Content-Length: 5, 50\r\n",
          "Content-Length: 5\r\n Content-Length: 50\r\n", "Content-Length : 5\r\n",
          "Content-Length: 5\x0b\r\n", "Content-Length: 05x\r\n", "Content-Length: -5\r\n",
          "Content-Length: 1e1\r\n", "Content-Length: \r\n", "Content-Length: 5;q=1\r\n",
          "Content-Length: 9223372036854775808999\r\n"}) {
        requests.push_back({std::string("POST /api/v1/models/tiny/contributions HTTP/1.1\r\nHost: t"
                                        "\r\n") +
                                headers + "\r\nhello" + inner,
                            {400}});
    }
    for (const char* encoding : {"chunked", " chunked", "xchunked", "chunked, identity", "gzip",
                                 "identity", "chunked\r\nTransfer-Encoding: identity"}) {
        requests.push_back({std::string("POST /api/v1/models/tiny/contributions HTTP/1.1\r\nHost: t"
                                        "\r\nTransfer-Encoding: ") +
                                encoding + "\r\n\r\n0\r\n\r\n" + inner,
                            {400, 411, 501}});
    }
    requests.push_back({"GET / HTTP/1.1\nHost: t\n\n" + inner, {400, 505}});
    requests.push_back({"GET / HTTP/1.1\r\nHost: t\r\nX: a\rb\r\n\r\n" + inner, {400}});
    requests.push_back({"GET / HTTP/1.1\r\nHost: t\r\nHost: u\r\n\r\n" + inner, {400}});
    requests.push_back({"GET / HTTP/1.1 \r\nHost: t\r\n\r\n" + inner, {400, 505}});
    requests.push_back({"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 501, 505}});
    requests.push_back({"CONNECT evil.example:443 HTTP/1.1\r\nHost: t\r\n\r\n", {400, 501}});
    requests.push_back({"GET http://evil.example/ HTTP/1.1\r\nHost: t\r\n\r\n", {400}});
    requests.push_back({"TRACE / HTTP/1.1\r\nHost: t\r\n\r\n", {404, 405, 501}});
    expectRefused(requests);
    for (const RequestRecord& record : server_.records()) {
        EXPECT_THAT(record.path, Not(HasSubstr("/admin/keys")));
    }
}

TEST_F(Intruders, getNowhereWithOtherKeys) {
    const std::string body = announcement();
    std::string wrong = contributor_;
    wrong.back() = wrong.back() == '0' ? '1' : '0';
    std::vector<HostileRequest> requests;
    for (const std::string& key :
         {wrong, revoked_, std::string("lk_"), std::string("lk_' OR 1=1--"), contributor_ + "0",
          contributor_.substr(0, 40), std::string(8000, 'k'), std::string("Basic YTpi")}) {
        requests.push_back({request("POST", contributionsPath("tiny"), key, body), {401}});
        requests.push_back({request("GET", adminKeysPath(), key), {401}});
    }
    requests.push_back({request("POST", contributionsPath("tiny"), "", body), {401}});
    requests.push_back({request("GET", contributionPath(id_)), {401}});
    requests.push_back({request("POST", contributionsPath("tiny"), "", body,
                                "Authorization: " + contributor_ + "\r\n"),
                        {401}});
    requests.push_back({request("POST", contributionsPath("tiny"), contributor_, body,
                                "Authorization: Bearer " + admin_ + "\r\n"),
                        {400, 401}});
    for (const std::string& key : {foreign_, reader_}) {
        requests.push_back({request("POST", contributionsPath("tiny"), key, body), {403}});
    }
    requests.push_back({request("POST", contributionsPath("other"), contributor_, body), {403}});
    requests.push_back({request("GET", contributionPath(id_), foreign_), {404}});
    requests.push_back({request("HEAD", contributionContentPath(id_), foreign_), {404}});
    requests.push_back({request("PUT", contributionContentPath(id_), foreign_, "x",
                                "Content-Range: bytes 0-0/1000\r\n"),
                        {404}});
    requests.push_back({request("PUT", contributionContentPath(id_), admin_, "x",
                                "Content-Range: bytes 0-0/1000\r\n"),
                        {403}});
    for (const std::string& key : {contributor_, reader_, foreign_, modelAdmin_}) {
        requests.push_back({request("GET", adminKeysPath(), key), {403}});
        requests.push_back({request("GET", adminAuditPath(), key), {403}});
        requests.push_back({request("GET", adminLogsPath(), key), {403}});
        requests.push_back({request("GET", adminGoldPath("tiny"), key), {403}});
        requests.push_back({request("DELETE", adminKeyPath(admin_.substr(3, 16)), key), {403}});
        requests.push_back(
            {request("POST", adminRollbackPath("tiny"), key, R"({"number":1})"), {403}});
        requests.push_back(
            {request("POST", adminKeysPath(), key, R"({"name":"me","role":"admin","models":[]})"),
             {403}});
    }
    expectRefused(requests);
    EXPECT_GE(refused_, 50);
}

TEST_F(Intruders, announceNoNonsense) {
    std::string deep = announcement();
    deep.pop_back();
    deep += ",\"x\":" + std::string(60, '[') + std::string(60, ']') + "}";
    std::vector<HostileRequest> requests{
        {contribute("{"), {400}},
        {contribute("[]"), {400}},
        {contribute("null"), {400}},
        {contribute("\xff\xfe{}"), {400}},
        {contribute(announcement() + "{}"), {400}},
        {contribute(deep), {400, 413}},
        {contribute(announcement().insert(1, "\"size\":1,")), {400}}, // twice
        {contribute(announcement("unknown", "1")), {400}},
        {contribute(announcement("kind", "\"pickle\"")), {400}},
        {contribute(announcement("kind", "1")), {400}},
        {contribute(announcement("size", "0")), {400}},
        {contribute(announcement("size", "-1")), {400}},
        {contribute(announcement("size", "1.5")), {400}},
        {contribute(announcement("size", "\"1000\"")), {400}},
        {contribute(announcement("size", "1e300")), {400}},
        {contribute(announcement("size", "1125899906842624")), {413}},
        {contribute(announcement("sha256", "\"x\"")), {400}},
        {contribute(announcement("sha256", "\"" + std::string(64, 'A') + "\"")), {400}},
        {contribute(announcement("sha256", "\"../../" + std::string(58, 'a') + "\"")), {400}},
        {contribute(announcement("slices", "0")), {400}},
        {contribute(announcement("slices", "9e9")), {400}},
        {contribute(announcement("dice", "1.01")), {400}},
        {contribute(announcement("dice", "-1")), {400}},
        {contribute(announcement("base_version", "0")), {400}},
        {contribute(announcement("base_version", "2")), {422}},
        {contribute(announcement("base_version", "999999999")), {422}},
        {contribute(announcement("client", R"({"name":"\u0000","version":"1"})")), {400}},
        {contribute(announcement("client", R"({"name":"a\nb","version":"1"})")), {400}},
        {contribute(announcement("client", "{}")), {400}},
        {contribute(std::string(100'000, ' ')), {413}},
        {contribute(announcement(), "Idempotency-Key: " + std::string(129, 'k') + "\r\n"), {400}},
        {contribute(announcement(), "Idempotency-Key: a b\r\n"), {400}},
        {contribute(announcement(), "Content-Encoding: gzip\r\n"), {415}},
        {contribute(announcement(), "Expect: 200-ok\r\n"), {417}},
        {request("POST", contributionsPath("absent"), admin_, announcement()), {404}},
        {request("POST", contributionsPath("..%2ftiny"), admin_, announcement()), {400, 404}},
        {request("POST", usagePath("tiny"), reader_, R"({"version":1,"dice":[2],"client":{}})"),
         {400}},
        {request("POST", usagePath("tiny"), reader_,
                 R"({"version":1,"dice":[],"client":{"name":"t","version":"1"}})"),
         {400}},
        {request("POST", usagePath("tiny"), reader_,
                 R"({"version":7,"dice":[0.5],"client":{"name":"t","version":"1"}})"),
         {404}},
    };
    expectRefused(requests);
}

TEST_F(Intruders, uploadNothingOutOfPlace) {
    expectRefused({
        {put("bytes 1-10/1000"), {409}},
        {put("bytes 990-999/1000"), {409}},
        {put("bytes 0-9/999"), {400}},
        {put("bytes 0-9/1001"), {400}},
        {put("bytes 0-8/1000"), {400}},
        {put("bytes 0-10/1000"), {400}},
        {put("bytes 9-0/1000"), {400}},
        {put("bytes 0-9/*"), {400}},
        {put("bytes */1000"), {400}},
        {put("bytes -9/1000"), {400}},
        {put("bytes 0-/1000"), {400}},
        {put("bytes 0-9,20-29/1000"), {400}},
        {put("octets 0-9/1000"), {400}},
        {put("bytes=0-9/1000"), {400}},
        {put("bytes 0-18446744073709551615/18446744073709551616"), {400}},
        {put("bytes 18446744073709551606-18446744073709551615/1000"), {400}},
        {put("bytes 0x0-9/1000"), {400}},
        {put("", "0123456789"), {400}},
        {request("PUT", contributionContentPath(id_), contributor_, "0123456789"), {400}},
        {put("bytes 0-4999/5000", std::string(5000, 'x')), {413}},
        {request("PUT", contributionContentPath(std::string(32, 'f')), contributor_, "x",
                 "Content-Range: bytes 0-0/1000\r\n"),
         {404}},
        {request("PUT", contributionContentPath("..%2f..%2fkey.secret"), contributor_, "x",
                 "Content-Range: bytes 0-0/1000\r\n"),
         {400, 404}},
        {request("PATCH", contributionContentPath(id_), contributor_, "x"), {405, 501}},
        {request("DELETE", contributionPath(id_), contributor_), {405}},
    });
}

/// The same upload once more, from whoever listened: nothing happens twice.
TEST_F(Intruders, replayInVain) {
    const std::string content(1000, 'x');
    const std::string whole = request("PUT", contributionContentPath(id_), contributor_, content,
                                      "Content-Range: bytes 0-999/1000\r\n");
    EXPECT_EQ(RawClient(server_.port()).exchange(whole).status, 200);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(RawClient(server_.port()).exchange(whole).status, 409);
    }
    const std::string once = contribute(announcement(), "Idempotency-Key: once\r\n");
    const std::string first = RawClient(server_.port()).exchange(once).body;
    EXPECT_EQ(RawClient(server_.port()).exchange(once).body, first);
    EXPECT_EQ(RawClient(server_.port())
                  .exchange(contribute(announcement("slices", "7"), "Idempotency-Key: once\r\n"))
                  .status,
              409);
    const std::string again = parseContributionId(first);
    const RawResponse second =
        RawClient(server_.port())
            .exchange(request("PUT", contributionContentPath(again), contributor_, content,
                              "Content-Range: bytes 0-999/1000\r\n"));
    EXPECT_THAT(second.body, HasSubstr("\"duplicate\""));
    EXPECT_EQ(
        folder_.metadata.beginRead()->contributions().count("tiny", ContributionState::Received),
        1);
}

} // namespace
} // namespace laurel
