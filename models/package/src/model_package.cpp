#include "laurel/package/model_package.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/weights/crypto.h"
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

/// A package that could not be opened again must not be written.
void requireOwnProgram(const ModelManifest& manifest) {
    const auto& program = manifest.plugin.program;
    const std::string digest = program ? sha256Hex(*program) : "";
    if (digest != manifest.plugin.networkSha256) {
        throw Error(ErrorCode::InvalidInput,
                    "the manifest to be written: plugin.network_sha256: expected the digest of "
                    "the network that goes with it, " +
                        (digest.empty() ? "none" : digest));
    }
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

void attachNetworkProgram(ModelManifest& manifest, const fs::path& file) {
    if (manifest.plugin.networkSha256.empty()) {
        return;
    }
    auto program = std::make_shared<const NetworkProgram>(readFile(file, mostNetworkBytes));
    const std::string digest = sha256Hex(*program);
    if (digest != manifest.plugin.networkSha256) {
        throw Error(ErrorCode::InvalidInput, file.string() + ": expected the SHA-256 " +
                                                 manifest.plugin.networkSha256 +
                                                 " that the manifest's plugin.network_sha256 "
                                                 "names, got " +
                                                 digest);
    }
    manifest.plugin.program = std::move(program);
}

ModelPackage ModelPackage::open(const fs::path& folder) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) {
        throw Error(ErrorCode::NotFound, "there is no model package folder " + folder.string());
    }
    ModelPackage package;
    package.folder_ = folder;
    package.manifest_ = readManifest(folder);
    attachNetworkProgram(package.manifest_, folder / networkFileName);
    package.tensors_ = readSafetensorsHeader(package.weightsFile());
    return package;
}

ModelPackage ModelPackage::create(const fs::path& folder, const ModelManifest& manifest,
                                  const StateDict& weights) {
    const fs::path target = withoutTrailingSlash(folder);
    const std::string text = serializeManifest(manifest);
    parseManifest(text, "the manifest to be written");
    requireOwnProgram(manifest);
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
        if (manifest.plugin.program) {
            writeFileAtomically(aside / networkFileName, *manifest.plugin.program);
        }
    });
    return open(target);
}

StateDict ModelPackage::weights() const {
    return readSafetensors(weightsFile());
}

} // namespace laurel
