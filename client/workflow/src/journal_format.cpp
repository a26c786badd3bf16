#include "journal_format.h"

#include "laurel/base/error.h"
#include "laurel/weights/crypto.h"

#include <algorithm>
#include <array>

namespace laurel {

namespace {

constexpr std::string_view magic = "LAURELJ1";
constexpr std::size_t checkBytes = 8;
constexpr std::size_t headerBytes = 32; // magic, check, journal, first sequence
constexpr std::size_t headBytes = 32;   // check, length, type, sequence, journal

template <typename Whole>
void put(std::vector<std::byte>& bytes, Whole value) {
    for (std::size_t i = 0; i < sizeof(Whole); ++i) {
        bytes.push_back(static_cast<std::byte>(static_cast<std::uint64_t>(value) >> (8 * i)));
    }
}

template <typename Whole>
Whole get(std::span<const std::byte> bytes, std::size_t at) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(Whole); ++i) {
        value |= static_cast<std::uint64_t>(bytes[at + i]) << (8 * i);
    }
    return static_cast<Whole>(value);
}

/// The first bytes of SHA-256.
std::array<std::byte, checkBytes> checkOf(std::span<const std::byte> bytes) {
    std::array<std::uint8_t, checkBytes> check{};
    fromHex(sha256Hex(bytes).substr(0, 2 * checkBytes), check);
    std::array<std::byte, checkBytes> result{};
    std::transform(check.begin(), check.end(), result.begin(),
                   [](std::uint8_t byte) { return std::byte{byte}; });
    return result;
}

/// Fills in the check, which stands at `at` and is of all that follows it.
void seal(std::vector<std::byte>& bytes, std::size_t at) {
    const auto check = checkOf(std::span<const std::byte>(bytes).subspan(at + checkBytes));
    std::copy(check.begin(), check.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

bool isSealed(std::span<const std::byte> bytes, std::size_t at) {
    const auto check = checkOf(bytes.subspan(at + checkBytes));
    return std::equal(check.begin(), check.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

} // namespace

std::vector<std::byte> journalHeader(std::int64_t journal, std::uint64_t first) {
    std::vector<std::byte> bytes;
    for (const char c : magic) {
        bytes.push_back(static_cast<std::byte>(c));
    }
    put(bytes, std::uint64_t{0});
    put(bytes, journal);
    put(bytes, first);
    seal(bytes, magic.size());
    return bytes;
}

std::vector<std::byte> journalRecord(std::int64_t journal, RecordType type, std::uint64_t sequence,
                                     std::span<const std::byte> body) {
    if (body.size() > mostRecordBytes) {
        throw Error(ErrorCode::LimitExceeded,
                    "one step of " + std::to_string(body.size()) +
                        " bytes is more than the journal takes; save the case to keep it");
    }
    std::vector<std::byte> bytes;
    bytes.reserve(headBytes + body.size());
    put(bytes, std::uint64_t{0});
    put(bytes, static_cast<std::uint32_t>(body.size()));
    put(bytes, static_cast<std::uint32_t>(type));
    put(bytes, sequence);
    put(bytes, journal);
    bytes.insert(bytes.end(), body.begin(), body.end());
    seal(bytes, 0);
    return bytes;
}

JournalCursor::JournalCursor(std::span<const std::byte> bytes, std::int64_t journal)
    : bytes_(bytes), journal_(journal) {
    if (bytes_.empty()) {
        return;
    }
    const bool whole = bytes_.size() >= headerBytes;
    const bool named = whole && std::equal(magic.begin(), magic.end(), bytes_.begin(),
                                           [](char c, std::byte b) { return b == std::byte(c); });
    if (!named || !isSealed(bytes_.first(headerBytes), magic.size()) ||
        get<std::int64_t>(bytes_, 16) != journal) {
        problem_ = whole ? "its header is damaged" : "its header is incomplete";
        return;
    }
    first_ = get<std::uint64_t>(bytes_, 24);
    position_ = headerBytes;
}

std::optional<JournalRecord> JournalCursor::next() {
    const auto rest = bytes_.subspan(position_);
    if (!problem_.empty() || rest.empty()) {
        return std::nullopt;
    }
    const std::size_t length = rest.size() < headBytes ? 0 : get<std::uint32_t>(rest, 8);
    if (rest.size() < headBytes || rest.size() - headBytes < length) {
        problem_ = "its last record is incomplete";
        return std::nullopt;
    }
    const auto record = rest.first(headBytes + length);
    if (!isSealed(record, 0) || get<std::int64_t>(record, 24) != journal_) {
        problem_ = "a record is damaged";
        return std::nullopt;
    }
    position_ += record.size();
    return JournalRecord{static_cast<RecordType>(get<std::uint32_t>(record, 12)),
                         get<std::uint64_t>(record, 16), record.subspan(headBytes)};
}

} // namespace laurel
