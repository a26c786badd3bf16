#include "running_server.h"

#include "laurel/server_api/router.h"

#include "support/expect_error.h"

#include <fstream>
#include <future>

/// What the body of a request may do to the server, and how handlers get it.
namespace laurel {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using ::testing::HasSubstr;

HttpResponse text(std::string body) {
    HttpResponse response;
    response.contentType = "text/plain";
    response.body = std::move(body);
    return response;
}

/// Reads to the end in small pieces. @return how many bytes there were
std::uint64_t drop(const RequestBody& body, std::size_t pieceBytes = 64U << 10) {
    std::vector<std::byte> piece(pieceBytes);
    std::uint64_t total = 0;
    for (std::size_t got = body.read(piece); got > 0; got = body.read(piece)) {
        total += got;
    }
    return total;
}

/// The path says what becomes of the body.
HttpResponse answerByPath(const HttpRequest& request) {
    if (request.path == "/all") {
        return text(request.body.readAll(1000));
    }
    if (request.path == "/count") {
        return text(std::to_string(drop(request.body, 7)));
    }
    if (request.path == "/three") {
        std::array<std::byte, 3> some{};
        request.body.read(some);
        return text("three");
    }
    if (request.path == "/secret") {
        return errorResponse(ErrorCode::Unauthenticated, "no key");
    }
    return text("unread");
}

class RequestBodyTest : public ::testing::Test {
  protected:
    RawResponse ask(const std::string& request) {
        return RawClient(server_.port()).exchange(request);
    }

    RunningServer server_{answerByPath};
};

TEST_F(RequestBodyTest, isReadAndTheNextRequestFollowsIt) {
    RawClient client(server_.port());
    for (const char* body : {"hello", "", "GET /smuggled HTTP/1.1\r\n\r\n"}) {
        EXPECT_EQ(client.exchange(put("/all", body)).body, body);
    }
    client.send(put("/all", "one") + put("/count", "three") + get("/all") + put("/all", "two"));
    for (const char* body : {"one", "5", "", "two"}) {
        const RawResponse response = client.response();
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.body, body);
        EXPECT_FALSE(response.headers.contains("Connection"));
    }
}

TEST_F(RequestBodyTest, mayArriveByteByByte) {
    RawClient client(server_.port());
    for (const char c : put("/all", "hello") + put("/count", "12345678901234567890")) {
        ASSERT_TRUE(client.send({&c, 1}));
    }
    EXPECT_EQ(client.response().body, "hello");
    EXPECT_EQ(client.response().body, "20");
}

/// Request smuggling: what a handler left unread is no request.
TEST_F(RequestBodyTest, thatIsLeftUnreadEndsTheConnection) {
    const std::string smuggled = get("/smuggled");
    for (const char* path : {"/unread", "/three", "/secret"}) {
        RawClient client(server_.port());
        const RawResponse response = client.exchange(put(path, smuggled) + get("/after"));
        EXPECT_EQ(response.headers.at("Connection"), "close") << path;
        EXPECT_TRUE(client.isEnded()) << path;
    }
    for (const RequestRecord& record : server_.recordsOnceThereAre(3)) {
        EXPECT_THAT((std::vector<std::string>{"/unread", "/three", "/secret"}),
                    ::testing::Contains(record.path));
    }
}

TEST_F(RequestBodyTest, isNotReadForWhomIsNotAllowed) {
    RawClient client(server_.port());
    const RawResponse response = client.exchange(
        putHead("/secret", 1000, "Authorization: Bearer wrong\r\nExpect: 100-continue\r\n"));
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(response.headers.at("WWW-Authenticate"), "Bearer");
    EXPECT_TRUE(client.isEnded());
}

TEST_F(RequestBodyTest, longerThanTheHandlerTakesIsRefusedUnread) {
    for (const char* length : {"1001", "999999999999999999"}) {
        RawClient client(server_.port());
        const RawResponse response = client.exchange(
            std::string("PUT /all HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\n"
                        "Content-Length: ") +
            length + "\r\n\r\n");
        EXPECT_EQ(response.status, 413) << length;
        EXPECT_THAT(response.body, HasSubstr("limit_exceeded"));
        EXPECT_TRUE(client.isEnded());
    }
    EXPECT_EQ(ask(put("/all", std::string(1000, 'x'))).body, std::string(1000, 'x'));
}

