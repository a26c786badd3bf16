#include "command_acts.h"

#include "laurel/session/words.h"

#include <QTimer>

namespace laurel::ui {

namespace {

/// An act on all curves of a plane, by a tool that is this one or a copy of it.
using CurvesAct = std::function<StepLabel(ContourTool&, LabelMapEdit&, const SlicePlane&)>;

/// What changes no voxel has nothing to show: its handles are taken at once.
void tellHandles(const CommandScene& scene, const QString& detail) {
    scene.tell(Texts::tr("No voxel changes"), detail);
    scene.tools.parametersChanged(); // shows the curves anew
}

void offerCurves(const CommandScene& scene, CaseSession& session, const Segment& segment,
                 const SlicePlane& plane, const CurvesAct& act) {
    QString detail;
    const bool changes = session.offerAct(
        segment.layer,
        [&](LabelMapEdit& edit) {
            StepLabel label = act(scene.tools.contour, edit, plane);
            detail = QString::fromStdString(label.detail);
            return label;
        },
        scene.tools.curveRules());
    if (!changes) {
        tellHandles(scene, detail);
    }
}

/// The plane's own come last: what is planned for them is shown (ContourTool::planned).
StepLabel actOnSlices(ContourTool& curves, LabelMapEdit& edit, const Segment& segment,
                      const SlicePlane& plane, const VoxelBox& box, const CurvesAct& act,
                      ProgressSink& progress, const CancellationToken& cancel) {
    const auto along = [&](const VoxelIndex& at) {
        return plane.axis == 0 ? at.x : plane.axis == 1 ? at.y : at.z;
    };
    const std::int64_t first = along(box.low);
    const std::int64_t last = along(box.high);
    int others = 0;
    for (SlicePlane at{plane.axis, first}; at.index <= last; ++at.index) {
        cancel.throwIfCancelled();
        progress.report(static_cast<double>(at.index - first) /
                            static_cast<double>(last - first + 1),
                        "curves");
        if (at != plane && !curves.curves(edit.target().labels, segment, at).empty()) {
            act(curves, edit, at);
            ++others;
        }
    }
    StepLabel label = act(curves, edit, plane);
    if (others > 0) {
        label.detail +=
            numbered(Texts::tr(" · and %n more slice(s)", nullptr, others), others).toStdString();
    }
    return label;
}

/// Some milliseconds for each slice, seconds for a large case: beside the window.
void offerCurvesLater(const CommandScene& scene, CaseSession& session, const Segment& segment,
                      const SlicePlane& plane, const VoxelBox& box, const QString& name,
                      const CurvesAct& act) {
    const std::shared_ptr<ContourTool> copy = scene.tools.contour.forActs();
    session.offerActLater(
        name.toStdString(), segment.layer, scene.tools.curveRules(),
        [copy, segment, plane, box, act](LabelMapEdit& edit, ProgressSink& progress,
                                         const CancellationToken& cancel) {
            return actOnSlices(*copy, edit, segment, plane, box, act, progress, cancel);
        },
        [scene, copy](bool changes, const StepLabel& label) {
            scene.tools.contour.learnFrom(*copy);
            if (changes) {
                scene.tools.parametersChanged();
            } else {
                tellHandles(scene, QString::fromStdString(label.detail));
            }
        });
}

/// Shows what the act would make of the curves of each slice that acts reach.
void offerCurvesOfSlices(const CommandScene& scene, CaseSession& session, const Segment& segment,
                         const SlicePlane& plane, const QString& name, const CurvesAct& act) {
    if (refusesForPreview(scene, session)) {
        return;
    }
    const std::optional<VoxelBox> box = actBox(scene, session, plane);
    if (!box) {
        return;
    }
    if (scene.tools.actReach == OperationReach::Slice) {
        offerCurves(scene, session, segment, plane, act);
    } else {
        offerCurvesLater(scene, session, segment, plane, *box, name, act);
    }
}

void snapCurves(const CommandScene& scene, CaseSession& session, const Segment& segment,
                const SlicePlane& plane) {
    offerCurvesOfSlices(
        scene, session, segment, plane, Texts::tr("Snap to edges"),
        [segment, image = session.openCase().image(), frameOfImage = session.view().frame()](
            ContourTool& curves, LabelMapEdit& edit, const SlicePlane& at) {
            const PlaneFrame frame(image->geometry(), at);
            return curves.snapAll(edit, segment, PlaneImage(*image, frame, frameOfImage));
        });
}

void simplifyCurves(const CommandScene& scene, CaseSession& session, const Segment& segment,
                    const SlicePlane& plane) {
    offerCurvesOfSlices(scene, session, segment, plane, Texts::tr("Simplify"),
                        [segment](ContourTool& curves, LabelMapEdit& edit, const SlicePlane& at) {
                            return curves.simplifyAll(edit, segment, at);
                        });
}

/// What the options ask for; nothing, and why is said, where that cannot be.
std::optional<InterpolationRequest> requestOf(const CommandScene& scene,
                                              const CaseSession& session) {
    const InterpolationOptions& options = scene.tools.interpolation;
    const SlicePlane plane = session.view().activePlane();
    InterpolationRequest request;
    request.axis = plane.axis;
    request.followsImage = options.followsImage;
    if (options.gaps == InterpolationOptions::Gaps::Here) {
        request.at = plane.index;
    } else if (options.gaps == InterpolationOptions::Gaps::Range) {
        request.within = scene.tools.operations.ranges.at(static_cast<std::size_t>(plane.axis))
                             .within(session.image().geometry().size()[plane.axis]);
    }
    const std::vector<Segment>& segments = session.segmentation().labels.segments();
    const auto index = static_cast<std::size_t>(session.view().activeSegment());
    if (options.allSegments) {
        request.segments = segments;
    } else if (index < segments.size()) {
        request.segments = {segments[index]};
    } else {
        scene.refuse(Texts::tr("No segment is chosen. Choose one in the list or add one."));
        return std::nullopt;
    }
    return request;
}

/// Shows what would be filled, in place of what this tool has shown before.
/// @param again calls this once more, a little later
void interpolate(const CommandScene& scene, QTimer& again) {
    Workspace* workspace = scene.workspace();
    if (workspace == nullptr || scene.tools.active() != Command::ToolInterpolate) {
        return;
    }
    CaseSession& session = workspace->session();
    if (scene.bench.between.isRunning()) { // with other options: once it has ended
        scene.bench.between.cancel();
        again.start();
        return;
    }
    const Proposal* const open = session.proposal();
    if (open != nullptr && open->act && open->act->kind == StepKind::Interpolate) {
        session.discardProposal();
    }
    if (refusesForPreview(scene, session)) {
        return;
    }
    if (const auto request = requestOf(scene, session)) {
        scene.bench.between.interpolate(scene.bench.session(), *request);
    }
}

void useInterpolation(const CommandScene& scene, QTimer& again, InterpolationOptions::Gaps gaps) {
    scene.tools.interpolation.gaps = gaps;
    scene.tools.activate(Command::ToolInterpolate);
    scene.tools.parametersChanged(); // the panel may be there already
    interpolate(scene, again);
}

void connectInterpolation(const CommandScene& scene) {
    constexpr int pauseMs = 40;
    auto* again = new QTimer(&scene.commands);
    again->setSingleShot(true);
    again->setInterval(pauseMs);
    const auto show = [scene, again] { interpolate(scene, *again); };
    QObject::connect(again, &QTimer::timeout, &scene.commands, show);
    QObject::connect(&scene.tools, &ToolBox::previewAsked, &scene.commands, show);
    for (const auto& [id, gaps] :
         {std::pair(Command::ToolInterpolate, InterpolationOptions::Gaps::Here),
          std::pair(Command::Interpolate, InterpolationOptions::Gaps::All)}) {
        scene.commands.on(id,
                          [scene, again, gaps = gaps] { useInterpolation(scene, *again, gaps); });
    }
}

void propagate(const CommandScene& scene, CaseSession& session, const Segment& segment,
               const SlicePlane& plane, std::int64_t step) {
    if (refusesForPreview(scene, session)) {
        return;
    }
    const SlicePlane to{plane.axis, plane.index + step};
    if (to.index < 0 || to.index >= session.image().geometry().size()[to.axis]) {
        scene.refuse(Texts::tr("There is no slice beyond this one. Nothing was propagated."));
        return;
    }
    PropagationRequest request;
    request.segments = {segment};
    request.axis = plane.axis;
    request.from = plane.index;
    request.to = to.index;
    scene.bench.between.propagate(scene.bench.session(), request);
    session.view().goTo(to); // where the preview will be
}

} // namespace

void connectContourCommands(const CommandScene& scene) {
    Commands& commands = scene.commands;
    for (const Command tool :
         {Command::ToolCurveEdit, Command::ToolCurveDraw, Command::ToolCurveHole,
          Command::ToolCurveShape, Command::ToolCurveRemove, Command::ToolCurveSnap}) {
        commands.on(tool, [scene, tool] { scene.tools.activate(tool); });
    }
    commands.on(Command::SwitchMode, [scene] { scene.tools.switchMode(); });
    commands.on(Command::SnapCurves,
                onPlane(scene, [scene](CaseSession& session, const Segment& segment,
                                       const SlicePlane& plane) {
                    snapCurves(scene, session, segment, plane);
                }));
    commands.on(Command::SimplifyCurves,
                onPlane(scene, [scene](CaseSession& session, const Segment& segment,
                                       const SlicePlane& plane) {
                    simplifyCurves(scene, session, segment, plane);
                }));
    connectInterpolation(scene);
    for (const auto& [id, step] :
         {std::pair(Command::PropagateOn, 1), std::pair(Command::PropagateBack, -1)}) {
        commands.on(
            id, onPlane(scene, [scene, step = step](CaseSession& session, const Segment& segment,
                                                    const SlicePlane& plane) {
                propagate(scene, session, segment, plane, step);
            }));
    }
}

} // namespace laurel::ui
