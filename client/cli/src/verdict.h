#pragma once

#include "console.h"

#include "laurel/net/server_client.h"
#include "laurel/proto/contributions.h"

#include <string>

/// What a server decides about a contribution.
namespace laurel {

/// Asks until the state is final, less and less often. Bears a server that restarts meanwhile.
/// @param status as the server said it last
/// @throws Error Unavailable when it stays away, Cancelled; as ServerClient
ContributionStatus waitForVerdict(ServerClient& client, ContributionStatus status,
                                  Console& console);

/// For people: state, reason, version and a table of scores.
std::string verdictText(const ContributionStatus& status);

/// @throws Error Refused for a rejection
void requireNotRejected(const ContributionStatus& status);
/// @throws Error Refused for a rejection, Unavailable where the server failed
void requirePublished(const ContributionStatus& status);

} // namespace laurel
