#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// The bytes of a journal as docs/case-format.md says: a header, then records, each with a check.
namespace laurel {

enum class RecordType : std::uint32_t { Done = 1, Undone, Redone, Looks, Model, Name };

inline constexpr std::size_t mostRecordBytes = std::size_t{1} << 30;

/// @param first sequence number of the first record
std::vector<std::byte> journalHeader(std::int64_t journal, std::uint64_t first);
/// @throws Error LimitExceeded when the body is longer than mostRecordBytes
std::vector<std::byte> journalRecord(std::int64_t journal, RecordType type, std::uint64_t sequence,
                                     std::span<const std::byte> body);

struct JournalRecord {
    RecordType type = RecordType::Done;
    std::uint64_t sequence = 0;
    std::span<const std::byte> body; ///< within the journal's bytes
};

/// Goes through a journal's bytes up to the first that are wrong.
class JournalCursor {
  public:
    /// @param bytes outlive the cursor and what it returns
    JournalCursor(std::span<const std::byte> bytes, std::int64_t journal);

    /// None without a sound header.
    std::optional<std::uint64_t> firstSequence() const noexcept { return first_; }
    /// None at the end, and where a record is wrong.
    std::optional<JournalRecord> next();
    /// Where the record begins that comes next.
    std::size_t position() const noexcept { return position_; }
    /// Why there is none: "its last record is incomplete"; empty at the end of a sound journal.
    const std::string& problem() const noexcept { return problem_; }

  private:
    std::span<const std::byte> bytes_;
    std::int64_t journal_;
    std::optional<std::uint64_t> first_;
    std::size_t position_ = 0;
    std::string problem_;
};

} // namespace laurel
