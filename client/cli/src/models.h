#pragma once

#include "laurel/package/model_package.h"

#include <string>

namespace laurel {

/// Opens a model package: a folder, or the id of one that is shipped with Laurel
/// (share/laurel/models beside the executable's folder). @throws Error NotFound saying where was
/// looked, or as ModelPackage::open
ModelPackage openModel(const std::string& folderOrId);

} // namespace laurel
