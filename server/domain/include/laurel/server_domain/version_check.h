#pragma once

#include "laurel/package/key_succession.h"
#include "laurel/server_domain/published_version.h"

#include <string>
#include <vector>

namespace laurel {

/// Compares what the server signed with what it remembers.
/// @param keys the server's own @param serverId fingerprint of the first
/// @return what is wrong, for people: the signature, or each field that differs; empty where all is
/// well
std::vector<std::string> statementProblems(const PublishedVersion& version, const ServerKeys& keys,
                                           const std::string& serverId);

} // namespace laurel
