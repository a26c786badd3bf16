#include "laurel/proto/paths.h"

#include <charconv>

namespace laurel {

namespace {

std::string adminPath() {
    return std::string(apiPrefix) + "/admin";
}

} // namespace

std::string serverPath() {
    return std::string(apiPrefix) + "/server";
}

std::string modelsPath() {
    return std::string(apiPrefix) + "/models";
}

std::string modelPath(std::string_view modelId) {
    return modelsPath() + "/" + std::string(modelId);
}

std::string versionsPath(std::string_view modelId) {
    return modelPath(modelId) + "/versions";
}

std::string versionPath(std::string_view modelId, std::int64_t number) {
    return versionsPath(modelId) + "/" + std::to_string(number);
}

std::string currentVersionPath(std::string_view modelId) {
    return versionsPath(modelId) + "/current";
}

std::string versionFilePath(std::string_view modelId, std::int64_t number, std::string_view file) {
    return versionPath(modelId, number) + "/files/" + std::string(file);
}

std::string contributionsPath(std::string_view modelId) {
    return modelPath(modelId) + "/contributions";
}

std::string contributionPath(std::string_view id) {
    return std::string(apiPrefix) + "/contributions/" + std::string(id);
}

std::string contributionContentPath(std::string_view id) {
    return contributionPath(id) + "/content";
}

std::string usagePath(std::string_view modelId) {
    return modelPath(modelId) + "/usage";
}

std::string adminKeysPath() {
    return adminPath() + "/keys";
}

std::string adminKeyPath(std::string_view keyId) {
    return adminKeysPath() + "/" + std::string(keyId);
}

std::string adminGoldPath(std::string_view modelId) {
    return adminPath() + "/models/" + std::string(modelId) + "/gold";
}

std::string adminRollbackPath(std::string_view modelId) {
    return adminPath() + "/models/" + std::string(modelId) + "/rollback";
}

std::string adminUsagePath(std::string_view modelId) {
    return adminPath() + "/models/" + std::string(modelId) + "/usage";
}

std::string adminAuditPath() {
    return adminPath() + "/audit";
}

std::string adminLogsPath() {
    return adminPath() + "/logs";
}

std::optional<std::int64_t> parseVersionNumber(std::string_view text) noexcept {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, number);
    if (fault != std::errc() || stop != end || text.front() < '1' || text.front() > '9') {
        return std::nullopt;
    }
    return number;
}

} // namespace laurel
