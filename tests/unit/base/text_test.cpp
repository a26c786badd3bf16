#include "laurel/base/text.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(Utf8, AcceptsFirstAndLastOfEveryLength) {
    EXPECT_TRUE(isValidUtf8(""));
    EXPECT_TRUE(isValidUtf8(std::string_view("\0\x7F", 2)));
    EXPECT_TRUE(isValidUtf8("\xC2\x80\xDF\xBF"));
    EXPECT_TRUE(isValidUtf8("\xE0\xA0\x80\xEF\xBF\xBF"));
    EXPECT_TRUE(isValidUtf8("\xED\x9F\xBF\xEE\x80\x80")); // on either side of the surrogates
    EXPECT_TRUE(isValidUtf8("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"));
    EXPECT_TRUE(isValidUtf8("Müller 医学 🦵"));
}

// Ill-formed sequences of the Unicode standard, tables 3-7 to 3-11.
TEST(Utf8, RefusesIllFormedSequences) {
    EXPECT_FALSE(isValidUtf8("\x80"));             // continuation alone
    EXPECT_FALSE(isValidUtf8("\xC0\xAF"));         // overlong
    EXPECT_FALSE(isValidUtf8("\xC1\xBF"));         // overlong
    EXPECT_FALSE(isValidUtf8("\xE0\x9F\xBF"));     // overlong
    EXPECT_FALSE(isValidUtf8("\xF0\x8F\xBF\xBF")); // overlong
    EXPECT_FALSE(isValidUtf8("\xED\xA0\x80"));     // surrogate
    EXPECT_FALSE(isValidUtf8("\xF4\x90\x80\x80")); // past U+10FFFF
    EXPECT_FALSE(isValidUtf8("\xF5\x80\x80\x80"));
    EXPECT_FALSE(isValidUtf8("\xFF"));
    EXPECT_FALSE(isValidUtf8("\xE2\x82"));     // cut short
    EXPECT_FALSE(isValidUtf8("\xF0\x9F\xA6")); // cut short
    EXPECT_FALSE(isValidUtf8("a\xC3"));        // cut short
    EXPECT_FALSE(isValidUtf8("\xE2\x28\xA1")); // no continuation
}

TEST(ControlCharacter, IsBelowSpaceOrDelete) {
    EXPECT_FALSE(hasControlCharacter(" ~é"));
    EXPECT_TRUE(hasControlCharacter("a\nb"));
    EXPECT_TRUE(hasControlCharacter("\x7F"));
    EXPECT_TRUE(hasControlCharacter(std::string_view("\0", 1)));
}

TEST(QuotedForMessage, ShowsNothingThatHarmsATerminal) {
    EXPECT_EQ(quotedForMessage("plain"), "\"plain\"");
    EXPECT_EQ(quotedForMessage("a\x1B[2Jb\xFF"), "\"a?[2Jb?\"");
    EXPECT_EQ(quotedForMessage("abcdef", 4), "\"abcd...\"");
    EXPECT_EQ(quotedForMessage("abcd", 4), "\"abcd\"");
}

} // namespace
} // namespace laurel
