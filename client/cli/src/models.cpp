#include "models.h"

#include "laurel/base/error.h"

#include <filesystem>

namespace laurel {

namespace fs = std::filesystem;

namespace {

fs::path shippedModels() {
    std::error_code unreadable;
    const fs::path executable = fs::read_symlink("/proc/self/exe", unreadable);
    return (executable.parent_path().parent_path() / "share/laurel/models").lexically_normal();
}

} // namespace

ModelPackage openModel(const std::string& folderOrId) {
    if (fs::exists(fs::path(folderOrId) / "manifest.json")) {
        return ModelPackage::open(folderOrId);
    }
    const fs::path shipped = shippedModels() / folderOrId;
    if (isValidModelId(folderOrId) && fs::exists(shipped / "manifest.json")) {
        return ModelPackage::open(shipped);
    }
    throw Error(ErrorCode::NotFound, "there is no model \"" + folderOrId +
                                         "\": neither a folder with a manifest.json nor one in " +
                                         shippedModels().string());
}

} // namespace laurel
