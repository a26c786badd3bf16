#include "command_acts.h"

#include "laurel/edit/operations.h"
#include "laurel/workflow/overlap_removal.h"

#include <algorithm>

namespace laurel::ui {

namespace {

QString nameOf(const Segment& segment) {
    return QString::fromStdString(segment.name);
}

/// Reviewing is about acquired slices: one that nobody sees is not said to be right.
void toggleMark(const CommandScene& scene, Workspace& workspace, SliceState state) {
    if (!workspace.grid().shows(2)) {
        scene.refuse(Texts::tr("The acquired slice is not in view. Nothing was marked. Alt+0 shows "
                               "all views."));
        return;
    }
    CaseSession& session = workspace.session();
    const std::int64_t slice = session.view().crosshair().z;
    const SliceState now = session.segmentation().slices.at(static_cast<std::size_t>(slice));
    session.openCase().markSlices({slice}, now == state ? SliceState::InWork : state);
}

/// While ruler or angle is the tool, Del is about what they drew. @return whether it was
bool removeMeasured(const CommandScene& scene, CaseSession& session) {
    const Command tool = scene.tools.active();
    Measurements& all = session.view().measurements();
    if (tool != Command::ToolRuler && tool != Command::ToolAngle) {
        return false;
    }
    if (const auto selected = all.selected()) {
        all.remove(*selected);
    }
    return true;
}

/// Of the chosen segment: the curve's handle that was pressed last, in whatever view it is seen.
/// @return whether there was one
bool removeHandle(const CommandScene& scene, CaseSession& session, const Segment& segment) {
    ContourTool& curves = scene.tools.contour;
    const auto handle = scene.tools.onCurves() ? curves.selected(segment) : std::nullopt;
    if (!handle || session.view().planeOf(handle->plane.axis) != handle->plane ||
        !scene.workspace()->grid().shows(handle->plane.axis)) {
        return false;
    }
    session.act(
        segment.layer,
        [&](LabelMapEdit& edit) { return curves.removeSelected(edit, segment, handle->plane); },
        scene.tools.curveRules());
    scene.tools.parametersChanged(); // shows the curves anew
    return true;
}

/// One slice under the eyes at once, as undo is a key away; what reaches farther is shown first.
void clearHere(const CommandScene& scene, CaseSession& session, const Segment& segment,
               const SlicePlane& plane) {
    const bool shows = scene.tools.actReach != OperationReach::Slice;
    if (removeHandle(scene, session, segment) || (shows && refusesForPreview(scene, session))) {
        return;
    }
    const std::optional<VoxelBox> box = actBox(scene, session, plane);
    if (!box) {
        return;
    }
    const PaintRules rules = scene.tools.actRules();
    const auto clear = [&](LabelMapEdit& edit) { return clearSegment(edit, segment, *box); };
    const bool changed = shows ? session.offerAct(segment.layer, clear, rules)
                               : session.act(segment.layer, clear, rules);
    if (!changed && rules.area.limitsIntensity) {
        scene.refuse(Texts::tr("Nothing was cleared here. Only voxels within the range of grey "
                               "values may change, as the tools' options say."));
    } else if (!changed && shows) {
        scene.tell(Texts::tr("%1 has nothing to clear").arg(nameOf(segment)), {});
    }
}

/// Onto all slices that acts reach.
void copyToAll(const CommandScene& scene, CaseSession& session, const Segment& segment,
               const SlicePlane& plane) {
    const std::optional<VoxelBox> box = actBox(scene, session, plane);
    if (!box) {
        return;
    }
    const bool changes = session.offerAct(
        segment.layer, [&](LabelMapEdit& edit) { return copySlices(edit, segment, plane, *box); },
        scene.tools.actRules());
    if (!changes) {
        scene.tell(Texts::tr("%1 needs no change there").arg(nameOf(segment)), {});
    }
}

void copyToNext(const CommandScene& scene, CaseSession& session, const Segment& segment,
                const SlicePlane& plane) {
    if (refusesForPreview(scene, session)) {
        return;
    }
    if (scene.tools.actReach != OperationReach::Slice) {
        copyToAll(scene, session, segment, plane);
        return;
    }
    const SlicePlane next{plane.axis, plane.index + 1};
    if (next.index >= session.image().geometry().size()[next.axis]) {
        scene.refuse(Texts::tr("This is the last slice. Nothing was copied."));
        return;
    }
    const bool changes = session.offerAct(
        segment.layer,
        [&](LabelMapEdit& edit) { return copySlice(edit, segment, plane, next.index); },
        scene.tools.actRules());
    session.view().goTo(next); // where the preview is
    if (!changes) {
        scene.tell(Texts::tr("%1 needs no change here").arg(nameOf(segment)), {});
    }
}

void keepLargestPiece(const CommandScene& scene, CaseSession& session, const Segment& segment) {
    if (refusesForPreview(scene, session)) {
        return;
    }
    const PaintRules rules = scene.tools.actRules();
    OperationScope scope;
    scope.segment = segment;
    scope.plane = session.view().activePlane();
    scope.overwrite = rules.overwrite;
    scope.area = rules.area;
    scene.bench.operations.preview(scene.bench.session(), scope, IslandsParameters{}, OfferOf::Act);
}

void removeOverlap(const CommandScene& scene, CaseSession& session, const Segment& segment,
                   const SlicePlane& plane) {
    if (refusesForPreview(scene, session)) {
        return;
    }
    const std::optional<VoxelBox> box = actBox(scene, session, plane);
    if (!box) {
        return;
    }
    session.endAct();
    const auto index = session.segmentation().indexOf(segment.layer, segment.value);
    EditStep step =
        overlapRemoval(session.segmentation(), index.value(), *box, scene.tools.actRules().area,
                       {&session.image(), session.view().frame()});
    if (step.voxels.empty()) {
        scene.tell(Texts::tr("Nothing overlaps %1 here").arg(nameOf(segment)), {});
    } else {
        session.setOffer(std::move(step), OfferOf::Act);
    }
}

} // namespace

void connectSliceActs(const CommandScene& scene) {
    Commands& commands = scene.commands;
    const std::function<void()> clear = onPlane(
        scene, [scene](CaseSession& session, const Segment& segment, const SlicePlane& plane) {
            clearHere(scene, session, segment, plane);
        });
    commands.on(Command::ClearHere, onCase(scene, [scene, clear](Workspace& workspace) {
                    if (!removeMeasured(scene, workspace.session())) {
                        clear();
                    }
                }));
    commands.on(Command::CopyToNext,
                onPlane(scene, [scene](CaseSession& session, const Segment& segment,
                                       const SlicePlane& plane) {
                    copyToNext(scene, session, segment, plane);
                }));
    commands.on(Command::KeepLargest,
                onUnlocked(scene, [scene](CaseSession& session, const Segment& segment) {
                    keepLargestPiece(scene, session, segment);
                }));
    commands.on(Command::RemoveOverlap,
                onPlane(scene, [scene](CaseSession& session, const Segment& segment,
                                       const SlicePlane& plane) {
                    removeOverlap(scene, session, segment, plane);
                }));
    commands.on(Command::MarkReviewed, onCase(scene, [scene](Workspace& workspace) {
                    toggleMark(scene, workspace, SliceState::Reviewed);
                }));
    commands.on(Command::FlagSlice, onCase(scene, [scene](Workspace& workspace) {
                    toggleMark(scene, workspace, SliceState::Flagged);
                }));
}

} // namespace laurel::ui
