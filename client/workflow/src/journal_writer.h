#pragma once

#include "journal_format.h"

#include "laurel/workflow/case.h"

#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace laurel {

/// Appends to the journals of a case folder, each record with one write. A record that cannot be
/// written leaves nothing of it behind and waits, with those after it, for the next attempt.
/// One thread, but for `sync`. Throws nothing but std::bad_alloc.
class JournalWriter {
  public:
    /// @param journal  number of the first journal to write; its file is made with its first record
    /// @param sequence of the last record that there is
    JournalWriter(std::filesystem::path folder, std::int64_t journal, std::uint64_t sequence);

    void stepDone(const EditStep& step);
    void stepUndone(const EditStep& step);
    void stepRedone(const EditStep& step);
    void looksChanged(const std::vector<SegmentLook>& looks);
    void modelChanged(const ModelUse& model);
    void nameChanged(const std::string& name);

    /// Later records go into that journal.
    void switchTo(std::int64_t journal);
    /// Drops what waits for earlier journals: a save holds it.
    void forgetBefore(std::int64_t journal);
    /// Tries again to write what waits.
    void flush();

    std::uint64_t sequence() const noexcept { return sequence_; } ///< of the last record
    const std::string& problem() const noexcept { return problem_; }

    /// @throws Error Io
    void sync();

  private:
    struct Waiting {
        std::int64_t journal;
        std::uint64_t sequence;
        std::vector<std::byte> bytes;
    };
    struct OpenFile;

    void append(RecordType type, std::span<const std::byte> body);
    void write(const Waiting& record);
    std::shared_ptr<OpenFile> open(std::int64_t journal);

    std::filesystem::path folder_;
    std::int64_t journal_;
    std::uint64_t sequence_;
    std::size_t steps_ = 0;    ///< in this journal, in effect or undone
    std::size_t position_ = 0; ///< how many of them are in effect
    std::deque<Waiting> waiting_;
    std::map<std::int64_t, std::uint64_t> sizes_; ///< of journals, as far as they are whole
    std::string problem_;
    std::mutex mutex_;               ///< guards file_, which sync takes from another thread
    std::shared_ptr<OpenFile> file_; ///< of the journal written last
};

} // namespace laurel
