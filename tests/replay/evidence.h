#pragma once

#include "streams.h"

#include <filesystem>
#include <string>
#include <vector>

namespace laurel::replay {

struct AttackRow {
    Behaviour behaviour = Behaviour::Honest;
    Outcome aloneGated;
    Outcome mixedGated;
    Outcome mixedDafne;
};

/// All that one replay found.
struct Evidence {
    std::string source;       ///< of the stream, for people
    std::size_t careless = 0; ///< contributions of it that are not honest
    std::size_t stale = 0;
    std::vector<Outcome> streams; ///< the same stream under each policy
    std::vector<AttackRow> attacks;
    std::size_t floodCount = 0;
    std::vector<std::size_t> floodTurns;
};

/// Tables in Markdown, with the plot referred to by this name.
std::string markdownOf(const Evidence& evidence, const std::string& plotName);
/// Published Dice after each contribution, a line for each policy, as SVG.
std::string plotOf(const std::vector<Outcome>& streams);

/// What the acceptance asks of the stream, in sentences; empty where all holds.
std::vector<std::string> shortcomings(const Evidence& evidence);

} // namespace laurel::replay
