#pragma once

#include "laurel/workflow/case_store.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace laurel {

/// A journal of which a reader could use only the beginning.
struct JournalRest {
    std::int64_t journal = 0;
    std::uint64_t good = 0; ///< bytes
};

struct CaseReading {
    StoredCase stored;
    std::int64_t save = 0;
    std::uint64_t sequence = 0;    ///< of the last record in effect
    std::size_t journalSteps = 0;  ///< records of steps done, undone or redone since the save
    std::vector<JournalRest> rest; ///< what was left out
};

/// @throws Error as readCase
CaseReading readCaseFolder(const std::filesystem::path& folder);

} // namespace laurel