/// RFC 9110, section 10.1.1
TEST_F(RequestBodyTest, isAskedForWhenTheClientWaitsForThat) {
    RawClient client(server_.port());
    client.send(putHead("/all", 5, "Expect: 100-continue\r\n"));
    EXPECT_EQ(client.response().status, 100);
    EXPECT_EQ(client.exchange("hello").body, "hello");
    EXPECT_EQ(client.exchange(put("/all", "again")).body, "again")
        << "asked for without being told";
    EXPECT_EQ(ask(putHead("/unread", 5, "Expect: 100-continue\r\n")).status, 200);
    EXPECT_EQ(ask(putHead("/all", 5, "Expect: a-miracle\r\n")).status, 417);
}

TEST_F(RequestBodyTest, thatEndsEarlyIsAnError) {
    RawClient client(server_.port());
    client.send(putHead("/count", 10) + "1234");
    client.endSending();
    const RawResponse response = client.response();
    EXPECT_EQ(response.status, 400);
    EXPECT_THAT(response.body, HasSubstr("after 4 of 10 bytes"));
    EXPECT_TRUE(client.isEnded());
}

/// A gzip bomb (306 KB became 315 MB in the library), and chunks, whose sum nothing bounds.
TEST_F(RequestBodyTest, isNeverUnpackedNorReadInChunks) {
    for (const char* encoding : {"gzip", "br", "deflate", "identity, gzip"}) {
        EXPECT_EQ(ask(put("/count", "hello", std::string("Content-Encoding: ") + encoding + "\r\n"))
                      .status,
                  415)
            << encoding;
    }
    EXPECT_EQ(ask(put("/all", "hello", "Content-Encoding: identity\r\n")).body, "hello");
    RawClient client(server_.port());
    const RawResponse response =
        client.exchange("PUT /all HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: "
                        "chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" +
                        get("/smuggled"));
    EXPECT_EQ(response.status, 411);
    EXPECT_TRUE(client.isEnded());
}

TEST_F(RequestBodyTest, isReadByOthersThanPutToo) {
    for (const char* method : {"POST", "PATCH", "DELETE", "OPTIONS", "GET"}) {
        EXPECT_EQ(
            ask(std::string(method) + " /all HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\nhi")
                .body,
            "hi")
            << method;
    }
}

/// Until the handler reads, the client can send no more than the system's buffers hold.
TEST(RequestBodyStream, holdsBackAClientThatNobodyListensTo) {
    std::promise<void> go;
    std::shared_future<void> gone = go.get_future().share();
    RunningServer server([gone](const HttpRequest& request) {
        gone.wait();
        return text(std::to_string(drop(request.body)));
    });
    const std::string body(64U << 20, 'x');
    RawClient client(server.port());
    client.send(putHead("/x", body.size()));
    const std::size_t sent = client.sendWhatFits(body, 200ms);
    EXPECT_LT(sent, body.size() / 2);
    go.set_value();
    EXPECT_TRUE(client.send(std::string_view(body).substr(sent)));
    EXPECT_EQ(client.response().body, std::to_string(body.size()));
}

/// Of this process, in KiB, since the last call.
long peakMemory() {
    std::ifstream status("/proc/self/status");
    long peak = 0;
    for (std::string word; status >> word;) {
        if (word == "VmHWM:") {
            status >> peak;
        }
    }
    std::ofstream("/proc/self/clear_refs") << "5";
    return peak;
}

TEST(RequestBodyStream, takesNoMemoryForTheBodysLength) {
    RunningServer server([](const HttpRequest& request) {
        return text(std::to_string(drop(request.body, 256U << 10)));
    });
    const std::string piece(1U << 20, 'x');
    RawClient client(server.port());
    EXPECT_EQ(client.exchange(put("/x", piece)).status, 200);
    peakMemory();
    const long before = peakMemory();
    constexpr int pieces = 256;
    client.send(putHead("/x", pieces * piece.size()));
    for (int i = 0; i < pieces; ++i) {
        ASSERT_TRUE(client.send(piece));
    }
    EXPECT_EQ(client.response().body, std::to_string(pieces * piece.size()));
    EXPECT_LT(peakMemory() - before, 32 << 10);
}

/// An answer given early must reach a client that sends its whole body before it listens.
TEST(RequestBodyStream, thatIsRefusedHalfwayDoesNotHideTheAnswer) {
    RunningServer server([](const HttpRequest& request) {
        std::array<std::byte, 100> some{};
        request.body.read(some);
        HttpResponse response = errorResponse(ErrorCode::Conflict, "wrong offset");
        response.headers.emplace("Upload-Offset", "17");
        return response;
    });
    RawClient client(server.port());
    EXPECT_TRUE(client.send(put("/x", std::string(8U << 20, 'x'))));
    const RawResponse response = client.response();
    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(response.headers.at("Upload-Offset"), "17");
    EXPECT_TRUE(client.isEnded());
    EXPECT_FALSE(client.wasReset());
}

