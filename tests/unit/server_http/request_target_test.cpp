#include "laurel/server_http/request_target.h"

#include "support/expect_error.h"

namespace laurel {
namespace {

TEST(RequestTarget, isSplitAndDecoded) {
    EXPECT_EQ(parseRequestTarget("/").path, "/");
    const RequestTarget target = parseRequestTarget("/a%20b/%C3%A4+c?x=%2F?&y=1");
    EXPECT_EQ(target.path, "/a b/\xc3\xa4+c") << "\"+\" is a space in a query only";
    EXPECT_EQ(target.query.text("x"), "/?");
    EXPECT_EQ(target.query.text("y"), "1");
    EXPECT_TRUE(parseRequestTarget("/a?").query.parameters().empty());
}

TEST(RequestTarget, thatIsMalformedIsRefused) {
    for (const char* target : {"/%", "/%2", "/%zz", "/a%00b", "/%0d%0a", "/%ff", "/%C0%AF", "/a#b",
                               "/a?b=c#d", "/a?b", "/a?b=%"}) {
        EXPECT_THAT(errorTextOf([&] { parseRequestTarget(target); }),
                    ::testing::StartsWith("invalid_argument: "))
            << target;
    }
}

} // namespace
} // namespace laurel
