#pragma once

#include "laurel/config/config_table.h"
#include "laurel/server_domain/contribution_desk.h"
#include "laurel/server_domain/merge_lanes.h"
#include "laurel/server_domain/merge_policy.h"
#include "laurel/server_domain/screening.h"
#include "laurel/server_evaluation/gold_evaluator.h"

namespace laurel {

/// Each reads one table of the configuration; a key that is absent leaves the default. All throw
/// Error InvalidInput naming file, line and key. See docs/admin-guide.md.
void readIntake(ConfigTable table, IntakeLimits& limits);
void readScreening(ConfigTable table, ScreeningSettings& settings);
void readMerge(ConfigTable table, MergeSettings& settings);
void readEvaluation(ConfigTable table, GoldEvaluatorSettings& settings, LaneSettings& lanes);

} // namespace laurel
