#include "test_file.h"
#include "zip_bytes.h"

#include "laurel/arrays/npy.h"

#include "laurel/base/files.h"

#include "../../support/expect_error.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class NpyTest : public ::testing::Test {
  protected:
    NpyArray read(const std::string& bytes) const {
        writeTestFile(path(), std::string_view(bytes));
        return readNpy(path());
    }
    std::filesystem::path path(const std::string& name = "array.npy") const {
        return folder_.path() / name;
    }

  private:
    TemporaryFolder folder_;
};

template <typename Value>
std::string raw(const std::vector<Value>& values, bool swapped = false) {
    std::string bytes;
    for (const Value value : values) {
        std::string one(sizeof(Value), '\0');
        std::memcpy(one.data(), &value, sizeof(Value));
        bytes += swapped ? std::string(one.rbegin(), one.rend()) : one;
    }
    return bytes;
}

TEST_F(NpyTest, EveryTypeIsReadInBothByteOrders) {
    const auto check = [&]<typename Value>(const std::string& code, std::vector<Value> values) {
        for (const bool swapped : {false, true}) {
            const NpyArray array = read(npyBytes(
                npyHeaderText((swapped ? ">" : "<") + code, "(2,)"), raw(values, swapped)));
            EXPECT_EQ(std::get<std::vector<Value>>(array.samples), values) << code << swapped;
            EXPECT_THAT(array.shape, ElementsAre(2));
        }
    };
    check("u1", std::vector<std::uint8_t>{0, 255});
    check("i1", std::vector<std::int8_t>{-128, 127});
    check("u2", std::vector<std::uint16_t>{1, 65535});
    check("i2", std::vector<std::int16_t>{-32768, 258});
    check("u4", std::vector<std::uint32_t>{1, 4294967295U});
    check("i4", std::vector<std::int32_t>{-5, 66051});
    check("u8", std::vector<std::uint64_t>{1, std::numeric_limits<std::uint64_t>::max()});
    check("i8", std::vector<std::int64_t>{-2, 1LL << 60});
    check("f4", std::vector<float>{-0.5F, 3e38F});
    check("f8", std::vector<double>{0.1, -1e300});
}

TEST_F(NpyTest, HalvesBecomeFloats) {
    // IEEE 754-2008, binary16: 1, -2, the largest, the smallest subnormal, infinity.
    const std::vector<std::uint16_t> halves{0x3C00, 0xC000, 0x7BFF, 0x0001, 0x7C00};
    const NpyArray array = read(npyBytes(npyHeaderText("<f2", "(5,)"), raw(halves)));
    EXPECT_THAT(std::get<std::vector<float>>(array.samples),
                ElementsAre(1.F, -2.F, 65504.F, std::ldexp(1.F, -24),
                            std::numeric_limits<float>::infinity()));
}

TEST_F(NpyTest, TruthValuesAre0And1) {
    const NpyArray array = read(npyBytes(npyHeaderText("|b1", "(3,)"), std::string("\0\1\2", 3)));
    EXPECT_TRUE(array.isBool);
    EXPECT_THAT(array.toDoubles(), ElementsAre(0, 1, 1));
}

TEST_F(NpyTest, VersionsAndSpellingsOfTheHeader) {
    const std::string one(1, '\7');
    for (const int major : {1, 2, 3}) {
        EXPECT_THAT(read(npyBytes(npyHeaderText("|u1", "(1, 1)"), one, major)).shape,
                    ElementsAre(1, 1));
    }
    EXPECT_THAT(
        read(npyBytes("{\"shape\":(1L,),\"fortran_order\":False,\"descr\":\"|u1\"}", one)).shape,
        ElementsAre(1));
    EXPECT_TRUE(read(npyBytes(npyHeaderText("|u1", "()"), one)).shape.empty());
    EXPECT_EQ(read(npyBytes(npyHeaderText("<f8", "(0, 5)"), "")).count(), 0U);
}

TEST_F(NpyTest, FortranOrderIsTurned) {
    // Element [i, j, k] of shape (2, 3, 2) holds 100 i + 10 j + k; Fortran runs i fastest.
    std::string samples;
    for (int k = 0; k < 2; ++k) {
        for (int j = 0; j < 3; ++j) {
            for (int i = 0; i < 2; ++i) {
                samples.push_back(static_cast<char>(100 * i + 10 * j + k));
            }
        }
    }
    const NpyArray array = read(npyBytes(npyHeaderText("|u1", "(2, 3, 2)", "True"), samples));
    EXPECT_THAT(array.toDoubles(), ElementsAre(0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121));
}

