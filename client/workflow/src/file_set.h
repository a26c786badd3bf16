#pragma once

#include "laurel/base/files.h"

#include <filesystem>
#include <string_view>
#include <vector>

namespace laurel {

/// Files that belong together: written aside, and put in place when all of them are on disk.
class FileSet {
  public:
    /// @param folder where they go to; has to exist
    explicit FileSet(const std::filesystem::path& folder);

    /// Where to write the file of this name. Files are put in place in the order of these calls.
    std::filesystem::path add(const std::string& name);
    void addText(const std::string& name, std::string_view text);

    /// @returns the files, in place. @throws Error Io
    std::vector<std::filesystem::path> commit();

  private:
    std::filesystem::path folder_;
    TemporaryFolder aside_;
    std::vector<std::string> names_;
};

} // namespace laurel
