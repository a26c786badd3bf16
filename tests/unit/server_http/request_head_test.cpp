#include "laurel/server_http/request_head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

/// What the server's own tests do not see through a connection.
namespace laurel {
namespace {

std::variant<RequestHead, RequestFault> parse(const std::string& requestLine,
                                              const std::string& headers = "") {
    return parseRequestHead(requestLine + "\r\nHost: test" + headers, 64);
}

int statusOf(const std::variant<RequestHead, RequestFault>& judged) {
    const auto* const fault = std::get_if<RequestFault>(&judged);
    return fault == nullptr ? 200 : fault->status;
}

RequestHead headOf(const std::string& requestLine, const std::string& headers = "") {
    return std::get<RequestHead>(parse(requestLine, headers));
}

TEST(RequestHead, hasItsHeadersByLowerCaseName) {
    const RequestHead head = headOf(
        "PUT /a?b HTTP/1.1", "\r\nX-A:  1 \r\nX-A:\r\nx-a:2\r\nAUTHORIZATION: Bearer x\r\nEmpty:");
    EXPECT_EQ(head.method, "PUT");
    EXPECT_EQ(head.target, "/a?b");
    EXPECT_EQ(
        head.headers,
        (std::map<std::string, std::string>{
            {"host", "test"}, {"x-a", "1, 2"}, {"authorization", "Bearer x"}, {"empty", ""}}));
}

TEST(RequestHead, saysHowLongTheBodyIs) {
    EXPECT_EQ(headOf("POST / HTTP/1.1").bodyLength, 0U);
    EXPECT_EQ(headOf("POST / HTTP/1.1", "\r\nContent-Length: 0").bodyLength, 0U);
    EXPECT_EQ(headOf("POST / HTTP/1.1", "\r\nContent-Length: 0042").bodyLength, 42U);
    EXPECT_EQ(headOf("GET / HTTP/1.1", "\r\nContent-Length: 999999999999999999").bodyLength,
              999'999'999'999'999'999U);
}

TEST(RequestHead, refusesBodiesWithoutALength) {
    EXPECT_EQ(statusOf(parse("POST / HTTP/1.1", "\r\nTransfer-Encoding: Chunked")), 411);
    EXPECT_EQ(statusOf(parse("POST / HTTP/1.1", "\r\nTransfer-Encoding: gzip, chunked")), 501);
    EXPECT_EQ(
        statusOf(parse("POST / HTTP/1.1", "\r\nTransfer-Encoding: chunked\r\nContent-Length: 5")),
        400);
    EXPECT_EQ(statusOf(parse("POST / HTTP/1.0", "\r\nTransfer-Encoding: chunked")), 411);
}

/// RFC 9110, section 10.1.1
TEST(RequestHead, mayExpectContinueAndNothingElse) {
    const std::string body = "\r\nContent-Length: 5";
    EXPECT_FALSE(headOf("PUT / HTTP/1.1", body).awaitsContinue);
    EXPECT_TRUE(headOf("PUT / HTTP/1.1", body + "\r\nExpect: 100-continue").awaitsContinue);
    EXPECT_TRUE(headOf("PUT / HTTP/1.1", body + "\r\nExpect: 100-Continue").awaitsContinue);
    EXPECT_FALSE(headOf("PUT / HTTP/1.1", "\r\nExpect: 100-continue").awaitsContinue);
    EXPECT_FALSE(headOf("PUT / HTTP/1.0", body + "\r\nExpect: 100-continue").awaitsContinue);
    for (const char* other : {"200-ok", "", "100-continue, 100-continue", "100-continue;q=1"}) {
        EXPECT_EQ(statusOf(parse("PUT / HTTP/1.1", body + "\r\nExpect: " + other)), 417) << other;
    }
}

TEST(RequestHead, countsItsHeaders) {
    EXPECT_EQ(statusOf(parseRequestHead("GET / HTTP/1.1\r\nHost: a\r\nB: c", 2)), 200);
    EXPECT_EQ(statusOf(parseRequestHead("GET / HTTP/1.1\r\nHost: a\r\nB: c\r\nB: d", 2)), 431);
}

} // namespace
} // namespace laurel
