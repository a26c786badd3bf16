#pragma once

#include "laurel/base/files.h"
#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <filesystem>
#include <string>
#include <vector>

namespace laurel {

/// What Laurel read, kept on disk until readers that share no code with it have seen the same
/// files, all in one process (compare_images.py says which, and what the kinds are).
class Comparison {
  public:
    /// @return the number of what was read, from 0
    std::size_t add(const std::string& kind, const Volume& volume,
                    const std::vector<std::filesystem::path>& files);
    /// A frame for each segment.
    std::size_t add(const LabelMap& labels, const std::filesystem::path& file);
    /// Of an RTSTRUCT.
    std::size_t addNames(const std::vector<std::string>& names, const std::filesystem::path& file);

    /// One line for each: the readers that agree, or "differs: why".
    std::vector<std::string> ask() const;

    static bool isPossible(); ///< whether the readers are installed

  private:
    TemporaryFolder folder_;
    std::string list_;
    std::size_t count_ = 0;
};

} // namespace laurel
