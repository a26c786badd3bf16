#include "model_lookup.h"

#include "laurel/base/error.h"

namespace laurel::cli {

namespace fs = std::filesystem;

ModelPackage openModel(const std::string& model) {
    if (fs::exists(fs::path(model) / "manifest.json")) {
        return ModelPackage::open(model);
    }
    // Installed (bin beside share), or in a build tree (build/<preset>/bin below the sources).
    const fs::path own = fs::canonical("/proc/self/exe").parent_path();
    std::string searched;
    for (const fs::path& place :
         {own / "../share/laurel/packages", own / "../../../models/packages"}) {
        const fs::path folder = (place / model).lexically_normal();
        if (isValidModelId(model) && fs::exists(folder / "manifest.json")) {
            return ModelPackage::open(folder);
        }
        searched += (searched.empty() ? "" : ", ") + folder.string();
    }
    throw Error(ErrorCode::NotFound, "no model \"" + model +
                                         "\": expected a folder with manifest.json, or the id of a "
                                         "shipped package (searched " +
                                         searched + ")");
}

} // namespace laurel::cli
