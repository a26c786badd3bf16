#include "dicom_bytes.h"
#include "laurel/base/random.h"
#include "siemens_mosaic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string padded(std::string text, std::size_t room) {
    text.resize(room);
    return text;
}

/// A CSA header of the newer layout, as nibabel's documentation describes it.
std::string csaHeader(const std::vector<std::pair<std::string, std::vector<std::string>>>& tags) {
    const auto number = [](std::size_t value) { return DicomBytes::little(value, 4); };
    std::string bytes = std::string("SV10\4\3\2\1", 8) + number(tags.size()) + number(77);
    for (const auto& [name, values] : tags) {
        bytes += padded(name, 64) + number(values.size()) + padded("FD", 4) + number(4) +
                 number(values.size()) + number(77);
        for (const std::string& value : values) {
            bytes +=
                number(value.size()) + number(value.size()) + number(77) + number(value.size());
            bytes += padded(value, (value.size() + 3) / 4 * 4);
        }
    }
    return bytes;
}

const std::string header = csaHeader({{"EchoLinePosition", {"64"}},
                                      {"SliceNormalVector", {"0.1 ", "-0.2", "0.97"}},
                                      {"ProtocolName", {"words"}},
                                      {"NumberOfImagesInMosaic", {"35  "}}});

TEST(CsaHeader, GivesItsNumbers) {
    const auto numbers = readCsaNumbers(header);
    EXPECT_THAT(numbers.at("SliceNormalVector"), ElementsAre(0.1, -0.2, 0.97));
    EXPECT_THAT(numbers.at("NumberOfImagesInMosaic"), ElementsAre(35));
    EXPECT_FALSE(numbers.contains("ProtocolName"));
}

TEST(CsaHeader, WhatIsNoneGivesNothing) {
    EXPECT_THAT(readCsaNumbers(""), IsEmpty());
    EXPECT_THAT(readCsaNumbers("SV10"), IsEmpty());
    EXPECT_THAT(readCsaNumbers(std::string(4000, '\xFF')), IsEmpty());
}

TEST(CsaHeader, AnyTruncationAndAnyChangeIsSurvived) {
    for (std::size_t length = 0; length < header.size(); ++length) {
        EXPECT_LE(readCsaNumbers(std::string_view(header).substr(0, length)).size(), 3U);
    }
    Random random(5);
    for (int i = 0; i < 5000; ++i) {
        std::string bytes = header;
        for (int changes = random.integer(1, 6); changes > 0; --changes) {
            bytes[static_cast<std::size_t>(random.integer(0, static_cast<int>(bytes.size()) - 1))] =
                static_cast<char>(random.integer(0, 255));
        }
        EXPECT_LE(readCsaNumbers(bytes).size(), 4U);
    }
}

} // namespace
} // namespace laurel
