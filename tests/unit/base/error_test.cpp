#include "laurel/base/error.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(Error, CarriesCodeAndMessage) {
    const Error error(ErrorCode::Conflict, "the model moved on");
    EXPECT_EQ(error.code(), ErrorCode::Conflict);
    EXPECT_STREQ(error.what(), "the model moved on");
}

TEST(ErrorCode, HasDistinctStableNames) {
    std::set<std::string_view> names;
    for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
        const std::string_view name = toString(static_cast<ErrorCode>(code));
        EXPECT_TRUE(names.insert(name).second) << name;
        EXPECT_THAT(std::string(name), ::testing::MatchesRegex("[a-z_]+"));
    }
    EXPECT_EQ(toString(ErrorCode::InvalidInput), "invalid_input");
    EXPECT_EQ(toString(ErrorCode::LimitExceeded), "limit_exceeded");
}

} // namespace
} // namespace laurel
