#include "laurel/proto/error_message.h"
#include "laurel/proto/http_status.h"

#include <array>
#include <map>

#include <gtest/gtest.h>

namespace laurel {
namespace {

/// RFC 9110, section 15, read by hand for each code.
const std::map<ErrorCode, int> expectedStatus{{ErrorCode::InvalidArgument, 400},
                                              {ErrorCode::InvalidInput, 400},
                                              {ErrorCode::Unsupported, 415},
                                              {ErrorCode::NotFound, 404},
                                              {ErrorCode::AlreadyExists, 409},
                                              {ErrorCode::Conflict, 409},
                                              {ErrorCode::Unauthenticated, 401},
                                              {ErrorCode::PermissionDenied, 403},
                                              {ErrorCode::LimitExceeded, 413},
                                              {ErrorCode::Refused, 422},
                                              {ErrorCode::Io, 500},
                                              {ErrorCode::Cancelled, 503},
                                              {ErrorCode::Unavailable, 503},
                                              {ErrorCode::Internal, 500}};

TEST(HttpStatus, isTheOneThatFitsForEveryCode) {
    for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
        const auto expected = expectedStatus.find(static_cast<ErrorCode>(code));
        ASSERT_NE(expected, expectedStatus.end()) << "no status is expected for code " << code;
        EXPECT_EQ(httpStatusOf(expected->first), expected->second) << toString(expected->first);
    }
}

TEST(ErrorMessage, hasTheDocumentedForm) {
    EXPECT_EQ(serializeError(ErrorCode::NotFound, "no \"x\""),
              R"({"error":{"code":"not_found","message":"no \"x\""}})");
}

TEST(ErrorMessage, keepsEveryCodeAndText) {
    for (const auto& [code, status] : expectedStatus) {
        const Error read = parseError(serializeError(code, "läuft nicht"), status);
        EXPECT_EQ(read.code(), code);
        EXPECT_STREQ(read.what(), "läuft nicht");
    }
}

TEST(ErrorMessage, survivesTextThatIsNotUtf8OrTooLong) {
    const Error broken = parseError(serializeError(ErrorCode::Io, "a\xff"), 500);
    EXPECT_STREQ(broken.what(), "a\xEF\xBF\xBD");
    const std::string longText(5000, '\xff');
    EXPECT_EQ(parseError(serializeError(ErrorCode::Io, longText), 500).code(), ErrorCode::Io);
}

TEST(ErrorMessage, ofAnotherProgramIsJudgedByItsStatus) {
    for (const char* body :
         {"", "<html>Bad gateway</html>", "{}", R"({"error":"text"})", R"({"error":{"code":5}})"}) {
        EXPECT_EQ(parseError(body, 502).code(), ErrorCode::Unavailable) << body;
        EXPECT_EQ(parseError(body, 404).code(), ErrorCode::NotFound) << body;
        EXPECT_EQ(parseError(body, 401).code(), ErrorCode::Unauthenticated) << body;
        EXPECT_EQ(parseError(body, 403).code(), ErrorCode::PermissionDenied) << body;
        EXPECT_EQ(parseError(body, 429).code(), ErrorCode::Refused) << body;
    }
    const std::string newer = R"({"error":{"code":"from_the_future","message":"why"}})";
    EXPECT_EQ(parseError(newer, 400).code(), ErrorCode::Refused);
    EXPECT_STREQ(parseError(newer, 400).what(), "why");
}

} // namespace
} // namespace laurel
