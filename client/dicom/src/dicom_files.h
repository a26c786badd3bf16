#pragma once

#include "laurel/base/cancellation.h"

#include <filesystem>
#include <string>
#include <vector>

namespace laurel {

/// The files that a path may mean.
struct CandidateFiles {
    std::vector<std::filesystem::path> files;
    std::vector<std::string> notes; ///< such as files that a DICOMDIR lists and that are not there
};

/// All files under a folder (hidden ones left out), one file, or those that a DICOMDIR lists inside
/// its own folder.
/// @throws Error NotFound, Io, InvalidInput, Cancelled
CandidateFiles candidateFiles(const std::filesystem::path& path, const CancellationToken& cancel);

} // namespace laurel
