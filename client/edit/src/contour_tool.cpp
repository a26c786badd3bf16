#include "laurel/edit/contour_tool.h"

#include "contour_writer.h"
#include "laurel/edit/contour_mask.h"
#include "step_text.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

/// Where the pointer says nothing of its reach: a voxel and a half.
constexpr double reachVoxels = 1.5;
/// A drag of so many reaches is an outline, a shorter one a click.
constexpr double freehandReaches = 3;

struct FoundHandle {
    std::size_t curve;
    std::size_t handle;
};

std::optional<FoundHandle> handleNear(const std::vector<Contour>& curves, const CurvePoint& at,
                                      double reach) {
    std::optional<FoundHandle> found;
    for (std::size_t curve = 0; curve < curves.size(); ++curve) {
        if (const auto handle = handleAt(curves[curve], at, reach)) {
            reach = (curves[curve].handles[*handle] - at).length();
            found = FoundHandle{curve, *handle};
        }
    }
    return found;
}

/// The smallest curve around the point.
std::optional<std::size_t> curveAround(const std::vector<Contour>& curves, const CurvePoint& at) {
    std::optional<std::size_t> found;
    double least = 0;
    for (std::size_t curve = 0; curve < curves.size(); ++curve) {
        const auto polygon = flatten(curves[curve], 0.1);
        const double area = std::abs(signedArea(polygon));
        if (encloses(polygon, at) && (!found || area < least)) {
            found = curve;
            least = area;
        }
    }
    return found;
}

} // namespace

ContourTool::ContourTool() = default;
ContourTool::~ContourTool() = default;

void ContourTool::press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample& at) {
    if (drawnOn_ != scene.plane || !(scene.segment == scene_.segment)) {
        drawn_.clear();
    }
    if (!(keyOf(scene.segment) == keyOf(scene_.segment))) {
        selected_.clear();
    }
    scene_ = scene;
    before_ = book_.curvesOf(edit.target().labels, scene.segment, scene.plane);
    selected_.keepOnly(scene.plane, before_);
    moved_ = false;
    now_ = before_;
    writer_ = std::make_unique<ContourWriter>(edit, scene.segment, scene.plane, before_);
    const PlaneFrame& frame = writer_->frame();
    reach_ = at.reachMm > 0 ? at.reachMm : reachVoxels * frame.smallestMm();
    grip_ = Grip::None;
    action_.clear();
    image_.reset();
    snapped_.clear();
    const CurvePoint point = frame.toPlane(at.at);
    if (!std::isfinite(point.x) || !std::isfinite(point.y)) {
        return;
    }
    pressedAt_ = point;
    const bool draws = parameters.act == ContourAct::Draw || parameters.act == ContourAct::Hole;
    if (!draws) {
        drawn_.clear();
    }
    if (draws) {
        pressDraw(edit, point);
    } else if (scene.inverted || parameters.act == ContourAct::Remove) {
        pressRemove(edit, point);
    } else if (parameters.act == ContourAct::Snap) {
        grip_ = Grip::Snap;
        snapNear(edit, point, point);
    } else if (parameters.act == ContourAct::Shape) {
        pressShape(point);
    } else {
        pressEdit(point, at.several);
        write(edit);
    }
}

void ContourTool::pressDraw(LabelMapEdit& edit, const CurvePoint& at) {
    drawnOn_ = scene_.plane;
    constexpr std::size_t fewest = 3;
    if (drawn_.size() >= fewest && (drawn_.front() - at).length() <= reach_) {
        closeDrawn(edit, false);
        grip_ = Grip::Done;
        return;
    }
    if (drawn_.empty() || (drawn_.back() - at).length() > reach_ / 2) {
        drawn_.push_back(at);
    }
    grip_ = drawn_.size() == 1 ? Grip::Freehand : Grip::Done;
}

void ContourTool::pressEdit(const CurvePoint& at, bool several) {
    if (const auto found = handleNear(now_, at, reach_)) {
        pressHandle({scene_.plane, found->curve, found->handle}, several);
        return;
    }
    std::optional<CurvePlace> best;
    for (std::size_t curve = 0; curve < now_.size(); ++curve) {
        const auto place = nearestOn(now_[curve], at);
        if (place && place->distance <= reach_ && (!best || place->distance < best->distance)) {
            best = place;
            curve_ = curve;
        }
    }
    if (!best) {
        selected_.clear();
        return;
    }
    const std::size_t handle = insertHandle(now_[curve_], *best);
    selected_.choose({scene_.plane, curve_, handle});
    grip_ = Grip::Handle;
    action_ = "Insert handle";
}

