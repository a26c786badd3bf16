#include "text_table.h"

#include <cmath>

#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(TextTable, AlignsByCharactersNotBytes) {
    TextTable table({"label", "ml"});
    table.add({"Müskel", "1.5"});
    table.add({"Soleus", "10.25"});
    EXPECT_EQ(table.text(), "label      ml\nMüskel    1.5\nSoleus  10.25\n");
}

TEST(TextTable, WritesUndefinedAsADash) {
    EXPECT_EQ(fixed(0.12345, 3), "0.123");
    EXPECT_EQ(fixed(2, 0), "2");
    EXPECT_EQ(fixed(std::nullopt, 3), "–");
    EXPECT_EQ(fixed(std::nan(""), 3), "–");
}

// RFC 4180, section 2, rules 1 and 5 to 7.
} // namespace
} // namespace laurel
