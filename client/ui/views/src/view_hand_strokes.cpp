#include "view_hand.h"

#include "slice_view_state.h"

/// Acts of tools that follow the pointer.
namespace laurel::ui {

void ViewHand::beginStroke(const ContinuousIndex& at, double pressure, bool inverted,
                           Gesture gesture, bool several) {
    if (tool_.tool != nullptr) {
        begin(*tool_.tool, tool_.rules, {at, pressure, gripMm(), several}, inverted, gesture);
    }
}

bool ViewHand::graspsHandle(const ContinuousIndex& at) const {
    const CaseSession& session = view_.state_->session;
    const LabelMap& labels = session.segmentation().labels;
    const auto active = static_cast<std::size_t>(session.view().activeSegment());
    return tool_.curves != nullptr && active < labels.segments().size() &&
           tool_.curves->grasps(labels, labels.segments()[active], view_.plane(),
                                {at, 1, gripMm()});
}

/// Whatever the tool is, the held key says what the hand means.
void ViewHand::beginHeldStroke(const ContinuousIndex& at, double pressure) {
    begin(*tool_.held, tool_.heldRules, {at, pressure, gripMm()}, inverted_, Gesture::Stroke);
}

void ViewHand::begin(EditTool& tool, const PaintRules& rules, const PointerSample& at,
                     bool inverted, Gesture gesture) {
    CaseSession& session = view_.state_->session;
    if (session.actIsOpen()) {
        return;
    }
    strokeSlice_ = view_.state_->slice();
    const auto refusal = session.beginAct(tool, rules, view_.plane(), inverted, at);
    if (refusal) {
        Q_EMIT view_.refused(*refusal);
    } else {
        acting_ = &tool;
        gesture_ = gesture;
    }
    showCurves();
}

double ViewHand::gripMm() const {
    constexpr double gripPixels = 8;
    return gripPixels / view_.state_->viewport.pixelsPerMm();
}

/// Curves reach beyond the voxels that they change.
void ViewHand::showCurves() {
    if (tool_.curves != nullptr) {
        view_.update();
    }
}

void ViewHand::continueStroke(const ContinuousIndex& at, double pressure) {
    ContinuousIndex onSlice = at;
    setComponent(onSlice, view_.axis(), static_cast<double>(strokeSlice_));
    view_.state_->session.continueAct({onSlice, pressure, gripMm()});
    if (!drawn().empty()) {
        view_.update();
    }
    showCurves();
}

} // namespace laurel::ui
