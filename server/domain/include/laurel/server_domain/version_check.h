#pragma once

#include "laurel/server_domain/published_version.h"

#include <string>
#include <vector>

namespace laurel {

/// Compares what the server signed with what it remembers.
/// @param key the server's own
/// @return what is wrong, for people: the signature, or each field that differs; empty where all is
/// well
std::vector<std::string> statementProblems(const PublishedVersion& version,
                                           const Ed25519PublicKey& key);

} // namespace laurel
