#include "byte_range.h"

#include "support/expect_error.h"

#include "laurel/base/random.h"

#include <regex>

/// Ranges as anybody may write them, against the grammar of RFC 9110, section 14.1.1.
namespace laurel {
namespace {

/// One end of a range as the grammar has it.
struct End {
    bool isGiven = false;
    bool fits = true; ///< into 64 bits
    std::uint64_t number = 0;
};

End endOf(const std::string& digits) {
    if (digits.empty()) {
        return {};
    }
    const std::string plain =
        digits.substr(std::min(digits.find_first_not_of('0'), digits.size() - 1));
    const std::string greatest = "18446744073709551615";
    const bool fits =
        plain.size() < greatest.size() || (plain.size() == greatest.size() && plain <= greatest);
    return {true, fits, fits ? std::stoull(plain) : 0};
}

bool contains(const End& first, const End& last, std::uint64_t byte, std::uint64_t size) {
    return first.isGiven ? byte >= first.number && (!last.isGiven || byte <= last.number)
                         : size - byte <= last.number;
}

/// What the grammar and its meaning say, byte by byte; no value for what is malformed.
std::optional<ByteRange> expected(const std::string& header, std::uint64_t size) {
    static const std::regex grammar("bytes=([0-9]*)-([0-9]*)");
    std::smatch parts;
    if (!std::regex_match(header, parts, grammar)) {
        return std::nullopt;
    }
    const End first = endOf(parts[1]);
    const End last = endOf(parts[2]);
    const bool turned = first.isGiven && last.isGiven && first.number > last.number;
    if ((!first.isGiven && !last.isGiven) || !first.fits || !last.fits || turned) {
        return std::nullopt;
    }
    ByteRange range;
    for (std::uint64_t byte = 0; byte < size; ++byte) { // sizes here are small
        const bool isMeant = contains(first, last, byte, size);
        range.offset = isMeant && range.length == 0 ? byte : range.offset;
        range.length += isMeant ? 1 : 0;
    }
    return range;
}

void check(const std::string& header, std::uint64_t size) {
    SCOPED_TRACE(testing::PrintToString(header) + " of " + std::to_string(size));
    if (!header.starts_with("bytes=")) {
        EXPECT_FALSE(parseByteRange(header, size));
        return;
    }
    const std::optional<ByteRange> wanted = expected(header, size);
    if (!wanted) {
        expectError(ErrorCode::InvalidArgument, "one range", [&] { parseByteRange(header, size); });
        return;
    }
    const std::optional<ByteRange> range = parseByteRange(header, size);
    ASSERT_TRUE(range);
    EXPECT_EQ(range->length, wanted->length);
    EXPECT_EQ(range->offset, wanted->offset);
}

std::string randomNumber(Random& random) {
    switch (random.integer(0, 5)) {
    case 0:
        return "";
    case 1:
        return std::to_string(random.bits());
    case 2:
        return "18446744073709551615";
    case 3:
        return "0" + std::to_string(random.bits()) + std::to_string(random.bits() % 10);
    default:
        return std::to_string(random.integer(0, 12));
    }
}

std::string randomHeader(Random& random) {
    using namespace std::string_literals;
    static const std::string letters = "bytes=0123456789-, \t+.xB/*\0\xff"s;
    std::string header = random.chance(0.9) ? "bytes=" : "";
    header += random.chance(0.8) ? randomNumber(random) + "-" + randomNumber(random) : "";
    for (int changes = random.chance(0.5) ? random.integer(1, 6) : 0; changes > 0; --changes) {
        const auto place =
            static_cast<std::size_t>(random.integer(0, static_cast<int>(header.size())));
        header.insert(place, 1, letters[random.bits() % letters.size()]);
    }
    return header;
}

TEST(ByteRange, isWhatTheGrammarSaysForWhateverIsWritten) {
    Random random(9110);
    int accepted = 0;
    for (int i = 0; i < 20'000 && !testing::Test::HasFailure(); ++i) {
        const std::string header = randomHeader(random);
        const auto size = static_cast<std::uint64_t>(random.integer(0, 12));
        check(header, size);
        accepted += header.starts_with("bytes=") && expected(header, size) ? 1 : 0;
    }
    EXPECT_GT(accepted, 2000) << "both sides are tried";
    EXPECT_LT(accepted, 18'000);
}

TEST(ByteRange, ofTheGreatestSizeIsExact) {
    constexpr std::uint64_t most = ~std::uint64_t{0};
    const auto range = [](const char* header) { return parseByteRange(header, most).value(); };
    EXPECT_EQ(range("bytes=0-18446744073709551615").length, most);
    EXPECT_EQ(range("bytes=-18446744073709551615").length, most);
    EXPECT_EQ(range("bytes=18446744073709551614-").length, 1U);
    EXPECT_EQ(range("bytes=18446744073709551615-").length, 0U);
    EXPECT_EQ(parseByteRange("bytes=-5", 0)->length, 0U);
}

} // namespace
} // namespace laurel
