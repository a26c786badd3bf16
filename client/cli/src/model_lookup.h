#pragma once

#include "laurel/package/model_package.h"

#include <string>

namespace laurel {

/// Opens a model package: a folder, or the id of one that is shipped with Laurel (installed: in
/// share/laurel/packages; in a build tree: the sources' models/packages).
/// @throws Error NotFound saying where was looked, or as ModelPackage::open
ModelPackage openModel(const std::string& folderOrId);

} // namespace laurel
