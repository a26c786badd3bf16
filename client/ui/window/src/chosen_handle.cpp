#include "chosen_handle.h"

namespace laurel::ui {

std::optional<ChosenHandle> chosenHandle(ToolBox& tools, CaseSession& session) {
    const std::vector<Segment>& segments = session.segmentation().labels.segments();
    const auto active = static_cast<std::size_t>(session.view().activeSegment());
    const SlicePlane plane = session.view().activePlane();
    if (active >= segments.size()) {
        return std::nullopt;
    }
    const auto chosen = tools.contour.selected(segments[active], plane);
    if (!chosen) {
        return std::nullopt;
    }
    const auto& curves =
        tools.contour.curves(session.segmentation().labels, segments[active], plane);
    if (chosen->curve >= curves.size() || chosen->handle >= curves[chosen->curve].handles.size()) {
        return std::nullopt; // the curves are others since
    }
    return ChosenHandle{segments[active], plane, curves[chosen->curve], chosen->handle};
}

} // namespace laurel::ui
