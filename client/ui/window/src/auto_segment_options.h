#pragma once

#include "tool_box.h"

#include "laurel/session/case_session.h"
#include "laurel/workflow/segment_region.h"

namespace laurel::ui {

/// Slices, side and rectangle of the next auto-segmentation.
void registerAutoSegmentOptions(OptionsRegistry& registry, ToolBox& tools, Commands& commands,
                                CaseSession& session);

/// What the options mean for the open case. @param thisSlice whatever they say of slices
SegmentRequest requestOf(const AutoSegmentOptions& options, const CaseSession& session,
                         bool thisSlice);

} // namespace laurel::ui
