#pragma once

#include "case_reading.h"
#include "journal_format.h"

namespace laurel {

/// Brings a case from its last save to where its journals end.
class JournalReplay {
  public:
    /// @param reading outlives the replay; holds what case.json and the labels say
    explicit JournalReplay(CaseReading& reading) : reading_(reading), stored_(reading.stored) {}

    /// Replays the journals of the folder from the save on, up to the first record that is wrong;
    /// notes what is left out. @throws Error Io, LimitExceeded
    void run();

  private:
    void read(std::int64_t journal);
    void apply(const JournalRecord& record, const std::string& where);
    void done(EditStep step);
    void undone(const JournalRecord& record, const std::string& where);
    void redone(const JournalRecord& record, const std::string& where);
    void looks(std::vector<SegmentLook> looks, const std::string& where);
    EditStep stepOf(const JournalRecord& record, const std::string& where) const;
    void leaveOut(std::int64_t journal, std::uint64_t good, const std::string& why);

    CaseReading& reading_;
    StoredCase& stored_;
};

} // namespace laurel
