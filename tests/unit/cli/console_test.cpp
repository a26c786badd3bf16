#include "console.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

// The contract of the commands: 2 wrong usage, 3 bad input, 4 a server's refusal, 1 otherwise.
TEST(ExitCode, FollowsTheContract) {
    EXPECT_EQ(exitCodeOf(ErrorCode::InvalidArgument), 2);
    for (const ErrorCode code : {ErrorCode::InvalidInput, ErrorCode::Unsupported,
                                 ErrorCode::NotFound, ErrorCode::LimitExceeded}) {
        EXPECT_EQ(exitCodeOf(code), 3) << toString(code);
    }
    for (const ErrorCode code : {ErrorCode::Refused, ErrorCode::Conflict,
                                 ErrorCode::Unauthenticated, ErrorCode::PermissionDenied}) {
        EXPECT_EQ(exitCodeOf(code), 4) << toString(code);
    }
    for (const ErrorCode code : {ErrorCode::Io, ErrorCode::Cancelled, ErrorCode::AlreadyExists,
                                 ErrorCode::Unavailable, ErrorCode::Internal}) {
        EXPECT_EQ(exitCodeOf(code), 1) << toString(code);
    }
}

TEST(Console, PrintsTheFormThatWasAskedFor) {
    ::testing::internal::CaptureStdout();
    Console(true, {}).result("{}", "words");
    EXPECT_EQ(::testing::internal::GetCapturedStdout(), "{}\n");
    ::testing::internal::CaptureStdout();
    Console(false, {}).result("{}", "words\n");
    EXPECT_EQ(::testing::internal::GetCapturedStdout(), "words\n");
}

TEST(Console, KeepsProgressOutOfFiles) {
    ::testing::internal::CaptureStderr(); // a file, so not a terminal
    Console(false, {}).report(0.5, "reading");
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

} // namespace
} // namespace laurel
