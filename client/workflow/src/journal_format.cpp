#include "journal_format.h"

#include "whole_numbers.h"

#include "laurel/base/error.h"

#include <algorithm>

namespace laurel {

namespace {

constexpr std::string_view magic = "LAURELJ1";
constexpr std::size_t headerBytes = 32; // magic, check, journal, first sequence
constexpr std::size_t headBytes = 32;   // check, length, type, sequence, journal

} // namespace

std::vector<std::byte> journalHeader(std::int64_t journal, std::uint64_t first) {
    std::vector<std::byte> bytes;
    for (const char c : magic) {
        bytes.push_back(static_cast<std::byte>(c));
    }
    putWhole(bytes, std::uint64_t{0});
    putWhole(bytes, journal);
    putWhole(bytes, first);
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
    putWhole(bytes, std::uint64_t{0});
    putWhole(bytes, static_cast<std::uint32_t>(body.size()));
    putWhole(bytes, static_cast<std::uint32_t>(type));
    putWhole(bytes, sequence);
    putWhole(bytes, journal);
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
        getWhole<std::int64_t>(bytes_, 16) != journal) {
        problem_ = whole ? "its header is damaged" : "its header is incomplete";
        return;
    }
    first_ = getWhole<std::uint64_t>(bytes_, 24);
    position_ = headerBytes;
}

std::optional<JournalRecord> JournalCursor::next() {
    const auto rest = bytes_.subspan(position_);
    if (!problem_.empty() || rest.empty()) {
        return std::nullopt;
    }
    const std::size_t length = rest.size() < headBytes ? 0 : getWhole<std::uint32_t>(rest, 8);
    if (rest.size() < headBytes || rest.size() - headBytes < length) {
        problem_ = "its last record is incomplete";
        return std::nullopt;
    }
    const auto record = rest.first(headBytes + length);
    if (!isSealed(record, 0) || getWhole<std::int64_t>(record, 24) != journal_) {
        problem_ = "a record is damaged";
        return std::nullopt;
    }
    position_ += record.size();
    return JournalRecord{static_cast<RecordType>(getWhole<std::uint32_t>(record, 12)),
                         getWhole<std::uint64_t>(record, 16), record.subspan(headBytes)};
}

} // namespace laurel
