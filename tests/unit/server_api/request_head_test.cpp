#include "running_server.h"

#include "laurel/base/error.h"

#include <set>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

/// What a request's head and body may do to the server: one test for each gap of the HTTP library.
namespace laurel {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class RequestHead : public ::testing::Test {
  protected:
    RawResponse ask(const std::string& request) {
        return RawClient(server_.port()).exchange(request);
    }

    RunningServer server_{echo};
};

TEST_F(RequestHead, thatIsWellFormedIsServedAgainAndAgain) {
    RawClient client(server_.port());
    for (int i = 0; i < 3; ++i) {
        const RawResponse response = client.exchange(get("/a%20b?x=%2F"));
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.body, "GET /a b");
    }
    client.send(get("/1") + get("/2"));
    EXPECT_EQ(client.response().body, "GET /1");
    EXPECT_EQ(client.response().body, "GET /2");
}

/// A client acknowledges the head of an answer 40 ms later (RFC 1122, 4.2.3.2), and the system may
/// keep the body back until then (RFC 896).
TEST_F(RequestHead, isAnsweredWithoutWaitingForAcknowledgements) {
    RawClient client(server_.port());
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(client.exchange(get("/x")).status, 200);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST_F(RequestHead, mayArriveByteByByte) {
    RawClient client(server_.port());
    for (const char c : get("/slow", "Range: bytes=0-1\r\n")) {
        ASSERT_TRUE(client.send({&c, 1}));
    }
    EXPECT_EQ(client.response().body, "GET /slow");
}

TEST_F(RequestHead, ofHeadIsAnsweredWithoutABody) {
    RawClient client(server_.port());
    client.send("HEAD /x HTTP/1.1\r\nHost: test\r\n\r\n");
    const RawResponse response = client.response(false);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.at("Content-Length"), "7");
    EXPECT_EQ(client.exchange(get("/next")).body, "GET /next");
}

TEST_F(RequestHead, endsTheConnectionWhenItAsksForThat) {
    for (const std::string& request :
         {get("/x", "Connection: close\r\n"), get("/x", "Connection: foo, Close\r\n"),
          std::string("GET /x HTTP/1.0\r\n\r\n")}) {
        RawClient client(server_.port());
        const RawResponse response = client.exchange(request);
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.headers.at("Connection"), "close");
        EXPECT_TRUE(client.isEnded()) << request;
    }
}

/// Request smuggling: a body that nobody read must not be taken for the next request.
TEST_F(RequestHead, announcesABodyThatIsNeverTakenForARequest) {
    const std::string smuggled = get("/smuggled");
    for (const std::string& request :
         {"POST /x HTTP/1.1\r\nHost: test\r\nContent-Length: " + std::to_string(smuggled.size()) +
              "\r\n\r\n" + smuggled,
          "GET /x HTTP/1.1\r\nHost: test\r\nContent-Length: " + std::to_string(smuggled.size()) +
              "\r\n\r\n" + smuggled}) {
        RawClient client(server_.port());
        const RawResponse response = client.exchange(request);
        EXPECT_EQ(response.status, 200);
        EXPECT_THAT(response.body, HasSubstr("/x"));
        EXPECT_TRUE(client.isEnded()) << request;
    }
    for (const RequestRecord& record : server_.records()) {
        EXPECT_EQ(record.path, "/x");
    }
}

TEST_F(RequestHead, whoseLengthIsInDoubtIsRefused) {
    for (const char* headers : {
             "Content-Length: 5\r\nContent-Length: 5\r\n",
             "Content-Length: 5\r\nContent-Length: 6\r\n",
             "Content-Length: 5, 5\r\n",
             "Content-Length: -1\r\n",
             "Content-Length: +5\r\n",
             "Content-Length: 0x5\r\n",
             "Content-Length: 5 5\r\n",
             "Content-Length:\r\n",
             "Content-Length: 99999999999999999999999\r\n",
             "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
             "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
             "Host: another\r\n",
         }) {
        RawClient client(server_.port());
        const RawResponse response = client.exchange(
            std::string("POST /x HTTP/1.1\r\nHost: test\r\n") + headers + "\r\nhello");
        EXPECT_EQ(response.status, 400) << headers;
        EXPECT_THAT(response.body, HasSubstr("invalid_input")) << headers;
        EXPECT_TRUE(client.isEnded()) << headers;
    }
}

