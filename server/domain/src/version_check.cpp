#include "laurel/server_domain/version_check.h"

#include "utc_time.h"
#include "version_files.h"

#include "laurel/base/error.h"

namespace laurel {

namespace {

VersionStatement verified(const PublishedVersion& version, const ServerKeys& keys) {
    Ed25519Signature signature{};
    fromHex(version.signature, signature);
    return verifyStatement(version.statement, signature, keys, "statement");
}

} // namespace

std::vector<std::string> statementProblems(const PublishedVersion& version, const ServerKeys& keys,
                                           const std::string& serverId) {
    const std::string name = nameOfVersion(version.modelId, version.number);
    std::vector<std::string> problems;
    const auto require = [&](bool same, const char* field) {
        if (!same) {
            problems.push_back(name + ": its statement has another " + field);
        }
    };
    try {
        const VersionStatement statement = verified(version, keys);
        require(statement.serverId == serverId, "server id");
        require(statement.modelId == version.modelId, "model");
        require(statement.number == version.number, "number");
        require(statement.parents == version.parents, "list of parents");
        require(statement.created == utcTime(version.createdMs), "time");
        require(statement.files == version.files, "list of files");
    } catch (const Error& error) {
        problems.push_back(name + ": " + error.what());
    }
    return problems;
}

} // namespace laurel
