#include "workbench.h"

#include "laurel/base/error.h"
#include "laurel/package/model_package.h"
#include "laurel/server_domain/publisher.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace laurel {

namespace fs = std::filesystem;

namespace {

/// Everything that a package may publish.
constexpr std::array<std::string_view, 4> publishedNames{"CARD.md", manifestFileName, "network.pt",
                                                         weightsFileName};

void requirePublishable(const fs::directory_entry& file) {
    const std::string path = file.path().string();
    if (file.is_symlink() || !file.is_regular_file()) {
        throw Error(ErrorCode::InvalidInput, path + ": expected a regular file");
    }
    if (file.file_size() > maxPublishedFileBytes) {
        throw Error(ErrorCode::LimitExceeded,
                    path + ": " + std::to_string(file.file_size()) + " bytes, at most " +
                        std::to_string(maxPublishedFileBytes) + " can be published");
    }
}

fs::path madeFolder(const fs::path& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        throw Error(ErrorCode::Io,
                    "cannot make the folder " + folder.string() + ": " + failure.message());
    }
    return folder;
}

} // namespace

Workbench::Workbench(const BlobStore& blobs)
    : place_(madeFolder(blobs.stagingFolder() / "publish")), lock_(place_) {
    std::error_code failure;
    for (const fs::directory_entry& entry : fs::directory_iterator(place_, failure)) {
        fs::remove_all(entry.path(), failure);
    }
    folder_.emplace(place_);
}

void copyPackage(const fs::path& folder, const fs::path& copy) {
    try {
        for (const fs::directory_entry& file : fs::directory_iterator(folder)) {
            const std::string name = file.path().filename().string();
            if (std::find(publishedNames.begin(), publishedNames.end(), name) !=
                publishedNames.end()) {
                requirePublishable(file);
                fs::copy_file(file.path(), copy / name);
            }
        }
    } catch (const fs::filesystem_error& error) {
        const bool absent = error.code() == std::errc::no_such_file_or_directory;
        throw Error(absent ? ErrorCode::NotFound : ErrorCode::Io,
                    "cannot copy the package " + folder.string() + ": " + error.code().message());
    }
}

} // namespace laurel
