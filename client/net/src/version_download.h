#pragma once

#include "laurel/base/progress.h"
#include "laurel/net/server_client.h"
#include "laurel/package/statement.h"

#include <filesystem>

namespace laurel {

/// The statement that a server sent, after its signature and its names were found to be what they
/// should: this server's, for this model and number.
/// @param name begins the message
/// @throws Error InvalidInput
VersionStatement verifyVersion(std::string_view statement, std::string_view signature,
                               const KnownServer& server, const std::string& model,
                               std::int64_t number, const std::string& name);

/// Brings all files of a version into a folder, which may hold the beginnings of them, and verifies
/// them. On return it holds the package's files and nothing else, flushed to disk.
/// @throws Error InvalidInput when files are not what the statement says, LimitExceeded, Io; the
/// folder is gone then. As ServerClient::download; what came by then stays, to be continued.
void downloadVersion(ServerClient& client, const VersionStatement& statement,
                     const std::filesystem::path& folder, ProgressSink& progress);

} // namespace laurel
