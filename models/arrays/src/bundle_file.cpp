#include "bundle_file.h"

#include "npy_format.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <string_view>

namespace laurel {

namespace {

constexpr std::string_view extension = ".npy";

} // namespace

BundleFile::BundleFile(const std::filesystem::path& path, const ReadLimits& limits)
    : path_(path.string()), limits_(limits), archive_(path, limits) {
    for (const ZipEntry& entry : archive_.entries()) {
        if (entry.name.ends_with(extension)) {
            names_.push_back(entry.name.substr(0, entry.name.size() - extension.size()));
        }
    }
}

bool BundleFile::contains(const std::string& name) const {
    return std::find(names_.begin(), names_.end(), name) != names_.end();
}

NpyArray BundleFile::read(const std::string& name) {
    const auto& entries = archive_.entries();
    const auto entry = std::find_if(entries.begin(), entries.end(), [&](const ZipEntry& candidate) {
        return candidate.name == name + std::string(extension);
    });
    if (entry == entries.end()) {
        throw Error(ErrorCode::InvalidInput,
                    path_ + ": the array " + quotedForMessage(name) + " is missing");
    }
    return readNpyFrom(*archive_.open(*entry), limits_);
}

std::optional<NpyArray> BundleFile::find(const std::string& name) {
    return contains(name) ? std::optional(read(name)) : std::nullopt;
}

GridArrays BundleFile::gridArrays() {
    return {find("resolution"), find("affine")};
}

std::string BundleFile::label(const std::string& array) const {
    return path_ + ": " + quotedForMessage(array);
}

} // namespace laurel
