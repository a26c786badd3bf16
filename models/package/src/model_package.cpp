#include "laurel/package/model_package.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/weights/safetensors.h"

#include <utility>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t manifestBytes = 1U << 20;

ModelManifest readManifest(const fs::path& folder) {
    const fs::path file = folder / manifestFileName;
    return parseManifest(readTextFile(file, manifestBytes), file.string());
}

/// The same path without a trailing slash, which would hide the last component.
fs::path withoutTrailingSlash(const fs::path& path) {
    return path.has_filename() ? path : path.parent_path();
}

bool isTaken(const fs::path& path) {
    std::error_code ignored;
    return fs::symlink_status(path, ignored).type() != fs::file_type::not_found;
}

} // namespace

ModelPackage ModelPackage::open(const fs::path& folder) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) {
        throw Error(ErrorCode::NotFound, "there is no model package folder " + folder.string());
    }
    ModelPackage package;
    package.folder_ = folder;
    package.manifest_ = readManifest(folder);
    package.tensors_ = readSafetensorsHeader(package.weightsFile());
    return package;
}

ModelPackage ModelPackage::create(const fs::path& folder, const ModelManifest& manifest,
                                  const StateDict& weights) {
    const fs::path target = withoutTrailingSlash(folder);
    const std::string text = serializeManifest(manifest);
    parseManifest(text, "the manifest to be written");
    if (isTaken(target)) {
        throw Error(ErrorCode::AlreadyExists, target.string() + " exists already");
    }
    writeThroughTemporary(target, [&](const fs::path& aside) {
        std::error_code failure;
        if (!fs::create_directory(aside, failure)) {
            throw Error(ErrorCode::Io,
                        "cannot make the folder " + target.string() + ": " + failure.message());
        }
        writeFileAtomically(aside / manifestFileName, text);
        writeSafetensors(aside / weightsFileName, weights);
    });
    return open(target);
}

StateDict ModelPackage::weights() const {
    return readSafetensors(weightsFile());
}

} // namespace laurel
