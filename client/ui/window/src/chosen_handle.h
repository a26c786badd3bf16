#pragma once

#include "tool_box.h"

#include "laurel/session/case_session.h"

#include <optional>

namespace laurel::ui {

/// The handle that was pressed last, of the active segment in the slice that a person works in.
struct ChosenHandle {
    Segment segment;
    SlicePlane plane;
    Contour curve;
    std::size_t handle = 0; ///< of the curve

    const CurvePoint& at() const { return curve.handles[handle]; }
};

/// None while no handle is chosen there.
std::optional<ChosenHandle> chosenHandle(ToolBox& tools, CaseSession& session);

} // namespace laurel::ui