TEST_F(NpyTest, BrokenHeadersAreRefusedWithTheirReason) {
    const std::string one(1, '\7');
    const std::vector<std::pair<std::string, std::string>> broken{
        {"", "'{' was expected"},
        {"[]", "'{' was expected"},
        {"{'descr': '|u1', 'shape': (1,)}", "'fortran_order' is missing"},
        {"{'descr': '|u1', 'fortran_order': False}", "'shape' is missing"},
        {"{'fortran_order': False, 'shape': (1,)}", "'descr' is missing"},
        {"{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (1,)}", "given twice"},
        {npyHeaderText("|u1", "(1,)").insert(1, "'more': 1, "), "unknown key \"more\""},
        {npyHeaderText("|u1", "(1,)", "0"), "must be True or False"},
        {npyHeaderText("|u1", "(-1,)"), "whole numbers"},
        {npyHeaderText("|u1", "(99999999999999999999,)"), "fit 64 bits"},
        {npyHeaderText("|u1", "(1.0,)"), "')' was expected"},
        {npyHeaderText("|u1", "1"), "'(' was expected"},
        {npyHeaderText("|u1", "(1,)") + "; import os", "text follows"},
        {npyHeaderText("|u1", "(1,)").substr(0, 12), "not closed"},
        {npyHeaderText("|u1", "(4294967296, 4294967296, 4294967296)"), "overflows"},
        {npyHeaderText("|u1", "(1,,)"), "whole numbers"},
        {npyHeaderText("|u1",
                       "(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)"),
         "more than 32 dimensions"},
        {npyHeaderText("|u1", "(2,)"), "declares 2 bytes of samples, but 1 follow"},
        {npyHeaderText("|u1", "()") + " ", "no error"},
        {npyHeaderText("", "(1,)"), "names no type"},
        {npyHeaderText("<", "(1,)"), "names no type"},
        {npyHeaderText("|f4", "(1,)"), "does not state the byte order"},
        {npyHeaderText("|O", "(1,)"), "would run code"},
        {npyHeaderText("<U8", "(1,)"), "dtype \"<U8\" is not supported"},
        {npyHeaderText("|S8", "(1,)"), "dtype \"|S8\" is not supported"},
        {npyHeaderText("<c16", "(1,)"), "dtype \"<c16\" is not supported"},
        {npyHeaderText("<M8[ns]", "(1,)"), "is not supported"},
        {npyHeaderText("<f16", "(1,)"), "dtype \"<f16\" is not supported"},
        {npyHeaderText("<u3", "(1,)"), "dtype \"<u3\" is not supported"},
        {"{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", "structured"},
    };
    for (const auto& [text, reason] : broken) {
        EXPECT_THAT(errorTextOf([&, header = text] { read(npyBytes(header, one)); }),
                    HasSubstr(reason))
            << text;
    }
}

TEST_F(NpyTest, BrokenFilesAreRefused) {
    const std::string whole = npyBytes(npyHeaderText("<i4", "(2,)"), std::string(8, '\1'));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_THAT(errorTextOf([&] { read(whole.substr(0, size)); }), HasSubstr("invalid_input"));
    }
    EXPECT_THAT(errorTextOf([&] { read(whole + "x"); }), HasSubstr("but 9 follow"));
    EXPECT_THAT(errorTextOf([&] { read("PK" + whole); }), HasSubstr("magic"));
    EXPECT_THAT(errorTextOf([&] { read(npyBytes("{}", "", 4)); }), HasSubstr("npy version 4"));
    std::string longHeader = npyBytes(npyHeaderText("<i4", "(2,)"), "", 2);
    longHeader[11] = '\x7F';
    EXPECT_THAT(errorTextOf([&] { read(longHeader); }), HasSubstr("longer than the file"));
}

TEST_F(NpyTest, ClaimsBeyondTheLimitAreRefusedBeforeAllocating) {
    writeTestFile(path(),
                  std::string_view(npyBytes(npyHeaderText("<f8", "(1000000, 1000000)"), "")));
    EXPECT_THAT(errorTextOf([&] { readNpy(path()); }), HasSubstr("limit_exceeded"));
}

TEST_F(NpyTest, WritingAndReadingIsIdentity) {
    std::vector<double> many(24);
    std::iota(many.begin(), many.end(), -3.5);
    const std::vector<NpyArray> arrays{{{2, 3, 4}, many, false},
                                       {{}, std::vector<std::int64_t>{-7}, false},
                                       {{0}, std::vector<float>{}, false},
                                       {{2}, std::vector<std::uint8_t>{0, 1}, true},
                                       {{3}, std::vector<std::int8_t>{-1, 0, 1}, false},
                                       {{1, 1, 2}, std::vector<std::uint16_t>{1, 65535}, false}};
    std::vector<NamedArray> named;
    for (const NpyArray& array : arrays) {
        writeNpy(path(), array);
        EXPECT_EQ(readNpy(path()), array);
        named.push_back({"name " + std::to_string(named.size()) + "é/", array});
    }
    writeNpz(path("arrays.npz"), named);
    EXPECT_EQ(readNpz(path("arrays.npz")), named);
    writeNpz(path("again.npz"), named);
    EXPECT_EQ(readFile(path("arrays.npz"), 1 << 20), readFile(path("again.npz"), 1 << 20));
}

TEST_F(NpyTest, WhatCannotBeReadBackIsNotWritten) {
    const NpyArray array{{1}, std::vector<float>{1}, false};
    EXPECT_THAT(errorTextOf([&] {
                    writeNpy(path(), {{2}, std::vector<float>{1}, false});
                }),
                HasSubstr("invalid_argument"));
    EXPECT_THAT(errorTextOf([&] {
                    writeNpz(path(), {{"a", array}, {"a", array}});
                }),
                HasSubstr("unique"));
    EXPECT_THAT(errorTextOf([&] { writeNpz(path(), {{"", array}}); }), HasSubstr("plain text"));
    EXPECT_THAT(errorTextOf([&] { writeNpz(path(), {{"a\nb", array}}); }), HasSubstr("plain text"));
    EXPECT_FALSE(std::filesystem::exists(path()));
}

} // namespace
} // namespace laurel