TEST_F(RequestHead, ofAnotherGrammarIsRefused) {
    for (const char* request : {
             "GET /x HTTP/1.1\r\n\r\n",
             "GET /x HTTP/1.1\r\nHost: test\r\nA: b\r\n folded\r\n\r\n",
             "GET /x HTTP/1.1\r\nHost : test\r\n\r\n",
             "GET /x HTTP/1.1\r\nHost: test\r\nno colon\r\n\r\n",
             "GET /x HTTP/1.1\r\nHost: test\r\n: empty\r\n\r\n",
             "GET /x HTTP/1.1\r\nHost: test\r\nA: b\nContent-Length: 5\r\n\r\n",
             "GET /x HTTP/1.1\r\nHost: test\r\nA: b\x01\r\n\r\n",
             "GET /x\r\nHost: test\r\n\r\n",
             "GET  /x HTTP/1.1\r\nHost: test\r\n\r\n",
             "GET /x y HTTP/1.1\r\nHost: test\r\n\r\n",
             "GET x HTTP/1.1\r\nHost: test\r\n\r\n",
             "GET http://test/x HTTP/1.1\r\nHost: test\r\n\r\n",
             "G(T /x HTTP/1.1\r\nHost: test\r\n\r\n",
             "GET /\xc3\xa4 HTTP/1.1\r\nHost: test\r\n\r\n",
         }) {
        const int status = ask(request).status;
        EXPECT_TRUE(status == 400 || status == 505) << status << ": " << request;
    }
    EXPECT_EQ(ask("BREW /x HTTP/1.1\r\nHost: test\r\n\r\n").status, 501);
    EXPECT_EQ(ask("GET /x HTTP/2.0\r\nHost: test\r\n\r\n").status, 505);
    EXPECT_EQ(ask("POST /x HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: gzip\r\n\r\n").status, 501);
    // The request line of a TLS handshake.
    EXPECT_EQ(
        ask(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + "\r\n\r\n").status,
        400);
}

TEST_F(RequestHead, ofACompressedBodyIsRefused) {
    for (const char* encoding : {"gzip", "br", "deflate, gzip"}) {
        EXPECT_EQ(ask("POST /x HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\nContent-Encoding: " +
                      std::string(encoding) + "\r\n\r\nhello")
                      .status,
                  415);
    }
}

TEST_F(RequestHead, thatIsTooLargeIsRefused) {
    const HttpLimits limits;
    std::string manyHeaders;
    for (int i = 0; i < 20'000; ++i) {
        manyHeaders += "A: b\r\n";
    }
    std::string countOfHeaders;
    for (std::size_t i = 0; i < limits.headerCount; ++i) { // with Host one too many
        countOfHeaders += "A: b\r\n";
    }
    const std::string longLine(limits.headBytes, 'a');
    for (const std::string& request :
         {get("/x", manyHeaders), get("/x", countOfHeaders), get("/" + longLine),
          get("/x", "A: " + longLine + "\r\n"), longLine + longLine}) {
        RawClient client(server_.port());
        EXPECT_EQ(client.exchange(request).status, 431) << request.substr(0, 40);
        EXPECT_TRUE(client.isEnded());
    }
    EXPECT_EQ(ask(get("/x", countOfHeaders.substr(6))).status, 200);
    const std::string justFits(limits.headBytes - 100, 'a'); // the library's own bound is 8 KiB
    EXPECT_EQ(ask(get("/x", "A: " + justFits + "\r\n")).status, 200);
    EXPECT_EQ(ask(get("/" + justFits)).body, "GET /" + justFits);
}

