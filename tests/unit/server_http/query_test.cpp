#include "laurel/server_http/query.h"

#include "support/expect_error.h"

#include <cstdio>
#include <random>

namespace laurel {
namespace {

using Parameters = std::map<std::string, std::string>;

TEST(Query, isDecoded) {
    EXPECT_EQ(Query::parse("").parameters(), Parameters());
    EXPECT_EQ(Query::parse("limit=10").parameters(), (Parameters{{"limit", "10"}}));
    EXPECT_EQ(Query::parse("a=&b=c%3D%26d&%C3%A4=x+y%2By").parameters(),
              (Parameters{{"a", ""}, {"b", "c=&d"}, {"\xc3\xa4", "x y+y"}}));
    EXPECT_EQ(Query::parse("a=b=c").parameters(), (Parameters{{"a", "b=c"}}));
}

TEST(Query, thatIsMalformedIsRefused) {
    for (const char* text :
         {"a",       "=",         "=a",    "&",     "a=1&",  "&a=1",     "a=1&&b=2",
          "a=1&a=1", "a=1&%61=2", "a=%",   "a=%4",  "a=%4g", "a=%g4",    "a=%+1",
          "%=1",     "a=%00",     "a=%0A", "a=%7F", "a=%ff", "a=%C0%80", "a=%ED%A0%80"}) {
        expectError(ErrorCode::InvalidArgument, "query", [&] { Query::parse(text); });
    }
    expectError(ErrorCode::InvalidArgument, "twice", [] { Query::parse("b=1&a=1&a=1"); });
}

/// RFC 3986, section 2.1: any text can be encoded, and comes back.
TEST(Query, comesBackFromItsEncoding) {
    std::mt19937 random(1);
    const auto randomText = [&] {
        std::string text;
        for (std::size_t length = 1 + random() % 8; length > 0; --length) {
            text += static_cast<char>(0x20 + random() % 0x5F);
        }
        return text;
    };
    const auto encoded = [](const std::string& text) {
        std::string result;
        for (const char c : text) {
            char code[4];
            std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned char>(c));
            result += code;
        }
        return result;
    };
    for (int i = 0; i < 500; ++i) {
        Parameters parameters;
        std::string text;
        for (int k = 0; k < 4; ++k) {
            const auto [entry, isNew] = parameters.emplace(randomText(), randomText());
            if (isNew) {
                text += (text.empty() ? "" : "&") + encoded(entry->first) + "=" +
                        encoded(entry->second);
            }
        }
        EXPECT_EQ(Query::parse(text).parameters(), parameters) << text;
    }
}

TEST(Query, givesTextsAndNumbersButNoDefaults) {
    const Query query =
        Query::parse("limit=10&state=published&zero=0&low=-5&long=9223372036854775808"
                     "&hex=0x1&plus=%2B1&space=+1&empty=&real=1.0");
    EXPECT_EQ(query.text("state"), "published");
    EXPECT_EQ(query.text("State"), std::nullopt);
    EXPECT_EQ(query.text("empty"), "");
    EXPECT_EQ(query.integer("limit", 1, 10), 10);
    EXPECT_EQ(query.integer("low", -5, 0), -5);
    EXPECT_EQ(query.integer("absent", 1, 10), std::nullopt);
    for (const char* name :
         {"zero", "low", "long", "hex", "plus", "space", "empty", "real", "state"}) {
        expectError(ErrorCode::InvalidArgument,
                    std::string("expected \"") + name + "\" from 1 to 100",
                    [&] { query.integer(name, 1, 100); });
    }
    expectError(ErrorCode::InvalidArgument, "from 1 to 9", [&] { query.integer("limit", 1, 9); });
}

TEST(Query, canBeHeldToTheKnownParameters) {
    const Query query = Query::parse("limit=10&limt=5");
    EXPECT_NO_THROW(query.requireOnly({"limt", "limit", "state"}));
    expectError(ErrorCode::InvalidArgument, "\"limt\"", [&] { query.requireOnly({"limit"}); });
    EXPECT_NO_THROW(Query().requireOnly({}));
}

} // namespace
} // namespace laurel
