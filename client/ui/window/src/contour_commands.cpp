#include "case_commands.h"

#include "laurel/session/texts.h"

#include "laurel/base/error.h"

namespace laurel::ui {

namespace {

/// Runs an act on the curves of the chosen segment in the acquired plane.
template <typename Act>
std::function<void()> onCurves(const CommandScene& scene, Act act) {
    return [scene, act] {
        Workspace* workspace = scene.workspace();
        if (workspace == nullptr) {
            return;
        }
        CaseSession& session = workspace->session();
        const auto index = static_cast<std::size_t>(session.view().activeSegment());
        const std::vector<Segment>& segments = session.segmentation().labels.segments();
        if (index >= segments.size()) {
            scene.refuse(Texts::tr("No segment is chosen. Choose one in the list or add one."));
            return;
        }
        const Segment segment = segments[index];
        if (session.segmentation().looks[index].locked) {
            scene.refuse(Texts::tr("%1 is locked. Its curves were not changed. Unlock it or "
                                   "choose another segment.")
                             .arg(QString::fromStdString(segment.name)));
            return;
        }
        const SlicePlane plane{2, session.view().crosshair().z};
        try {
            act(session, segment, plane);
        } catch (const Error& error) {
            scene.refuse(QString::fromUtf8(error.what()));
        }
    };
}

void tellUnchanged(const CommandScene& scene, const Segment& segment) {
    scene.tell(Texts::tr("%1 needs no change here").arg(QString::fromStdString(segment.name)), {});
}

void snapCurves(const CommandScene& scene, CaseSession& session, const Segment& segment,
                const SlicePlane& plane) {
    const PlaneFrame frame(session.image().geometry(), plane);
    const PlaneImage image(session.image(), frame, session.openCase().reference().frame);
    if (!session.act(segment.layer, [&](LabelMapEdit& edit) {
            return scene.tools.contour.snapAll(edit, segment, image);
        })) {
        tellUnchanged(scene, segment);
    }
    scene.tools.parametersChanged(); // shows the curves anew
}

void simplifyCurves(const CommandScene& scene, CaseSession& session, const Segment& segment,
                    const SlicePlane& plane) {
    if (!session.act(segment.layer, [&](LabelMapEdit& edit) {
            return scene.tools.contour.simplifyAll(edit, segment, plane);
        })) {
        tellUnchanged(scene, segment);
    }
    scene.tools.parametersChanged();
}

void interpolate(const CommandScene& scene) {
    scene.tools.activate(Command::Interpolate);
    Workspace* workspace = scene.workspace();
    if (workspace == nullptr || scene.bench.between.isRunning()) {
        return;
    }
    CaseSession& session = workspace->session();
    if (session.proposal() != nullptr) {
        scene.refuse(Texts::tr("A preview is open. Accept or discard it first."));
        return;
    }
    const InterpolationOptions& options = scene.tools.interpolation;
    InterpolationRequest request;
    request.axis = options.axis;
    request.followsImage = options.followsImage;
    if (!options.allGaps) {
        const VoxelIndex& at = session.view().crosshair();
        request.at = options.axis == 0 ? at.x : options.axis == 1 ? at.y : at.z;
    }
    const std::vector<Segment>& segments = session.segmentation().labels.segments();
    const auto index = static_cast<std::size_t>(session.view().activeSegment());
    if (options.allSegments) {
        request.segments = segments;
    } else if (index < segments.size()) {
        request.segments = {segments[index]};
    } else {
        scene.refuse(Texts::tr("No segment is chosen. Choose one in the list or add one."));
        return;
    }
    scene.bench.between.interpolate(scene.bench.session(), request);
}

void propagate(const CommandScene& scene, CaseSession& session, const Segment& segment,
               std::int64_t step) {
    if (session.proposal() != nullptr) {
        scene.refuse(Texts::tr("A preview is open. Accept or discard it first."));
        return;
    }
    VoxelIndex at = session.view().crosshair();
    const std::int64_t to = at.z + step;
    if (to < 0 || to >= session.image().geometry().size().z) {
        scene.refuse(Texts::tr("There is no slice beyond this one. Nothing was propagated."));
        return;
    }
    PropagationRequest request;
    request.segments = {segment};
    request.from = at.z;
    request.to = to;
    scene.bench.between.propagate(scene.bench.session(), request);
    at.z = to;
    session.view().setCrosshair(at); // where the preview will be
}

} // namespace

void connectContourCommands(const CommandScene& scene) {
    Commands& commands = scene.commands;
    for (const Command tool :
         {Command::ToolCurveEdit, Command::ToolCurveDraw, Command::ToolCurveHole,
          Command::ToolCurveShape, Command::ToolCurveRemove}) {
        commands.on(tool, [scene, tool] { scene.tools.activate(tool); });
    }
    commands.on(Command::SwitchMode, [scene] { scene.tools.switchMode(); });
    commands.on(Command::SnapCurves,
                onCurves(scene, [scene](CaseSession& session, const Segment& segment,
                                        const SlicePlane& plane) {
                    snapCurves(scene, session, segment, plane);
                }));
    commands.on(Command::SimplifyCurves,
                onCurves(scene, [scene](CaseSession& session, const Segment& segment,
                                        const SlicePlane& plane) {
                    simplifyCurves(scene, session, segment, plane);
                }));
    commands.on(Command::Interpolate, [scene] { interpolate(scene); });
    for (const auto& [id, step] :
         {std::pair(Command::PropagateOn, 1), std::pair(Command::PropagateBack, -1)}) {
        commands.on(
            id, onCurves(scene, [scene, step = step](CaseSession& session, const Segment& segment,
                                                     const SlicePlane&) {
                propagate(scene, session, segment, step);
            }));
    }
}

} // namespace laurel::ui
