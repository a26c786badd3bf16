#include "running_server.h"

#include "laurel/server_api/router.h"

#include <gmock/gmock.h>

/// Which route gets a request, and what its answers look like on the wire.
namespace laurel {
namespace {

using ::testing::HasSubstr;

Route route(const std::string& method, const std::string& path,
            std::function<HttpResponse(const HttpRequest&)> handler,
            std::uint64_t mostBodyBytes = 0) {
    Route result;
    result.method = method;
    result.path = path;
    result.handler = std::move(handler);
    result.mostBodyBytes = mostBodyBytes;
    return result;
}

HttpResponse withStatus(int status) {
    HttpResponse response;
    response.status = status;
    return response;
}

class RouterTest : public ::testing::Test {
  protected:
    RouterTest() {
        router_.add(route("GET", "/both", echo));
        router_.add(route("HEAD", "/both", [](const HttpRequest&) {
            HttpResponse response;
            response.headers.emplace("Upload-Offset", "42");
            return response;
        }));
        router_.add(route("GET", "/get", echo));
        router_.add(route("HEAD", "/head/{id}", [](const HttpRequest& request) {
            HttpResponse response = withStatus(request.method == "HEAD" ? 200 : 500);
            response.headers.emplace("Upload-Offset", request.pathParameters.at("id"));
            return response;
        }));
        router_.add(route(
            "PUT", "/head/{id}",
            [](const HttpRequest& request) {
                request.body.readAll(10);
                HttpResponse response = withStatus(204);
                response.headers.emplace("Upload-Offset", "10");
                return response;
            },
            10));
        router_.add(route("POST", "/made", [](const HttpRequest&) {
            HttpResponse response = withStatus(201);
            response.headers.emplace("Location", "/made/1");
            response.body = R"({"id":"1"})";
            return response;
        }));
        router_.add(route("GET", "/query", [](const HttpRequest& request) {
            HttpResponse response;
            response.body = std::to_string(request.query.integer("limit", 1, 100).value_or(-1));
            return response;
        }));
    }

    RawResponse ask(const std::string& request) {
        return RawClient(server_.port()).exchange(request);
    }
    /// Of a request without a body, whose answer has none either.
    RawResponse head(const std::string& path) {
        RawClient client(server_.port());
        client.send("HEAD " + path + " HTTP/1.1\r\nHost: t\r\n\r\n" + get("/get"));
        RawResponse response = client.response(false);
        EXPECT_EQ(client.response().body, "GET /get") << "no body stood between";
        return response;
    }

    Router router_;
    RunningServer server_{[this](const HttpRequest& request) { return router_.handle(request); }};
};

TEST_F(RouterTest, givesHeadToItsOwnRouteElseToThatOfGet) {
    EXPECT_EQ(head("/both").headers.at("Upload-Offset"), "42");
    EXPECT_EQ(ask(get("/both")).body, "GET /both");
    EXPECT_EQ(head("/get").headers.at("Content-Length"), "8");
    const RawResponse alone = head("/head/7");
    EXPECT_EQ(alone.status, 200);
    EXPECT_EQ(alone.headers.at("Upload-Offset"), "7");
    EXPECT_FALSE(alone.headers.contains("Accept-Ranges")) << "nobody said so";
    EXPECT_EQ(ask(get("/head/7")).status, 405);
}

TEST_F(RouterTest, namesTheMethodsOfAPath) {
    EXPECT_EQ(ask(get("/head/7")).headers.at("Allow"), "HEAD, PUT");
    EXPECT_EQ(ask("DELETE /get HTTP/1.1\r\nHost: t\r\n\r\n").headers.at("Allow"), "GET, HEAD");
    EXPECT_EQ(ask("DELETE /both HTTP/1.1\r\nHost: t\r\n\r\n").headers.at("Allow"), "GET, HEAD");
}

TEST_F(RouterTest, refusesBodiesLongerThanTheRouteTakesBeforeTheyCome) {
    for (const std::string& request :
         {putHead("/head/7", 11, "Expect: 100-continue\r\n"), putHead("/head/7", 11),
          get("/get", "Content-Length: 1\r\nExpect: 100-continue\r\n")}) {
        RawClient client(server_.port());
        const RawResponse response = client.exchange(request);
        EXPECT_EQ(response.status, 413) << request;
        EXPECT_THAT(response.body, HasSubstr("limit_exceeded"));
        EXPECT_TRUE(client.isEnded());
    }
}

/// RFC 9110, section 8.6: 204 has no Content-Length.
TEST_F(RouterTest, answersWithoutContent) {
    RawClient client(server_.port());
    client.send(put("/head/7", "0123456789") + get("/get"));
    const RawResponse response = client.response();
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(response.headers.at("Upload-Offset"), "10");
    EXPECT_FALSE(response.headers.contains("Content-Length"));
    EXPECT_FALSE(response.headers.contains("Content-Type"));
    EXPECT_EQ(client.response().body, "GET /get");
}

TEST_F(RouterTest, answersWithTheHandlersStatusAndHeaders) {
    const RawResponse response = ask("POST /made HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(response.headers.at("Location"), "/made/1");
    EXPECT_EQ(response.body, R"({"id":"1"})");
    EXPECT_EQ(response.headers.at("Content-Type"), "application/json");
}

TEST_F(RouterTest, handsTheQueryOn) {
    EXPECT_EQ(ask(get("/query?limit=%31%30")).body, "10");
    EXPECT_EQ(ask(get("/query")).body, "-1");
    for (const char* query : {"limit=0", "limit=101", "limit=ten", "limit=1&limit=1", "limit",
                              "limit=%", "limit=1&", "limit=%ff"}) {
        const RawResponse response = ask(get(std::string("/query?") + query));
        EXPECT_EQ(response.status, 400) << query;
        EXPECT_THAT(response.body, HasSubstr("invalid_argument")) << query;
    }
    EXPECT_EQ(ask(get("/%zz")).status, 400);
    EXPECT_EQ(ask(get("/query%00")).status, 400);
}

} // namespace
} // namespace laurel
