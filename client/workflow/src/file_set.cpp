#include "file_set.h"

#include "laurel/base/error.h"

namespace laurel {

namespace fs = std::filesystem;

FileSet::FileSet(const fs::path& folder)
    : folder_(folder.empty() ? fs::path(".") : folder), aside_(folder_) {}

fs::path FileSet::add(const std::string& name) {
    names_.push_back(name);
    return aside_.path() / name;
}

void FileSet::addText(const std::string& name, std::string_view text) {
    writeFileAtomically(add(name), text);
}

std::vector<fs::path> FileSet::commit() {
    for (const std::string& name : names_) {
        syncToDisk(aside_.path() / name);
    }
    std::vector<fs::path> placed;
    for (const std::string& name : names_) {
        std::error_code failure;
        fs::rename(aside_.path() / name, folder_ / name, failure);
        if (failure) {
            throw Error(ErrorCode::Io,
                        "cannot write " + (folder_ / name).string() + ": " + failure.message());
        }
        placed.push_back(folder_ / name);
    }
    syncToDisk(folder_);
    return placed;
}

} // namespace laurel
