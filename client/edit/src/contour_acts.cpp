#include "laurel/edit/contour_tool.h"

#include "contour_writer.h"
#include "step_text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

/// Acts on all curves of a plane, without pointer.
namespace laurel {

namespace {

std::string diceText(const Mask& before, const Mask& after) {
    std::int64_t both = 0;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        both += before[i] != 0 && after[i] != 0 ? 1 : 0;
        sum += (before[i] != 0 ? 1 : 0) + (after[i] != 0 ? 1 : 0);
    }
    std::array<char, 16> text{};
    const double dice = sum > 0 ? 2.0 * static_cast<double>(both) / static_cast<double>(sum) : 1;
    std::snprintf(text.data(), text.size(), "%.3f", dice);
    return text.data();
}

std::string handlesText(std::size_t before, std::size_t after) {
    return std::to_string(before) + " to " + std::to_string(after) + " handles";
}

std::size_t handlesOf(const std::vector<Contour>& curves) {
    std::size_t count = 0;
    for (const Contour& curve : curves) {
        count += curve.handles.size();
    }
    return count;
}

} // namespace

StepLabel ContourTool::finishAll(LabelMapEdit& edit, const Segment& segment,
                                 const SlicePlane& plane, std::vector<Contour> now,
                                 std::string action) {
    const LabelMap& labels = edit.target().labels;
    const std::vector<Contour> before = book_.curvesOf(labels, segment, plane);
    ContourWriter writer(edit, segment, plane, before);
    const Mask maskBefore = writer.frame().maskOf(labels, segment.layer, segment.value);
    writer.write(edit, now);
    const Mask maskNow = writer.frame().maskOf(labels, segment.layer, segment.value);
    StepLabel label{StepKind::Contour, std::move(action), detailOf(edit, segment)};
    if (label.detail.empty()) { // only handles change
        label.detail = segment.name;
    }
    label.detail += " · " + handlesText(handlesOf(before), handlesOf(now)) + " · Dice " +
                    diceText(maskBefore, maskNow);
    planned_ = now;
    plannedFor_ = keyOf(segment);
    plannedOn_ = plane;
    book_.remember(labels, segment, plane, std::move(now));
    selected_.clear();
    return label;
}

std::span<const Contour> ContourTool::planned(const Segment& segment,
                                              const SlicePlane& plane) const {
    const bool here = plannedFor_ == keyOf(segment) && plannedOn_ == plane;
    return here ? std::span<const Contour>(planned_) : std::span<const Contour>();
}

std::unique_ptr<ContourTool> ContourTool::forActs() const {
    auto copy = std::make_unique<ContourTool>();
    copy->parameters = parameters;
    copy->book_ = book_.copy();
    return copy;
}

void ContourTool::learnFrom(const ContourTool& copy) {
    book_.learnFrom(copy.book_);
    planned_ = copy.planned_;
    plannedFor_ = copy.plannedFor_;
    plannedOn_ = copy.plannedOn_;
    selected_.clear();
}

StepLabel ContourTool::snapAll(LabelMapEdit& edit, const Segment& segment,
                               const PlaneImage& image) {
    const SlicePlane& plane = image.frame().plane();
    std::vector<Contour> now = book_.curvesOf(edit.target().labels, segment, plane);
    for (Contour& curve : now) {
        curve = snapped(curve, image, parameters.snap);
    }
    return finishAll(edit, segment, plane, std::move(now), "Snap to edges");
}

StepLabel ContourTool::simplifyAll(LabelMapEdit& edit, const Segment& segment,
                                   const SlicePlane& plane) {
    std::vector<Contour> now = book_.curvesOf(edit.target().labels, segment, plane);
    for (Contour& curve : now) {
        curve = simplified(curve, parameters.toleranceMm);
    }
    return finishAll(edit, segment, plane, std::move(now), "Simplify");
}

/// From behind, so that places before stay as they are. A curve that has too few left goes whole.
bool ContourTool::removeChosen(std::span<const HandlePlace> chosen) {
    std::vector<HandlePlace> places(chosen.begin(), chosen.end());
    std::ranges::sort(places, std::greater{},
                      [](const HandlePlace& one) { return std::pair(one.curve, one.handle); });
    const std::size_t curves = now_.size();
    std::size_t gone = curves; ///< the curve that went last
    bool any = false;
    for (const HandlePlace& one : places) {
        const std::size_t before = now_.size();
        any = (one.curve != gone && removeHandleOf(one.curve, one.handle)) || any;
        gone = now_.size() < before ? one.curve : gone;
    }
    if (places.size() > 1 && now_.size() == curves) {
        action_ = "Remove " + std::to_string(places.size()) + " handles";
    }
    return any;
}

StepLabel ContourTool::removeSelected(LabelMapEdit& edit, const Segment& segment,
                                      const SlicePlane& plane) {
    now_ = book_.curvesOf(edit.target().labels, segment, plane);
    if (!removeChosen(selection(segment, plane))) {
        return {StepKind::Contour, "Remove handle", ""};
    }
    StepLabel label = finishAll(edit, segment, plane, now_, action_);
    label.detail = detailOf(edit, segment);
    return label;
}

StepLabel ContourTool::moveSelected(LabelMapEdit& edit, const Segment& segment,
                                    const SlicePlane& plane, const CurvePoint& by) {
    std::vector<Contour> moved = book_.curvesOf(edit.target().labels, segment, plane);
    selected_.keepOnly(plane, moved);
    const HandleSelection chosen = selected_;
    for (const HandlePlace& one : selection(segment, plane)) {
        CurvePoint& handle = moved[one.curve].handles[one.handle];
        handle = handle + by;
    }
    StepLabel label = finishAll(edit, segment, plane, std::move(moved), moveText());
    selected_ = chosen;
    label.detail = detailOf(edit, segment);
    return label;
}

} // namespace laurel
