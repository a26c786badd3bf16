#include "command_acts.h"

#include "laurel/session/words.h"

#include <QTimer>

namespace laurel::ui {

namespace {

/// Shows what an act would make of all curves of the plane. One that changes no voxel has nothing
/// to show: its handles are taken at once.
template <typename Act>
void offerCurves(const CommandScene& scene, CaseSession& session, const Segment& segment,
                 const Act& act) {
    if (refusesForPreview(scene, session)) {
        return;
    }
    QString detail;
    const bool changes = session.offerAct(
        segment.layer,
        [&](LabelMapEdit& edit) {
            StepLabel label = act(edit);
            detail = QString::fromStdString(label.detail);
            return label;
        },
        scene.tools.curveRules());
    if (!changes) {
        scene.tell(Texts::tr("No voxel changes"), detail);
        scene.tools.parametersChanged(); // shows the curves anew
    }
}

/// The act on the curves of each slice that acts reach. The plane's own come last: what is planned
/// for them is shown (ContourTool::planned).
/// @param act StepLabel(LabelMapEdit&, const SlicePlane&)
template <typename Act>
void offerCurvesOfSlices(const CommandScene& scene, CaseSession& session, const Segment& segment,
                         const SlicePlane& plane, const Act& act) {
    const std::optional<VoxelBox> box = actBox(scene, session, plane);
    if (!box) {
        return;
    }
    const auto along = [axis = plane.axis](const VoxelIndex& at) {
        return axis == 0 ? at.x : axis == 1 ? at.y : at.z;
    };
    offerCurves(scene, session, segment, [&](LabelMapEdit& edit) {
        int others = 0;
        for (SlicePlane at{plane.axis, along(box->low)}; at.index <= along(box->high); ++at.index) {
            if (at != plane &&
                !scene.tools.contour.curves(edit.target().labels, segment, at).empty()) {
                act(edit, at);
                ++others;
            }
        }
        StepLabel label = act(edit, plane);
        if (others > 0) {
            label.detail += numbered(Texts::tr(" · and %n more slice(s)", nullptr, others), others)
                                .toStdString();
        }
        return label;
    });
}

void snapCurves(const CommandScene& scene, CaseSession& session, const Segment& segment,
                const SlicePlane& plane) {
    offerCurvesOfSlices(scene, session, segment, plane,
                        [&](LabelMapEdit& edit, const SlicePlane& at) {
                            const PlaneFrame frame(session.image().geometry(), at);
                            const PlaneImage image(session.image(), frame, session.view().frame());
                            return scene.tools.contour.snapAll(edit, segment, image);
                        });
}

void simplifyCurves(const CommandScene& scene, CaseSession& session, const Segment& segment,
                    const SlicePlane& plane) {
    offerCurvesOfSlices(scene, session, segment, plane,
                        [&](LabelMapEdit& edit, const SlicePlane& at) {
                            return scene.tools.contour.simplifyAll(edit, segment, at);
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
