#pragma once

#include "case_reading.h"
#include "journal_format.h"

namespace laurel {

/// Brings a case from its last save to where its journals end, with the steps of before the save as
/// its history.
class JournalReplay {
  public:
    /// @param reading outlives the replay; holds what case.json and the labels say
    explicit JournalReplay(CaseReading& reading) : reading_(reading), stored_(reading.stored) {}

    /// Replays the journals of the folder from the save on, up to the first record that is wrong;
    /// notes what is left out. @param withPast reads the history of before the save first
    /// @throws Error Io, LimitExceeded
    void run(bool withPast);

  private:
    void readPast();
    void readPastOf(std::int64_t journal);
    void applyPast(const JournalRecord& record, const std::string& where);
    void forgetPast() noexcept;
    void keepUndoneStepsThatFit();
    void read(std::int64_t journal);
    void apply(const JournalRecord& record, const std::string& where);
    bool applyStep(const JournalRecord& record, const std::string& where); ///< whether it was one
    void redo(const EditStep& step);
    void undo(const EditStep& step);
    void done(EditStep step);
    void undone(const JournalRecord& record, const std::string& where);
    void redone(const JournalRecord& record, const std::string& where);
    void looks(std::vector<SegmentLook> looks, const std::string& where);
    EditStep stepOf(const JournalRecord& record, const std::string& where) const;
    void leaveOut(std::int64_t journal, std::uint64_t good, const std::string& why);

    CaseReading& reading_;
    StoredCase& stored_;
    bool isPast_ = false;    ///< the labels hold the records that are gone through
    std::uint64_t past_ = 0; ///< sequence of the last record of the past
};

} // namespace laurel
