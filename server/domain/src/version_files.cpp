#include "version_files.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/text.h"
#include "laurel/package/model_package.h"

#include <algorithm>

namespace laurel {

namespace {

constexpr std::uint64_t mostManifestBytes = 1U << 20;

std::filesystem::path fileOf(const BlobStore& blobs, const PublishedVersion& version,
                             const std::string& name) {
    const auto file = std::find_if(version.files.begin(), version.files.end(),
                                   [&](const StatementFile& one) { return one.file == name; });
    if (file == version.files.end()) {
        throw Error(ErrorCode::NotFound,
                    nameOfVersion(version.modelId, version.number) + " has no file " + name);
    }
    return blobs.path(file->sha256);
}

} // namespace

std::string nameOfVersion(const std::string& modelId, std::int64_t number) {
    return "version " + std::to_string(number) + " of model " + quotedForMessage(modelId);
}

std::string shortNameOf(const PublishedVersion& version) {
    return version.modelId + "@" + std::to_string(version.number);
}

PublishedVersion currentVersionOf(MetadataReader& reader, const std::string& modelId) {
    const std::optional<std::int64_t> number = reader.currentNumber(modelId);
    std::optional<PublishedVersion> version =
        number ? reader.version(modelId, *number) : std::nullopt;
    if (!version) {
        throw Error(ErrorCode::NotFound, "there is no model " + quotedForMessage(modelId));
    }
    return std::move(*version);
}

std::filesystem::path weightsFileOf(const BlobStore& blobs, const PublishedVersion& version) {
    return fileOf(blobs, version, weightsFileName);
}

ModelManifest manifestOf(const BlobStore& blobs, const PublishedVersion& version) {
    const std::filesystem::path file = fileOf(blobs, version, manifestFileName);
    ModelManifest manifest = parseManifest(readTextFile(file, mostManifestBytes), manifestFileName);
    if (!manifest.plugin.networkSha256.empty()) {
        attachNetworkProgram(manifest, fileOf(blobs, version, networkFileName));
    }
    return manifest;
}

} // namespace laurel