/// One of several that are chosen takes the others with it, where it is dragged.
void ContourTool::pressHandle(const HandlePlace& handle, bool several) {
    grip_ = Grip::Handle;
    if (several) {
        grip_ = selected_.toggle(handle) ? Grip::Handle : Grip::Done;
    } else if (selected_.contains(handle)) {
        selected_.putLast(handle);
    } else {
        selected_.choose(handle);
    }
    action_ = moveText();
    severalAsked_ = several;
}

std::string ContourTool::moveText() const {
    const std::size_t count = selected_.all().size();
    return count > 1 ? "Move " + std::to_string(count) + " handles" : "Move handle";
}

void ContourTool::pressRemove(LabelMapEdit& edit, const CurvePoint& at) {
    const auto found = handleNear(now_, at, reach_);
    grip_ = Grip::Done;
    selected_.clear();
    if (found && removeHandleOf(found->curve, found->handle)) {
        write(edit);
    }
}

bool ContourTool::removeHandleOf(std::size_t curve, std::size_t handle) {
    if (curve >= now_.size() || handle >= now_[curve].handles.size()) {
        return false;
    }
    action_ = "Remove handle";
    if (!removeHandle(now_[curve], handle)) {
        action_ = "Remove curve";
        now_.erase(now_.begin() + static_cast<std::ptrdiff_t>(curve));
    }
    return true;
}

void ContourTool::pressShape(const CurvePoint& at) {
    for (const ContourBox& box : boxesOf(now_, reach_)) {
        const bool corner =
            std::min(std::abs(at.x - box.low.x), std::abs(at.x - box.high.x)) <= reach_ &&
            std::min(std::abs(at.y - box.low.y), std::abs(at.y - box.high.y)) <= reach_;
        if (corner || (at - box.knob).length() <= reach_) {
            curve_ = box.curve;
            grip_ = corner ? Grip::Scale : Grip::Turn;
            action_ = corner ? "Scale curve" : "Turn curve";
            return;
        }
    }
    if (const auto around = curveAround(now_, at)) {
        curve_ = *around;
        grip_ = Grip::Move;
        action_ = "Move curve";
    }
}

/// Where each handle goes is settled for the whole curve, so that neighbours move alike whichever
/// of them the pointer comes by first.
void ContourTool::snapNear(LabelMapEdit& edit, const CurvePoint& from, const CurvePoint& to) {
    if (snapped_.empty()) {
        const PlaneImage image(*scene_.image, writer_->frame(), scene_.frame);
        for (const Contour& curve : before_) {
            snapped_.push_back(snapped(curve, image, parameters.snap));
        }
    }
    const CurvePoint way = to - from;
    const double square = way.dot(way);
    bool any = false;
    for (std::size_t curve = 0; curve < before_.size(); ++curve) {
        for (std::size_t i = 0; i < before_[curve].handles.size(); ++i) {
            const CurvePoint& handle = before_[curve].handles[i];
            const double part =
                square > 0 ? std::clamp((handle - from).dot(way) / square, 0.0, 1.0) : 0;
            if ((handle - (from + way * part)).length() <= 2 * reach_) {
                now_[curve].handles[i] = snapped_[curve].handles[i];
                any = true;
            }
        }
    }
    if (any) {
        action_ = "Snap to edges";
        write(edit);
    }
}

void ContourTool::drag(LabelMapEdit& edit, const PointerSample& to) {
    const CurvePoint point = writer_->frame().toPlane(to.at);
    if (!std::isfinite(point.x) || !std::isfinite(point.y)) {
        return;
    }
    if (grip_ == Grip::Freehand) {
        if ((drawn_.back() - point).length() >= writer_->frame().smallestMm() / 2) {
            drawn_.push_back(point);
        }
        return;
    }
    if (grip_ == Grip::Snap) {
        snapNear(edit, pressedAt_, point);
        pressedAt_ = point;
        return;
    }
    if (grip_ == Grip::Handle) {
        dragHandles(point);
    } else if (grip_ == Grip::Move) {
        now_ = before_;
        translate(now_.at(curve_), point - pressedAt_);
    } else if (grip_ == Grip::Scale || grip_ == Grip::Turn) {
        now_ = before_;
        const CurvePoint centre = centreOf(before_.at(curve_));
        const CurvePoint from = pressedAt_ - centre;
        const CurvePoint now = point - centre;
        const bool turns = grip_ == Grip::Turn;
        constexpr double smallest = 0.05;
        const double scale =
            from.length() > 0 ? std::max(smallest, now.length() / from.length()) : 1;
        turnAndScale(now_.at(curve_), centre,
                     turns ? std::atan2(from.cross(now), from.dot(now)) : 0, turns ? 1 : scale);
    } else {
        return;
    }
    write(edit);
}