HttpLimits shortLimits() {
    HttpLimits limits;
    limits.stallTime = 300ms;
    limits.leastBytesPerSecond = 10'000;
    return limits;
}

HttpResponse countBytes(const HttpRequest& request) {
    return text(std::to_string(drop(request.body)));
}

TEST(SlowBody, thatStopsIsCut) {
    RunningServer server(countBytes, shortLimits());
    for (const std::size_t first : {std::size_t{0}, std::size_t{1U << 20}}) {
        RawClient client(server.port());
        client.send(putHead("/x", first + 1'000'000) + std::string(first, 'x'));
        const auto start = Clock::now();
        const RawResponse response = client.response();
        EXPECT_EQ(response.status, 408) << first;
        EXPECT_THAT(response.body, HasSubstr("did not arrive in time"));
        EXPECT_GE(Clock::now() - start, 200ms);
        EXPECT_LT(Clock::now() - start, 5s) << "speed once does not earn patience for ever";
        EXPECT_TRUE(client.isEnded());
    }
}

TEST(SlowBody, thatDribblesIsCut) {
    RunningServer server(countBytes, shortLimits());
    RawClient client(server.port());
    client.send(putHead("/x", 1'000'000));
    const auto start = Clock::now();
    while (!client.hears(20ms) && Clock::now() - start < 8s) {
        client.send("x");
    }
    EXPECT_LT(Clock::now() - start, 8s);
    EXPECT_EQ(client.response().status, 408);
}

TEST(SlowBody, aboveTheLeastRateIsWaitedFor) {
    RunningServer server(countBytes, shortLimits());
    RawClient client(server.port());
    client.send(putHead("/x", 40 * 2000));
    for (int i = 0; i < 40;
         ++i) { // 100 kB/s, ten times the least, for longer than a stall may take
        std::this_thread::sleep_for(20ms);
        ASSERT_TRUE(client.send(std::string(2000, 'x'))) << i;
    }
    EXPECT_EQ(client.response().body, "80000");
}

TEST(SlowBody, doesNotPayForTheHandlersTime) {
    RunningServer server(
        [](const HttpRequest& request) {
            std::this_thread::sleep_for(500ms);
            std::array<std::byte, 2> some{};
            request.body.read(some);
            std::this_thread::sleep_for(500ms);
            return countBytes(request);
        },
        shortLimits());
    EXPECT_EQ(RawClient(server.port()).exchange(put("/x", "hello")).body, "3");
}

/// What came before the client was lost is not, so an upload can be resumed.
TEST(SlowBody, leavesTheHandlerWhatCame) {
    std::promise<std::string> kept;
    RunningServer server(
        [&](const HttpRequest& request) {
            std::string all;
            std::array<char, 1000> piece{};
            try {
                while (const std::size_t got =
                           request.body.read(std::as_writable_bytes(std::span(piece)))) {
                    all.append(piece.data(), got);
                }
            } catch (const Error& error) {
                EXPECT_EQ(error.code(), ErrorCode::Unavailable);
                expectError(ErrorCode::Unavailable, "after 5 of 10 bytes",
                            [&] { request.body.read(std::as_writable_bytes(std::span(piece))); });
            }
            HttpResponse response = errorResponse(ErrorCode::Conflict, "incomplete");
            response.headers.emplace("Upload-Offset", std::to_string(all.size()));
            kept.set_value(std::move(all));
            return response;
        },
        shortLimits());
    RawClient client(server.port());
    client.send(putHead("/x", 10) + "hello");
    EXPECT_EQ(kept.get_future().get(), "hello");
    const RawResponse response = client.response();
    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(response.headers.at("Upload-Offset"), "5");
    EXPECT_TRUE(client.isEnded());
}

TEST(RequestBody, ofARequestWithoutOneIsEmpty) {
    const HttpRequest request;
    std::array<std::byte, 3> some{};
    EXPECT_EQ(request.body.length(), 0U);
    EXPECT_EQ(request.body.read(some), 0U);
    EXPECT_EQ(request.body.readAll(0), "");
}

} // namespace
} // namespace laurel
