#pragma once

#include "array_grid.h"
#include "zip_archive.h"

#include "laurel/arrays/npy.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// An .npz whose arrays are read one by one, as they are asked for.
class BundleFile {
  public:
    BundleFile(const std::filesystem::path& path, const ReadLimits& limits);

    /// Names of the arrays, without ".npy", in the file's order.
    const std::vector<std::string>& names() const noexcept { return names_; }
    bool contains(const std::string& name) const;
    NpyArray read(const std::string& name);
    std::optional<NpyArray> find(const std::string& name);
    GridArrays gridArrays();

    /// The file and the array, for messages.
    std::string label(const std::string& array) const;

  private:
    std::string path_;
    ReadLimits limits_;
    ZipReader archive_;
    std::vector<std::string> names_;
};

} // namespace laurel