/// One goes where the pointer is; several go as far as it went.
void ContourTool::dragHandles(const CurvePoint& to) {
    moved_ = true;
    const auto chosen = selected_.all();
    if (chosen.size() > 1) {
        now_ = before_;
    }
    for (const HandlePlace& one : chosen) {
        CurvePoint& handle = now_.at(one.curve).handles.at(one.handle);
        handle = chosen.size() > 1 ? handle + (to - pressedAt_) : to;
    }
    if (!parameters.snapsHandles) {
        return;
    }
    if (!image_) {
        image_.emplace(*scene_.image, writer_->frame(), scene_.frame);
    }
    for (const HandlePlace& one : chosen) {
        snapHandle(now_[one.curve], one.handle, *image_, parameters.snap);
    }
}

StepLabel ContourTool::release(LabelMapEdit& edit) {
    if (grip_ == Grip::Freehand && drawn_.size() > 1) {
        if (perimeter(drawn_) > 2 * freehandReaches * reach_) {
            closeDrawn(edit, true);
        } else {
            drawn_.resize(1);
        }
    }
    if (grip_ == Grip::Handle && !moved_ && !severalAsked_) { // a click on one of several
        selected_.choose(HandlePlace(selected_.all().back()));
    }
    grip_ = Grip::None;
    if (now_ != before_) {
        book_.remember(edit.target().labels, scene_.segment, scene_.plane, now_);
    }
    writer_.reset();
    return {StepKind::Contour, action_.empty() ? "Curve" : action_,
            edit.written().empty() ? "" : detailOf(edit, scene_.segment)};
}

/// A curve that was clicked goes through the clicked points, one that was drawn near its line.
void ContourTool::closeDrawn(LabelMapEdit& edit, bool freehand) {
    const bool hole = parameters.act == ContourAct::Hole;
    Contour curve{std::move(drawn_), hole};
    drawn_.clear();
    if (freehand) {
        constexpr double lineVoxels = 0.6;
        curve = simplified(curve, lineVoxels * writer_->frame().smallestMm());
    }
    action_ = hole ? "Add hole" : "Draw curve";
    now_.push_back(std::move(curve));
    selected_.clear();
    write(edit);
}

void ContourTool::write(LabelMapEdit& edit) {
    writer_->write(edit, now_);
}

const std::vector<Contour>& ContourTool::curves(const LabelMap& labels, const Segment& segment,
                                                const SlicePlane& plane) {
    if (writer_ && plane == scene_.plane && segment == scene_.segment) {
        return now_;
    }
    return book_.curvesOf(labels, segment, plane);
}

std::optional<HandlePlace> ContourTool::selected(const Segment& segment) const {
    const bool isOurs = keyOf(segment) == keyOf(scene_.segment) && !selected_.empty();
    return isOurs ? std::optional(selected_.all().back()) : std::nullopt;
}

std::optional<HandlePlace> ContourTool::selected(const Segment& segment,
                                                 const SlicePlane& plane) const {
    const std::optional<HandlePlace> handle = selected(segment);
    return handle && handle->plane == plane ? handle : std::nullopt;
}

std::span<const HandlePlace> ContourTool::selection(const Segment& segment,
                                                    const SlicePlane& plane) const {
    return selected(segment, plane) ? selected_.all() : std::span<const HandlePlace>();
}

bool ContourTool::grasps(const LabelMap& labels, const Segment& segment, const SlicePlane& plane,
                         const PointerSample& at) {
    const PlaneFrame frame(labels.geometry(), plane);
    const double reach = at.reachMm > 0 ? at.reachMm : reachVoxels * frame.smallestMm();
    return parameters.act == ContourAct::Edit &&
           handleNear(curves(labels, segment, plane), frame.toPlane(at.at), reach).has_value();
}

std::vector<CurvePoint> ContourTool::pending(const SlicePlane& plane) const {
    return plane == drawnOn_ ? drawn_ : std::vector<CurvePoint>{};
}

std::vector<ContourBox> ContourTool::boxesOf(const std::vector<Contour>& curves, double reachMm) {
    std::vector<ContourBox> boxes;
    for (std::size_t curve = 0; curve < curves.size(); ++curve) {
        const auto polygon = flatten(curves[curve], 0.1);
        if (polygon.empty()) {
            continue;
        }
        ContourBox box{curve, polygon.front(), polygon.front(), {}};
        for (const CurvePoint& point : polygon) {
            box.low = {std::min(box.low.x, point.x), std::min(box.low.y, point.y)};
            box.high = {std::max(box.high.x, point.x), std::max(box.high.y, point.y)};
        }
        constexpr double knobReaches = 3;
        box.knob = {(box.low.x + box.high.x) / 2, box.low.y - knobReaches * reachMm};
        boxes.push_back(box);
    }
    return boxes;
}

} // namespace laurel
