#pragma once

#include "stream_run.h"

#include <string>
#include <string_view>
#include <vector>

/// What replays say, for people and programs. Numbers are mean Dice on the gold cases unless named
/// otherwise.
namespace laurel::replay {

/// Every contribution of every run: {"runs": [{stream, policy, began, ..., contributions: [...]}]}.
std::string replayJson(const std::vector<StreamRun>& runs);

/// Rows as bench/rows.cpp reads them, of the history's runs.
std::string replayRows(const std::vector<StreamRun>& runs);

/// Markdown tables: the history under each policy, what became of each kind of contribution, the
/// attacks.
std::string replayTables(const std::vector<StreamRun>& runs);

/// Both policies' published Dice over the stream, as SVG; dots are candidates, by their own Dice.
std::string replayPlot(const StreamRun& gated, const StreamRun& dafne);

/// The run of that stream and policy. @throws Error NotFound
const StreamRun& runOf(const std::vector<StreamRun>& runs, std::string_view stream,
                       std::string_view policy);

} // namespace laurel::replay
