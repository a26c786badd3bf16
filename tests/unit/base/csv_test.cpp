#include "laurel/base/csv.h"

#include <cmath>
#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(Csv, QuotesWhereNeeded) {
    EXPECT_EQ(csvLine({"a", "b c", ""}), "a,b c,\r\n");
    EXPECT_EQ(csvLine({"a,b", "say \"x\"", "two\nlines"}),
              "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\r\n");
}

TEST(Csv, NumbersThatAreNoneAreEmpty) {
    EXPECT_EQ(csvNumber(0.125), "0.125000");
    EXPECT_EQ(csvNumber(-1234567.5), "-1234567.500000");
    EXPECT_EQ(csvNumber(std::nullopt), "");
    EXPECT_EQ(csvNumber(NAN), "");
    EXPECT_EQ(csvNumber(INFINITY), "");
}

} // namespace
} // namespace laurel
