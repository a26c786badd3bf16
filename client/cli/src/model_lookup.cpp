#include "model_lookup.h"

#include "laurel/base/error.h"

#include <filesystem>

namespace laurel {

namespace fs = std::filesystem;

ModelPackage openModel(const std::string& folderOrId) {
    if (fs::exists(fs::path(folderOrId) / "manifest.json")) {
        return ModelPackage::open(folderOrId);
    }
    std::error_code unreadable;
    const fs::path own = fs::read_symlink("/proc/self/exe", unreadable).parent_path();
    std::string searched;
    for (const char* place : {"../share/laurel/packages", "../../../models/packages"}) {
        const fs::path folder = (own / place).lexically_normal() / folderOrId;
        if (isValidModelId(folderOrId) && fs::exists(folder / "manifest.json")) {
            return ModelPackage::open(folder);
        }
        searched += (searched.empty() ? "" : ", ") + folder.parent_path().string();
    }
    throw Error(ErrorCode::NotFound, "there is no model \"" + folderOrId +
                                         "\": neither a folder with a manifest.json nor one in " +
                                         searched);
}

} // namespace laurel
