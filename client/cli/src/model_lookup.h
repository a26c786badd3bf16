#pragma once

#include "laurel/package/model_package.h"

#include <string>

namespace laurel::cli {

/// Opens a package by folder, or by the id of a shipped one.
/// @throws Error NotFound naming the places that were searched
ModelPackage openModel(const std::string& model);

} // namespace laurel::cli
