#include "dicom_text.h"

#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <random>

namespace laurel {
namespace {

TEST(DicomText, ConvertsSingleByteSets) {
    EXPECT_EQ(dicomTextToUtf8("Waden-M\xFCskel", "ISO_IR 100"), "Waden-Müskel");
    EXPECT_EQ(dicomTextToUtf8("\xBB\xEE\xDA", "ISO_IR 144"), "Люк");
    EXPECT_EQ(dicomTextToUtf8("Caf\xC3\xA9 ", "ISO_IR 192"), "Café");
    EXPECT_EQ(dicomTextToUtf8("plain", ""), "plain");
}

// PS3.5 H.3.1 (Japanese), I.2 (Korean) and K.2 (Chinese, GB18030) print these bytes with their
// meaning.
TEST(DicomText, ConvertsTheExamplesOfTheStandard) {
    EXPECT_EQ(dicomTextToUtf8("\x1B$B;3ED\x1B(B^\x1B$BB@O:\x1B(B", "\\ISO 2022 IR 87"),
              "山田^太郎");
    EXPECT_EQ(dicomTextToUtf8("\x1B$)C\xFB\xF3^\x1B$)C\xD1\xCE\xD4\xD7", "\\ISO 2022 IR 149"),
              "洪^吉洞");
    EXPECT_EQ(dicomTextToUtf8("\xCD\xF5^\xD0\xA1\xB6\xAB", "GB18030"), "王^小东");
}

// PS3.5 H.3.2, with half-width katakana as the first set.
TEST(DicomText, FollowsEscapesFromSetToSet) {
    EXPECT_EQ(dicomTextToUtf8("\xD4\xCF\xC0\xDE^\xC0\xDB\xB3=\x1B$B;3ED\x1B(J^\x1B$BB@O:\x1B(J",
                              "ISO 2022 IR 13\\ISO 2022 IR 87"),
              "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎");
    EXPECT_EQ(dicomTextToUtf8("A\x1B-L\xBB\xEE\xDA\x1B-A\xFC", "\\ISO 2022 IR 144"), "AЛюкü");
    EXPECT_EQ(dicomTextToUtf8("a\x1BQz", "\\ISO 2022 IR 87"), "aQz"); // no such escape
    EXPECT_EQ(dicomTextToUtf8("a\x1B", "\\ISO 2022 IR 87"), "a");
}

TEST(DicomText, ShowsNamesAsPeopleReadThem) {
    EXPECT_EQ(personNameForDisplay("Doe^Jane^M^Dr"), "Doe, Jane M Dr");
    EXPECT_EQ(personNameForDisplay("Yamada^Tarou=山田^太郎="), "Yamada, Tarou [山田, 太郎]");
    EXPECT_EQ(personNameForDisplay("=山田"), "山田");
    EXPECT_EQ(personNameForDisplay("^Jane"), "Jane");
    EXPECT_EQ(personNameForDisplay("^^^==^"), "");
}

TEST(DicomText, MarksWhatItCannotConvertAndDropsControls) {
    EXPECT_EQ(dicomTextToUtf8("a\xFFz", "ISO_IR 192"), "a\xEF\xBF\xBDz");
    EXPECT_EQ(dicomTextToUtf8("a\xE4z", ""), "a\xEF\xBF\xBDz");
    EXPECT_EQ(dicomTextToUtf8(std::string_view("one\r\ntwo\0", 9), "ISO_IR 100"), "onetwo");
    EXPECT_EQ(dicomTextToUtf8("  ", "ISO_IR 100"), "");
}

TEST(DicomText, ParsesOnlyCompleteNumbers) {
    EXPECT_EQ(parseNumbers("1.5\\ -2e1 \\+3", 3), (std::vector<double>{1.5, -20, 3}));
    EXPECT_FALSE(parseNumbers("1.5\\2", 3));
    EXPECT_FALSE(parseNumbers("1.5\\2\\3\\4", 3));
    EXPECT_FALSE(parseNumbers("1,5", 1));
    EXPECT_FALSE(parseNumbers("1.5mm", 1));
    EXPECT_FALSE(parseNumbers("nan", 1));
    EXPECT_FALSE(parseNumbers("inf", 1));
    EXPECT_FALSE(parseNumbers("1e999", 1));
    EXPECT_FALSE(parseNumbers("", 1));
}

TEST(DicomText, DecimalStringsFitSixteenCharactersAndKeepPrecision) {
    std::mt19937_64 engine(7);
    std::uniform_real_distribution<double> mantissa(-1, 1);
    for (int exponent = -12; exponent <= 12; ++exponent) {
        for (int i = 0; i < 50; ++i) {
            const double value = mantissa(engine) * std::pow(10.0, exponent);
            const std::string text = toDecimalString(value);
            ASSERT_LE(text.size(), 16U) << text;
            double back = 0;
            std::from_chars(text.data(), text.data() + text.size(), back);
            ASSERT_NEAR(back, value, std::abs(value) * 1e-8) << text;
        }
    }
    EXPECT_EQ(toDecimalString(0), "0");
    EXPECT_EQ(toDecimalString(5), "5");
    EXPECT_EQ(toDecimalString(0.1), "0.1");
    EXPECT_EQ(toDecimalString(-1.0 / 3), "-0.3333333333333");
}

} // namespace
} // namespace laurel
