#include "gold_staging.h"

#include "laurel/base/error.h"

namespace laurel {

namespace fs = std::filesystem;

namespace {

fs::path madeFolder(const fs::path& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        throw Error(ErrorCode::Io,
                    "cannot make the folder " + folder.string() + ": " + failure.message());
    }
    return folder;
}

void clear(const fs::path& folder) {
    std::error_code failure;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, failure)) {
        fs::remove_all(entry.path(), failure);
        if (failure) {
            break;
        }
    }
    if (failure) {
        throw Error(ErrorCode::Io,
                    "cannot clear the folder " + folder.string() + ": " + failure.message());
    }
}

} // namespace

GoldStaging::GoldStaging(const BlobStore& blobs)
    : place_(madeFolder(blobs.stagingFolder() / "gold")), lock_(place_) {
    clear(place_);
    folder_.emplace(place_);
}

} // namespace laurel