TEST(HttpServer, givesHandlersTheHeadersAndLogsNone) {
    RunningServer server([](const HttpRequest& request) {
        HttpResponse response;
        response.body = request.header("authorization");
        return response;
    });
    const std::string request =
        put("/p%61th?q=secret1", "secret3", "Authorization: Bearer secret2\r\nX: secret4\r\n");
    EXPECT_EQ(RawClient(server.port()).exchange(request).body, "Bearer secret2");
    RawClient(server.port()).exchange(get("/a?secret5=%", "Authorization: secret6\r\n"));
    RawClient(server.port()).exchange(get("/%zz?secret7"));
    for (const char* malformed :
         {"GET /a?secret8", "GET /a HTTP/1.1\r\nAuthorization Bearer secret9",
          "GET /a HTTP/1.1\r\nsecret9: \x01", "GET /a HTTP/1.1\r\nHost: t\r\nExpect: secret9",
          "GET /a HTTP/1.1\r\nTransfer-Encoding: secret9"}) {
        const RawResponse response =
            RawClient(server.port()).exchange(malformed + std::string("\r\n\r\n"));
        EXPECT_THAT(response.body, HasSubstr("secret")) << "the client learns what was wrong";
    }
    const std::vector<RequestRecord> records = server.recordsOnceThereAre(8);
    ASSERT_EQ(records.size(), 8U);
    // Each connection has its own thread, so records may come in another order than the answers.
    std::multiset<std::string> paths;
    for (const RequestRecord& record : records) {
        paths.insert(record.path);
    }
    for (const char* path : {"/path", "/a", "/%zz"}) {
        EXPECT_EQ(paths.count(path), 1U) << path;
    }
    for (const RequestRecord& record : records) {
        EXPECT_THAT(record.path + record.detail + record.method + record.remoteAddress,
                    Not(HasSubstr("secret")));
    }
}

/// The library would give Range, compression and Expect a meaning of its own.
TEST_F(RequestHead, isNotInterpretedByTheLibrary) {
    std::string ranges = "Range: bytes=0-0";
    for (int i = 0; i < 1500; ++i) {
        ranges += ",0-0";
    }
    for (const std::string& headers :
         {ranges + "\r\n", std::string("Range: bytes=999999-\r\n"),
          std::string("Accept-Encoding: gzip, br\r\n"), std::string("Expect: 100-continue\r\n")}) {
        const RawResponse response = ask(get("/x", headers));
        EXPECT_EQ(response.status, 200) << headers;
        EXPECT_EQ(response.body, "GET /x");
        EXPECT_FALSE(response.headers.contains("Content-Encoding"));
        EXPECT_FALSE(response.headers.contains("Content-Range"));
    }
}

TEST(HttpServer, neverSendsAnExceptionsText) {
    RunningServer server([](const HttpRequest& request) -> HttpResponse {
        if (request.path == "/io") {
            throw Error(ErrorCode::Io, "cannot read /secret/place");
        }
        if (request.path == "/int") {
            throw 42;
        }
        throw std::runtime_error("the /secret/place");
    });
    for (const char* path : {"/io", "/int", "/other"}) {
        RawClient client(server.port());
        const RawResponse response = client.exchange(get(path));
        EXPECT_EQ(response.status, 500);
        EXPECT_THAT(response.body, HasSubstr("\"internal\""));
        EXPECT_THAT(response.body, Not(HasSubstr("secret")));
        for (const auto& [name, value] : response.headers) {
            EXPECT_THAT(value, Not(HasSubstr("secret"))) << name;
        }
        EXPECT_EQ(client.exchange(get(path)).status, 500) << "the connection is still good";
    }
    EXPECT_THAT(server.records().front().detail, HasSubstr("/secret/place"));
}

TEST(HttpServer, answersErrorsOfTheClientWithTheirTextAndStatus) {
    RunningServer server([](const HttpRequest&) -> HttpResponse {
        throw Error(ErrorCode::Conflict, "version 3 is current");
    });
    const RawResponse response = RawClient(server.port()).exchange(get("/x"));
    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(response.body, R"({"error":{"code":"conflict","message":"version 3 is current"}})");
}

} // namespace
} // namespace laurel
