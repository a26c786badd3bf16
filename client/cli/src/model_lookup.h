#pragma once

#include "laurel/package/model_package.h"

#include <cstdint>
#include <optional>
#include <string>

namespace laurel {

/// "ID" or "ID@N".
struct ModelReference {
    std::string id;
    std::optional<std::int64_t> number;
};
/// @throws Error InvalidArgument
ModelReference parseModelReference(const std::string& text);

struct FoundModel {
    ModelPackage package;
    /// Of a version that a known server signed, after that was verified.
    std::optional<std::int64_t> version;
};

/// Opens a model package: a folder; else "ID" or "ID@N" of what was pulled from a server (the
/// newest without N); else the id of one that is shipped with Laurel (installed: in
/// share/laurel/packages; in a build tree: the sources' models/packages).
/// @throws Error NotFound saying where was looked, InvalidArgument when several servers' models
/// have the id, InvalidInput when what a server signed was altered, or as ModelPackage::open
FoundModel findModel(const std::string& folderOrReference);

/// The package alone.
ModelPackage openModel(const std::string& folderOrReference);

} // namespace laurel
