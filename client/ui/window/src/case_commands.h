#pragma once

#include "commands.h"
#include "tool_box.h"
#include "workspace.h"

#include <QString>

#include <functional>

namespace laurel::ui {

/// What commands act on; the workspace is nullptr while no case is open.
struct CommandScene {
    Workbench& bench;
    Commands& commands;
    ToolBox& tools;
    std::function<Workspace*()> workspace;
    std::function<void(const QString& why)> refuse; ///< shows a warning
    std::function<void(const QString& done, const QString& detail)>
        tell; ///< shows what was done, with Undo
};

/// Segments, undo, tools, auto-segmentation.
void connectSegmentCommands(const CommandScene& scene);
/// What acts on the chosen segment or on the slice that is looked at: clear, copy, review and so
/// on.
void connectSliceActs(const CommandScene& scene);
/// Curves, and what lies between slices.
void connectContourCommands(const CommandScene& scene);
/// Measuring, and the image that lies over the case's.
void connectLookingCommands(const CommandScene& scene);
/// Merging, copying and ordering segments.
void connectSegmentListCommands(const CommandScene& scene);
/// Slices, grey window, zoom, layout.
void connectViewCommands(const CommandScene& scene);
/// Enables and disables by the state of the case, each with its reason.
void refreshCommands(const CommandScene& scene);

} // namespace laurel::ui
